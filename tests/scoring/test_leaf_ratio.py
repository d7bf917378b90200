"""The ratio of a leaf (scoring.md §6)."""

import pytest

from tests.scoring.small import COUNT, RATING, Small, leaf, point, tally

PENALTY = point(tally("penalty", bad={"percent": 50}, small={"points": 1}), 0)


def shares(policy: str, *given: float | None) -> Small:
    return Small(leaf("1", 100, *(point(RATING, share) for share in given)), shares=policy)


@pytest.mark.parametrize("policy", ["normalise", "strict"])
def test_shares_not_given_are_equal(policy: str) -> None:
    case = shares(policy, None, None, None).give("1#1", 1).give("1#2", 0).give("1#3", 0.5)
    assert case.nodes()["1"] == "50.000000"


def test_a_share_not_given_among_given_ones_gets_an_equal_part_of_the_rest() -> None:
    assert shares("strict", 0.5, None, None).give("1#1", 0).give("1#2", 1).give("1#3", 0).nodes()["1"] == "25.000000"


def test_normalise_divides_by_the_shares_that_apply() -> None:
    case = shares("normalise", 0.2, 0.2, 0.4).give("1#1", 1).give("1#2", 0.5).give("1#3", 1)
    assert case.nodes()["1"] == "87.500000"
    assert shares("normalise", 0.2, 0.2, 0.4).give("1#1", 1).give("1#2", 0.5).give("1#3", "NA").nodes() == {
        "1": "75.000000"
    }


def test_strict_takes_shares_as_they_are_while_every_criterion_applies() -> None:
    case = shares("strict", 0.2, 0.2, 0.4).give("1#1", 1).give("1#2", 0.5).give("1#3", 1)
    assert case.nodes()["1"] == "70.000000"


def test_strict_scales_by_the_part_of_the_shares_that_applies() -> None:
    """(0.2 + 0.1) ÷ (0.4 ÷ 0.8)"""
    case = shares("strict", 0.2, 0.2, 0.4).give("1#1", 1).give("1#2", 0.5).give("1#3", "NA")
    assert case.nodes()["1"] == "60.000000"


def test_strict_shares_above_one_are_clamped_in_the_score_not_in_the_contributions() -> None:
    case = shares("strict", 0.8, 0.7).give("1#1", 1).give("1#2", 1)
    assert (case.nodes()["1"], case.component()["classes"]["C"]) == ("100.000000", "150.000000")


def test_penalties_are_amounts_over_the_original_weight() -> None:
    case = Small(leaf("1", 8, point(RATING, 1), PENALTY), leaf("2", 2)).give("1#1", 1).give("1#2", "small=2")
    assert case.nodes()["1"] == "6.000000"
    assert case.declare("2").nodes()["1"] == "7.500000"


def test_a_penalty_takes_at_most_everything() -> None:
    case = Small(leaf("1", 8, point(RATING, 1), PENALTY)).give("1#1", 0.7).give("1#2", "bad=3;small=4")
    assert (case.nodes()["1"], case.component()["raw"]) == ("0.000000", "0.000000")


def test_where_all_shared_criteria_are_na_the_leaf_is_whatever_else_it_holds() -> None:
    criteria = point(RATING, 1), point(COUNT, 0), PENALTY
    case = Small(leaf("1", 8, *criteria), leaf("2", 2)).give("1#1", "NA").give("1#2", 9).give("1#3", "bad=1")
    assert case.give("2", 1).nodes() == {"1": "0.000000", "2": "10.000000"}


def test_na_of_a_penalty_or_count_leaves_the_leaf_alone() -> None:
    criteria = point(RATING, 1), point(COUNT, 0), PENALTY
    case = Small(leaf("1", 8, *criteria)).give("1#1", 0.5).give("1#2", "NA").give("1#3", "NA")
    assert (case.nodes()["1"], case.result()["missing"]) == ("4.000000", 0)


def test_classes_sum_contributions_and_a_clamped_leaf_contributes_nothing() -> None:
    channels = ["website", "weixin"]
    criteria = point(RATING, 0.5, "A", *channels), point(RATING, 0.5, "B", *channels)
    fine = {"rule": PENALTY["rule"], "share": 0, "class": "C", "channels": ["website"]}
    case = Small(leaf("1", 8, *criteria, fine), channels=channels)
    case.give("1#1", 1, channel="").give("1#2", 1).give("1#2", 0.5, channel="weixin").give("1#3", "small=2")
    assert case.component()["classes"] == {"A": "4.000000", "B": "3.000000", "C": "-2.000000", "none": "0.000000"}
    case.rows["scores"].pop()
    assert set(case.give("1#3", "bad=2").component()["classes"].values()) == {"0.000000"}


def test_a_sum_of_exactly_zero_contributes_nothing_either() -> None:
    fine = {"rule": PENALTY["rule"], "share": 0, "class": "A", "channels": ["website"]}
    case = Small(leaf("1", 8, point(RATING, 1, "C", "website"), fine)).give("1#1", 0.5)
    assert case.give("1#2", "bad=1", channel="").component()["classes"] == dict.fromkeys(
        ("A", "B", "C", "none"), "0.000000"
    )
