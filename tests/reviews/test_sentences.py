"""Every code by which the engine refuses a value or a cell has a sentence."""

from __future__ import annotations

import inspect
import re

import pytest
from django.utils import translation

from assessment.scoring import CellFault, ValueFault, VersionPlan, cells, locate, parse_value, plan_version
from reviews import sentences
from reviews.sentences import cell_sentence, value_sentence
from tests.reviews.test_packing import document

BROKEN = [
    ("1#1", "abc", "“abc” is not a number from 0 to 1."),
    ("1#1", "1.01", "“1.01” lies outside 0 to 1."),
    ("1#1", "x" * 50, f"“{'x' * 39}…” is not a number from 0 to 1."),
    ("1#2", "1", "“1” is not a proportion n/d."),
    ("1#2", "1/0", "“1/0”: d must be larger than 0 in n/d."),
    ("1#2", "2/1", "“2/1”: n may not be larger than d in n/d."),
    ("1#2", "a/b", "“a” is not a whole number from 0 up; expected is n/d."),
    ("1#3", "fair", "“fair” is none of the levels none, full."),
    ("1#4", "3", "“3” is not a tally; expected is zz=n;a=n."),
    ("1#4", "b=3", "“b” is none of the categories zz, a."),
    ("1#4", "a=1;a=2", "“a” stands twice."),
    ("2#1", "1;x", "“x” is not one number per case, x;y;…."),
    ("2#1", "1;-2", "“1;-2” is below 0."),
]


@pytest.fixture
def plan() -> VersionPlan:
    return plan_version(document())


@pytest.mark.parametrize(("address", "text", "sentence"), BROKEN)
def test_a_value_outside_its_rule_is_explained(plan: VersionPlan, address: str, text: str, sentence: str) -> None:
    with translation.override("en"), pytest.raises(ValueFault) as refused:
        parse_value(plan.criteria[plan.criterion_index[address]], text)
    with translation.override("en"):
        assert value_sentence(refused.value) == sentence


@pytest.mark.parametrize(
    ("address", "channel", "sentence"),
    [
        ("9#1", "website", "The indicator version has no criterion “9#1”."),
        ("1#1", "", "A channel is needed here: website."),
        ("1#1", "app", "The indicator version has no channel “app”; expected is one of website."),
    ],
)
def test_a_place_that_is_no_cell_is_explained(plan: VersionPlan, address: str, channel: str, sentence: str) -> None:
    with translation.override("en"), pytest.raises(CellFault) as refused:
        locate(plan, address, channel)
    with translation.override("en"):
        assert cell_sentence(refused.value) == sentence


def test_no_code_of_the_engine_is_without_sentence() -> None:
    source = inspect.getsource(cells)
    values = set(re.findall(r"_fault\(\"(\w+)\"", source))
    places = set(re.findall(r"CellFault\(\s*\"(\w+)\"", source))
    assert (values, places) == (set(sentences._VALUES), set(sentences._CELLS))
