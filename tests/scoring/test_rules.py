"""What raw values yield (scoring.md §3) and when cells exist (§4)."""

from typing import Any

import pytest

from tests.scoring.small import COUNT, RATING, Small, branch, leaf, point, tally

LEVELS = {"type": "levels", "levels": [{"key": "none", "ratio": 0}, {"key": "部分", "ratio": 0.4}]}
TIERS = {"type": "tiers", "tiers": [{"upto": 0, "ratio": 0}, {"upto": 4.5, "ratio": 0.5}, {"ratio": 1}]}
CHANNELS = ["website", "weixin", "weibo", "app"]


@pytest.mark.parametrize(
    ("rule", "value", "ratio"),
    [
        (RATING, "0.35", 0.35),
        ({"type": "check"}, "1", 1.0),
        ({"type": "check"}, "0", 0.0),
        (LEVELS, "部分", 0.4),
        (LEVELS, "none", 0.0),
        ({"type": "proportion"}, "3/8", 0.375),
        ({"type": "proportion"}, "0/8", 0.0),
        (TIERS, "-1", 0.0),
        (TIERS, "0", 0.0),
        (TIERS, "0.01", 0.5),
        (TIERS, "4.5", 0.5),
        (TIERS, "4.51", 1.0),
    ],
)
def test_a_rule_yields_a_ratio(rule: dict[str, Any], value: str, ratio: float) -> None:
    assert Small(leaf("1", 10, point(rule))).give("1", value).nodes()["1"] == f"{10 * ratio:.6f}"


def test_a_leaf_without_criteria_has_one_rating() -> None:
    assert Small(leaf("1", 10)).give("1#1", 0.3).nodes() == {"1": "3.000000"}


def test_a_count_has_no_ratio() -> None:
    case = Small(leaf("1", 10, point(RATING, 1), point(COUNT, 0))).give("1#1", 0.3).give("1#2", 99)
    assert case.nodes() == {"1": "3.000000"}


@pytest.mark.parametrize(("found", "score"), [(0, "10.000000"), (1, "9.500000"), (8, "6.000000"), (20, "6.000000")])
def test_a_deducting_tally_loses_at_most_its_own_share(found: int, score: str) -> None:
    """Weight 10, share 0.4 of 1: 4 points to lose, 0.5 each."""
    case = Small(leaf("1", 10, point(RATING, 0.6), point(tally("deduct", bad={"points": 0.5}), 0.4)))
    assert case.give("1#1", 1).give("1#2", f"bad={found}").nodes()["1"] == score


def test_a_deducting_tally_s_part_is_relative_to_all_shares_of_the_leaf() -> None:
    """Shares 1 and 3: the tally's part of 8 is 6; two findings of 10 % (0.8) leave 1 − 1.6 ÷ 6 of it."""
    case = Small(leaf("1", 8, point(RATING, 1), point(tally("deduct", bad={"percent": 10}), 3)))
    assert case.give("1#1", 0).give("1#2", "bad=2").nodes()["1"] == "4.400000"


def test_percentages_of_a_tally_are_of_the_weight_in_the_entity_s_column() -> None:
    case = Small(leaf("1", {"city": 8, "county": 4}, point(RATING, 1), point(tally("penalty", bad={"points": 1}), 0)))
    case.entity("e1", "county")
    for entity in ("e0", "e1"):
        case.give("1#1", 1, entity=entity).give("1#2", "bad=1", entity=entity)
    assert [case.nodes(entity)["1"] for entity in ("e0", "e1")] == ["7.000000", "3.000000"]
    extra = Small(leaf("1", 1), leaf("9", {"city": 8, "county": 4}, point(tally(x={"percent": 25})), kind="bonus"))
    extra.entity("e1", "county").give("9", "x=1").give("9", "x=1", entity="e1")
    assert [extra.nodes(entity)["9"] for entity in ("e0", "e1")] == ["2.000000", "1.000000"]


def test_a_tally_adds_its_categories() -> None:
    rule = tally(major={"points": 2}, minor={"percent": 10})
    case = Small(leaf("1", 20), leaf("9", 10, point(rule), kind="deduction")).give("1", 1)
    assert case.give("9", "major=1;minor=2").nodes()["9"] == "-4.000000"


def test_items_cap_each_case() -> None:
    case = Small(leaf("1", 1), leaf("9", 10, point({"type": "items", "item_max": 2}), kind="bonus"))
    assert case.give("9", "3;0.5;2").nodes()["9"] == "4.500000"


def test_a_rating_on_a_bonus_leaf_is_worth_ratio_times_weight() -> None:
    case = Small(leaf("1", 1), leaf("9", 6, point(RATING), kind="bonus")).give("9", 0.7)
    assert case.nodes()["9"] == "4.200000"


def test_a_bonus_leaf_is_the_capped_sum_of_its_criteria() -> None:
    items = point({"type": "items", "item_max": 2})
    case = Small(leaf("1", 1), leaf("9", 6, point(RATING), items, items, kind="bonus"))
    case.give("9#1", 0.5).give("9#2", "1").give("9#3", "1;2")
    assert case.nodes()["9"] == "6.000000"


def test_a_submitted_row_of_items_that_names_no_case_has_found_none() -> None:
    extra = leaf("9", 6, point({"type": "items", "item_max": 2}), kind="bonus")
    case = Small(leaf("1", 1), extra, policy={"reviewers": "median"}).give("9", "1.5", "", "2;2")
    assert case.nodes()["9"] == "1.500000"


# §4


def joint(**rest: Any) -> Small:
    return Small(leaf("1", 10, point(RATING, 1, "A", "weixin", "weibo")), leaf("2", 10), channels=CHANNELS, **rest)


def test_a_joint_criterion_has_one_cell_while_any_listed_channel_is_open() -> None:
    case = joint().close("weixin").give("1", 0.5, channel="")
    assert case.nodes()["1"] == "5.000000"


def test_closed_channels_make_a_criterion_inapplicable_by_default() -> None:
    case = joint().close("weixin", "weibo").give("1", 0.5, channel="").give("2", 1, channel="")
    assert case.nodes() == {"1": "0.000000", "2": "20.000000"}


def test_closed_channels_are_ratio_zero_under_missing_channel_zero() -> None:
    case = joint(missing_channel="zero").close("weixin", "weibo").give("2", 1, channel="")
    assert (case.nodes(), case.result()["missing"]) == ({"1": "0.000000", "2": "10.000000"}, 0)


def test_a_single_criterion_counts_while_its_channel_is_open() -> None:
    criteria = point(RATING, 1, "C", "app"), point(RATING, 1, "C", "website")
    case = Small(leaf("1", 10, *criteria), channels=CHANNELS)
    case.give("1#1", 1, channel="app").give("1#2", 0.5, channel="website")
    assert case.nodes()["1"] == "7.500000"
    assert case.close("app").nodes()["1"] == "5.000000"


def weighted(*rows: dict[str, float]) -> Small:
    case = Small(leaf("1", 100, point(RATING, 1, "B", *CHANNELS)), channels=CHANNELS, channel_weights=list(rows))
    for channel, ratio in zip(CHANNELS, (1, 0.5, 0.2, 0), strict=True):
        case.give("1", ratio, channel=channel)
    return case


FOUR = {"website": 60, "weixin": 16, "weibo": 8, "app": 16}
THREE = {"website": 10, "weixin": 10, "weibo": 80}


def test_the_row_of_exactly_the_set_is_used() -> None:
    case = weighted(FOUR, {"weixin": 65, "weibo": 35})
    assert case.close("website", "app").nodes()["1"] == "39.500000"


def test_without_a_row_the_largest_superset_is_restricted_and_renormalised() -> None:
    """{website, weixin} is in both rows: the larger one, 60 : 16, whichever comes first."""
    for rows in ((THREE, FOUR), (FOUR, THREE)):
        assert weighted(*rows).close("weibo", "app").nodes()["1"] == "89.473684"


def test_of_equally_large_supersets_the_first_in_file_order_is_used() -> None:
    other = {"website": 50, "weixin": 25, "app": 25}
    assert weighted(THREE, other).close("weibo", "app").nodes()["1"] == "75.000000"
    assert weighted(other, THREE).close("weibo", "app").nodes()["1"] == "83.333333"


def test_without_a_superset_channels_weigh_equally() -> None:
    assert weighted({"website": 90, "weixin": 10}).close("website").nodes()["1"] == "23.333333"


def test_a_single_channel_weighs_everything() -> None:
    assert weighted(FOUR).close("website", "weibo", "app").nodes()["1"] == "50.000000"


def test_only_listed_channels_count() -> None:
    case = Small(leaf("1", 100, point(RATING, 1, "B", "website", "app")), channels=CHANNELS, channel_weights=[FOUR])
    case.give("1", 1, channel="website").give("1", 0, channel="app")
    assert case.nodes()["1"] == "78.947368"


def test_a_score_on_a_closed_channel_changes_nothing() -> None:
    case = weighted(FOUR).close("website")
    before = case.nodes()
    assert case.give("1", 0, 0, 0, channel="website").nodes() == before


def test_a_criterion_without_class_is_single_where_there_is_one_channel_else_of_no_class() -> None:
    single = Small(leaf("1", 10)).give("1", 1).component()["classes"]
    several = Small(leaf("1", 10), channels=CHANNELS).give("1", 1, channel="").component()["classes"]
    assert single == {"A": "0.000000", "B": "0.000000", "C": "10.000000", "none": "0.000000"}
    assert several == {"A": "0.000000", "B": "0.000000", "C": "0.000000", "none": "10.000000"}


def test_a_per_channel_system_has_one_cell_for_each_open_channel() -> None:
    case = Small(branch("1", leaf("1.1", 10)), mode="per_channel", channels=["weixin", "weibo"])
    case.give("1.1", 1, channel="weixin").give("1.1", 0.5, channel="weibo")
    assert {name: tree["raw"] for name, tree in case.component()["channels"].items()} == {
        "weixin": "10.000000",
        "weibo": "5.000000",
    }
    assert list(case.close("weibo").component()["channels"]) == ["weixin"]
