"""Reading the environment: typed values, secrets from files, and one sentence for what is wrong."""

import pytest

from assessment import env


def sentence_of(read):
    with pytest.raises(env.SettingError) as fault:
        read()
    return str(fault.value)


def test_text_is_the_value_or_the_default():
    assert env.text("NAME", env={"NAME": "here"}) == "here"
    assert env.text("NAME", "default", env={}) == "default"
    assert env.text("NAME", "default", env={"NAME": ""}) == ""


def test_text_without_value_and_default_stops():
    assert sentence_of(lambda: env.text("NAME", env={})) == "pingheng: NAME must be set"


def test_a_secret_comes_from_its_file_without_the_line_end(tmp_path):
    file = tmp_path / "secret"
    file.write_text("口令\n", encoding="utf-8")
    assert env.text("NAME", env={"NAME_FILE": str(file)}) == "口令"


def test_a_value_and_a_file_together_stop(tmp_path):
    both = {"NAME": "a", "NAME_FILE": str(tmp_path / "b")}
    assert sentence_of(lambda: env.text("NAME", env=both)) == (
        "pingheng: NAME and NAME_FILE are both set; keep one of them"
    )


def test_a_file_that_cannot_be_read_stops_and_is_named(tmp_path):
    missing = tmp_path / "missing"
    sentence = sentence_of(lambda: env.text("NAME", "default", env={"NAME_FILE": str(missing)}))
    assert sentence.startswith("pingheng: NAME_FILE names a file that cannot be read: ")
    assert str(missing) in sentence


@pytest.mark.parametrize("value", ["1", "true", "YES", " on "])
def test_yes(value):
    assert env.flag("NAME", False, env={"NAME": value}) is True


@pytest.mark.parametrize("value", ["0", "false", "No", "off", ""])
def test_no(value):
    assert env.flag("NAME", True, env={"NAME": value}) is False


def test_neither_yes_nor_no_stops():
    sentence = sentence_of(lambda: env.flag("NAME", False, env={"NAME": "maybe"}))
    assert sentence == "pingheng: NAME must be 1 or 0, not 'maybe'"


def test_flag_has_its_default():
    assert [env.flag("NAME", default, env={}) for default in (True, False)] == [True, False]


def test_integers():
    assert env.integer("NAME", 5, env={"NAME": "8000"}) == 8000
    assert env.integer("NAME", 5, env={}) == 5
    sentence = sentence_of(lambda: env.integer("NAME", 5, env={"NAME": "8000 or so"}))
    assert sentence == "pingheng: NAME must be a whole number, not '8000 or so'"


def test_words_lose_blanks_and_empty_ones():
    assert env.words("NAME", env={"NAME": " a.example , ,b.example,"}) == ["a.example", "b.example"]
    assert env.words("NAME", env={}) == []


def test_a_choice_is_one_of_the_allowed():
    assert env.choice("NAME", "a", {"a", "b"}, env={"NAME": "b"}) == "b"
    sentence = sentence_of(lambda: env.choice("NAME", "a", {"a", "b"}, env={"NAME": "c"}))
    assert sentence == "pingheng: NAME must be one of a, b, not 'c'"
