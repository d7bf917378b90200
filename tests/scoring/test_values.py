"""Texts of scores in and out of packed sheets, and addresses to cells."""

from math import inf, isnan
from random import Random
from typing import Any

import pytest

from assessment.scoring import (
    CellFault,
    ValueFault,
    VersionPlan,
    format_value,
    locate,
    pack_text,
    parse_value,
    plan_version,
)
from assessment.scoring.model import Criterion
from tests.scoring.generator_scores import value_text
from tests.scoring.small import COUNT, RATING, branch, leaf, point, tally

LEVELS = {"type": "levels", "levels": [{"key": "none", "ratio": 0}, {"key": "部分", "ratio": 0.4}]}
TIERS = {"type": "tiers", "tiers": [{"upto": 0, "ratio": 0}, {"ratio": 1}]}
TALLY = tally("deduct", major={"points": 1}, 错别字={"percent": 5})
ITEMS = {"type": "items", "item_max": 2}
PROPORTION = {"type": "proportion"}
CHECK = {"type": "check"}


def plan_of(*tree: dict[str, Any], **system: Any) -> VersionPlan:
    head = {"key": "s", "version": "1", "classes": ["city"], "channels": ["website"]}
    return plan_version({**head, **system, "tree": list(tree)})


def criterion(rule: dict[str, Any]) -> Criterion:
    kind = "bonus" if rule["type"] == "items" else "score"
    return plan_of(leaf("1", 10, point(rule), kind=kind)).criteria[0]


@pytest.mark.parametrize(
    ("rule", "text", "slots"),
    [
        (RATING, "0", (0.0,)),
        (RATING, "1.0", (1.0,)),
        (RATING, " 0.35 ", (0.35,)),
        (RATING, "０．５", (0.5,)),
        (RATING, "0.30000000000000004", (0.30000000000000004,)),
        (CHECK, "１", (1.0,)),
        (LEVELS, "部分", (1.0,)),
        (PROPORTION, "3/4", (3.0, 4.0)),
        (PROPORTION, "３／４", (3.0, 4.0)),
        (PROPORTION, "0/1", (0.0, 1.0)),
        (TIERS, "-3.5", (-3.5,)),
        (COUNT, "12.5", (12.5,)),
        (TALLY, "major=2", (2.0, 0.0)),
        (TALLY, "错别字=3;major=0", (0.0, 3.0)),
        (TALLY, "major＝２；错别字＝１", (2.0, 1.0)),
        (ITEMS, "3;0.5;2", (4.5,)),
    ],
)
def test_a_value_is_packed(rule: dict[str, Any], text: str, slots: tuple[float, ...]) -> None:
    assert parse_value(criterion(rule), text) == slots


REFUSED = {
    "rating": ["", "1.1", "-0.1", "1e-1", "abc", "0,5", "0_5", "nan", "inf", "+1", ".5", "5.", "NA", "0.5 0.5", "٣"],
    "check": ["", "2", "0.0", "01", "yes", "NA"],
    "levels": ["", "None", "0", "full", "NA"],
    "proportion": ["", "3", "3/", "/4", "3/0", "5/4", "3.0/4", "-1/4", "1/2/3", "NA"],
    "tiers": ["", "many", "1e3", "inf", "NA"],
    "count": ["", "-1", "1e3", "nan", "NA"],
    "tally": ["", "major", "major=", "major=1.5", "major=-1", "minor=1", "major=1;major=2", "major=1;", "=1", "NA"],
    "items": ["", "1;", "-1", "1;x", "1e1", "NA"],
}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (rule, text)
        for rule in (RATING, CHECK, LEVELS, PROPORTION, TIERS, COUNT, TALLY, ITEMS)
        for text in REFUSED[rule["type"]]
    ],
)
def test_a_text_outside_the_rule_is_refused(rule: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueFault) as caught:
        parse_value(criterion(rule), text)
    assert caught.value.expected
    assert caught.value.params["expected"] == caught.value.expected


@pytest.mark.parametrize(
    ("rule", "text", "code"),
    [
        (RATING, "x", "not_a_number"),
        (RATING, "2", "out_of_range"),
        (CHECK, "2", "not_a_check"),
        (LEVELS, "most", "unknown_level"),
        (PROPORTION, "3", "not_a_proportion"),
        (PROPORTION, "a/4", "not_an_integer"),
        (PROPORTION, "1/0", "zero_denominator"),
        (PROPORTION, "2/1", "out_of_range"),
        (COUNT, "-1", "negative"),
        (TALLY, "1", "not_a_tally"),
        (TALLY, "other=1", "unknown_category"),
        (TALLY, "major=1;major=1", "category_twice"),
        (ITEMS, "-1", "negative"),
    ],
)
def test_the_fault_says_what_is_wrong(rule: dict[str, Any], text: str, code: str) -> None:
    with pytest.raises(ValueFault) as caught:
        parse_value(criterion(rule), text)
    assert caught.value.code == code


@pytest.mark.parametrize("rule", [RATING, PROPORTION, TALLY, ITEMS, LEVELS])
def test_na_fills_all_slots(rule: dict[str, Any]) -> None:
    item = criterion(rule)
    assert pack_text(item, " NA ") == (-inf,) * item.rule.slots


def test_an_empty_text_is_empty_but_for_a_list_of_cases() -> None:
    assert all(isnan(slot) for slot in pack_text(criterion(PROPORTION), " "))
    assert all(isnan(slot) for slot in pack_text(criterion(TALLY), ""))
    assert pack_text(criterion(ITEMS), "") == (0.0,)


@pytest.mark.parametrize("rule", [RATING, CHECK, LEVELS, PROPORTION, TIERS, COUNT, TALLY])
def test_a_packed_value_comes_back_as_a_text_that_packs_alike(rule: dict[str, Any]) -> None:
    item, random = criterion(rule), Random(7)
    for _ in range(50):
        slots = pack_text(item, value_text(random, item))
        assert pack_text(item, format_value(item, slots)) == slots


def test_values_are_shown_plainly() -> None:
    assert format_value(criterion(RATING), (float("nan"),)) == ""
    assert format_value(criterion(TALLY), (-inf, -inf)) == "NA"
    assert format_value(criterion(COUNT), (0.0000001,)) == "0.0000001"
    assert format_value(criterion(COUNT), (12.0,)) == "12"
    assert format_value(criterion(TALLY), (2.0, 0.0)) == "major=2;错别字=0"


def test_of_items_only_their_capped_sum_is_shown() -> None:
    assert format_value(criterion(ITEMS), parse_value(criterion(ITEMS), "3;0.5;2")) == "4.5"


CHANNELS = ["website", "weixin", "weibo"]
MIXED = plan_of(
    leaf("1", 10, point(RATING, 1, "A", "website", "weixin"), point(PROPORTION, 1, "B", "weibo", "website")),
    branch("2", leaf("2.1", 5, point(TALLY, 1, "C", "weixin"), point(RATING, 1))),
    channels=CHANNELS,
)


def test_cells_lie_in_criterion_then_channel_order() -> None:
    cells = [
        (MIXED.criteria[cell.criterion].address, cell.channel, cell.first_slot, cell.slots) for cell in MIXED.cells
    ]
    assert cells == [
        ("1#1", -1, 0, 1), ("1#2", 0, 1, 2), ("1#2", 2, 3, 2), ("2.1#1", 1, 5, 2), ("2.1#2", -1, 7, 1),
    ]  # fmt: skip
    assert (MIXED.slot_count, MIXED.max_slots) == (8, 2)


@pytest.mark.parametrize(
    ("address", "channel", "index"),
    [("1#1", "", 0), ("1#2", "website", 1), ("1#2", " weibo ", 2), ("2.1#1", "weixin", 3), ("2.1#2", "", 4)],
)
def test_an_address_and_a_channel_name_a_cell(address: str, channel: str, index: int) -> None:
    assert locate(MIXED, address, channel).index == index


@pytest.mark.parametrize(
    ("address", "channel", "code"),
    [
        ("1#9", "", "unknown_criterion"),
        ("1", "", "unknown_criterion"),
        ("1#1", "website", "channel_not_empty"),
        ("1#2", "", "channel_required"),
        ("2.1#1", "", "channel_required"),
        ("1#2", "weixin", "channel_not_listed"),
        ("1#2", "app", "unknown_channel"),
    ],
)
def test_a_cell_that_is_not_there_is_refused(address: str, channel: str, code: str) -> None:
    with pytest.raises(CellFault) as caught:
        locate(MIXED, address, channel)
    assert caught.value.code == code


def test_a_per_channel_criterion_has_a_cell_on_every_channel() -> None:
    plan = plan_of(leaf("1", 10), mode="per_channel", channels=CHANNELS)
    assert [locate(plan, "1#1", channel).channel for channel in CHANNELS] == [0, 1, 2]
