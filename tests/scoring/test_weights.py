"""Weights, classes and branches (scoring.md §2)."""

import pytest

from tests.scoring.small import RATING, Small, branch, leaf, point, tally


def full_of(case: Small, klass: str = "city", attributes: str = "") -> str:
    return case.entity("e0", klass, attributes).component()["full"]


def test_a_weight_is_given_per_class_or_for_all() -> None:
    case = Small(leaf("1", {"city": 2, "county": 5}), leaf("2", 3))
    assert [full_of(case, klass) for klass in ("city", "county")] == ["5.000000", "8.000000"]


def test_one_number_holds_for_a_class_that_is_not_listed() -> None:
    case = Small(leaf("1", {"city": 2, "county": 5}), leaf("2", 3)).entity("e0", "province").give("2", 1)
    assert (case.component()["full"], case.nodes()) == ("3.000000", {"2": "3.000000"})


@pytest.mark.parametrize("weight", [{"city": None, "county": 4}, {"county": 4}])
def test_null_or_absent_for_a_class_is_not_assessed_and_nothing_is_redistributed(weight: dict[str, int | None]) -> None:
    case = Small(leaf("1", weight), leaf("2", 3)).give("1", 1).give("2", 1)
    assert (case.component()["full"], case.nodes()) == ("3.000000", {"2": "3.000000"})
    assert case.result()["missing"] == 0


def test_an_inner_node_carries_the_weight_in_equal_shares() -> None:
    case = Small(branch("1", leaf("1.1"), leaf("1.2"), leaf("1.3"), weight={"city": 12, "county": 15}))
    assert case.weights() == {"1.1": 4.0, "1.2": 4.0, "1.3": 4.0}
    assert full_of(case, "county") == "15.000000"


def test_carried_weight_follows_shares_through_levels() -> None:
    inner = branch("1.2", leaf("1.2.1", share=1), leaf("1.2.2", share=3), share=0.8)
    case = Small(branch("1", leaf("1.1", share=0.2), inner, weight=10))
    assert case.weights() == {"1.1": 2.0, "1.2.1": 2.0, "1.2.2": 6.0}


def test_shares_of_a_carried_weight_are_taken_relative_to_their_sum() -> None:
    case = Small(branch("1", leaf("1.1", share=1), leaf("1.2", share=3), weight=10))
    assert case.weights() == {"1.1": 2.5, "1.2": 7.5}


def test_a_share_not_given_gets_an_equal_part_of_the_rest() -> None:
    case = Small(branch("1", leaf("1.1", share=0.5), leaf("1.2"), leaf("1.3"), weight=10))
    assert case.weights() == {"1.1": 5.0, "1.2": 2.5, "1.3": 2.5}


def test_a_stated_weight_over_weighted_children_is_only_checked_elsewhere() -> None:
    assert Small(branch("1", leaf("1.1", 2), leaf("1.2", 3), weight=99)).weights() == {"1.1": 2.0, "1.2": 3.0}


def test_a_carried_weight_that_is_null_for_a_class_assesses_nothing_below() -> None:
    case = Small(branch("1", leaf("1.1"), weight={"city": None, "county": 4}), leaf("2", 1)).give("1.1", 1)
    assert case.nodes() == {"2": "0.000000"}


def test_a_bonus_leaf_takes_no_part_of_a_carried_weight() -> None:
    extra = leaf("1.2", 5, point({"type": "items", "item_max": 9}), kind="bonus")
    case = Small(branch("1", leaf("1.1"), extra, weight=10)).give("1.1", 1).give("1.2", "3")
    assert case.nodes() == {"1": "13.000000", "1.1": "10.000000", "1.2": "3.000000"}
    assert case.component()["full"] == "10.000000"


BRANCHES = (
    leaf("1", 6, applies_when={"attribute": "has_services", "equals": True}),
    leaf("2", 4, applies_when={"attribute": "has_services", "not": True}),
)


@pytest.mark.parametrize(
    ("attributes", "code"), [("has_services=true", "1"), ("has_services=false", "2"), ("", "2"), ("level=3", "2")]
)
def test_applies_when_decides_between_branches(attributes: str, code: str) -> None:
    assert list(Small(*BRANCHES).entity("e0", attributes=attributes).nodes()) == [code]


@pytest.mark.parametrize(("value", "applies"), [("2", True), ("hall", True), ("3", False), ("other", False)])
def test_applies_when_in_compares_numbers_and_words(value: str, applies: bool) -> None:
    case = Small(leaf("1", 6, applies_when={"attribute": "level", "in": [2, "hall"]}), leaf("2", 4))
    assert ("1" in case.entity("e0", attributes=f"level={value}").nodes()) is applies


def test_an_absent_subtree_neither_gives_nor_receives_nor_misses() -> None:
    absent = branch("1", leaf("1.1", 5), leaf("1.2", 5), applies_when={"attribute": "x", "equals": 1})
    case = Small(absent, leaf("2", 4), leaf("3", 6)).give("2", 1).declare("3", "1.1")
    assert case.nodes() == {"2": "10.000000", "3": "0.000000"}
    assert case.result()["missing"] == 0


def test_kind_defaults_to_score_and_full_is_before_any_handling() -> None:
    extra = leaf("9", 5, point({"type": "items", "item_max": 2}), kind="bonus")
    case = Small(leaf("1", 6), leaf("2", 4), extra).declare("2")
    assert case.component()["full"] == "10.000000"


@pytest.mark.parametrize(
    ("cap", "score"), [(5, "5.000000"), (None, "8.000000"), ({"city": 3}, "3.000000"), ({"county": 3}, "8.000000")]
)
def test_the_weight_of_a_bonus_is_its_cap_and_null_is_none(cap: object, score: str) -> None:
    case = Small(leaf("1", 6), leaf("9", cap, point(tally(good={"points": 2})), kind="bonus")).give("9", "good=4")
    assert case.nodes()["9"] == score


def test_a_deduction_subtracts_up_to_its_cap() -> None:
    case = Small(leaf("1", 6), leaf("9", 3, point(tally(bad={"points": 2})), kind="deduction"))
    case.give("1", 1).give("9", "bad=4")
    assert (case.nodes()["9"], case.component()["raw"]) == ("-3.000000", "3.000000")


def test_per_channel_columns_can_be_channel_kinds() -> None:
    case = Small(
        leaf("1", {"weixin": 10, "weibo": 6}),
        leaf("2", {"weixin": 10, "weibo": None}),
        mode="per_channel",
        columns="channel",
        classes=["weixin", "weibo"],
        channels=["weixin", "weibo"],
    )
    trees = case.give("1", 1, channel="weixin").give("1", 1, channel="weibo").component()
    assert trees["channels"]["weibo"]["nodes"] == {"1": "6.000000"}
    assert trees["channels"]["weixin"]["nodes"] == {"1": "10.000000", "2": "0.000000"}
    assert (trees["raw"], trees["full"]) == ("8.000000", "13.000000")


def test_per_channel_columns_can_be_classes() -> None:
    case = Small(
        leaf("1", {"city": 10, "county": 6}, point(RATING)), mode="per_channel", columns="class", channels=["weixin"]
    )
    case.entity("e0", "county").give("1", 0.5, channel="weixin")
    assert case.component()["channels"] == {"weixin": {"raw": "3.000000", "nodes": {"1": "3.000000"}}}
