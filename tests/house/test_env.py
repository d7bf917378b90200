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


@pytest.mark.parametrize(
    ("address", "settings"),
    [
        ("console:", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}),
        (
            "file:///var/mail",
            {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": "/var/mail"},
        ),
        (
            "smtp://mail.example",
            {
                "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "EMAIL_HOST": "mail.example",
                "EMAIL_PORT": 25,
                "EMAIL_HOST_USER": "",
                "EMAIL_HOST_PASSWORD": "",
                "EMAIL_USE_SSL": False,
                "EMAIL_USE_TLS": False,
            },
        ),
        (
            "smtp://ping%40x:p%3Aw@mail.example:2525",
            {
                "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "EMAIL_HOST": "mail.example",
                "EMAIL_PORT": 2525,
                "EMAIL_HOST_USER": "ping@x",
                "EMAIL_HOST_PASSWORD": "p:w",
                "EMAIL_USE_SSL": False,
                "EMAIL_USE_TLS": True,
            },
        ),
    ],
)
def test_one_address_says_how_mail_is_sent(address, settings):
    assert env.mail("NAME", "none:", env={"NAME": address}) == {"EMAIL_TIMEOUT": 10, **settings}


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("mail.example:25", "NAME must begin with one of console, file, none, smtp, smtps, followed by a colon"),
        ("smtp:", "NAME must name a server like smtp://mail.example:587"),
        ("smtp://mail.example:x", "NAME has a port that is no number"),
        ("file:mail", "NAME must name a folder like file:///var/mail"),
    ],
)
def test_an_address_of_mail_that_cannot_be_used_stops(address, sentence):
    assert sentence_of(lambda: env.mail("NAME", "none:", env={"NAME": address})) == f"pingheng: {sentence}"


def test_the_address_of_the_site_is_one_of_the_web():
    assert env.address("NAME", "http://127.0.0.1:8000", env={}) == "http://127.0.0.1:8000"
    assert sentence_of(lambda: env.address("NAME", "", env={"NAME": "pingheng.example"})) == (
        "pingheng: NAME must be an address like https://pingheng.example, not 'pingheng.example'"
    )


# --- a provider that signs people in ----------------------------------------------------------------------------------
OIDC = {"ID_ISSUER": "https://id.example/realm", "ID_CLIENT_ID": "pingheng", "ID_CLIENT_SECRET": "s"}


def test_without_an_issuer_there_is_no_provider():
    rest = {name: value for name, value in OIDC.items() if name != "ID_ISSUER"}
    assert env.provider("ID", encrypted=True, env=rest) is None


def test_a_provider_is_called_after_its_host_and_has_no_second_factor_unless_said():
    found = env.provider("ID", encrypted=True, env=OIDC)
    assert found == env.Provider("https://id.example/realm", "pingheng", "s", "id.example", frozenset())
    more = {**OIDC, "ID_NAME": "统一认证", "ID_SECOND_FACTOR": "otp, hwk"}
    found = env.provider("ID", encrypted=True, env=more)
    assert found == env.Provider("https://id.example/realm", "pingheng", "s", "统一认证", frozenset({"otp", "hwk"}))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"ID_ISSUER": "http://id.example"}, "ID_ISSUER must begin with https:// in the production profile"),
        ({"ID_ISSUER": "id.example"}, "ID_ISSUER must be an address like https://pingheng.example, not 'id.example'"),
        ({"ID_CLIENT_SECRET": None}, "ID_CLIENT_SECRET must be set"),
        ({"ID_CLIENT_ID": None}, "ID_CLIENT_ID must be set"),
    ],
)
def test_a_provider_is_given_whole_and_spoken_to_by_https(changed, sentence):
    given = {name: value for name, value in {**OIDC, **changed}.items() if value is not None}
    assert sentence_of(lambda: env.provider("ID", encrypted=True, env=given)) == f"pingheng: {sentence}"
