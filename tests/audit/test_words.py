"""Every verb and kind of object that a service writes has words in both languages."""

from __future__ import annotations

from django.utils.translation import override

from assessment.audit.differences import difference
from assessment.audit.field_words import field_word
from assessment.audit.words import object_word, verb_word
from reviews.models.working import PartOfSheet
from tests.audit import verbs

#: What verbs put together at run time can become. A new shape fails the test below until its words are named here.
PARTS = {f"remove_{part._meta.model_name}" for part in PartOfSheet.__subclasses__()}
SHAPES = {"remove_{}": PARTS, "{}_{}": verbs.of_the_administration()[0]}


def test_every_verb_in_the_code_has_a_word():
    written = verbs.written("verb")
    shapes = {verb for verb in written if "{" in verb}
    assert shapes == set(SHAPES)
    said = (written - shapes).union(*SHAPES.values())
    assert len(said) > 40
    assert sorted(said - set(verb_word)) == []


def test_no_word_stands_for_a_verb_that_nobody_writes():
    said = verbs.written("verb").union(*SHAPES.values())
    assert sorted(set(verb_word) - said) == []


def test_every_kind_of_object_has_a_word():
    kinds = verbs.written("object_type") | verbs.of_the_administration()[1]
    kinds |= {str(part._meta.model_name) for part in PartOfSheet.__subclasses__()}
    assert sorted(kinds - set(object_word)) == []


def test_every_name_of_a_value_that_a_service_writes_has_a_word():
    """As far as they stand in a dict at the call."""
    names = verbs.names_of_values()
    assert len(names) > 30
    assert sorted(names - set(field_word)) == []


def test_what_changed_is_read_in_words():
    moved = difference({"phase": "scoring"}, {"phase": "final", "overridden": []}, kind="campaign").changes
    paused = difference("open", "upheld", kind="appeal").changes
    planned = difference(None, {"appeals": {"due_at": None}, "second_factor": False}).changes
    with override("zh-hans"):
        assert [(one.name, one.was, one.became) for one in moved] == [
            ("阶段", "打分", "最终结果"),
            ("越过的事项", None, "[]"),
        ]
        assert [(one.was, one.became) for one in paused] == [("待答复", "成立")]
        assert [(one.name, one.became) for one in planned] == [("申诉 · 截止时间", "无"), ("二次验证", "否")]
    with override("en"):
        assert [one.name for one in planned] == ["appeals · deadline", "second factor"]


def test_the_words_are_chinese_in_chinese_and_differ_from_each_other():
    words = [*verb_word.values(), *object_word.values(), *field_word.values()]
    with override("zh-hans"):
        assert [str(word) for word in words if str(word).isascii()] == ["SHA-256"]
        assert len({str(word) for word in verb_word.values()}) == len(verb_word)
    with override("en"):
        assert [str(word) for word in words if not str(word).isascii()] == []
