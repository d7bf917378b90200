"""Reviewers, rounds, channels, missing (scoring.md §5)."""

import pytest

from tests.scoring.small import COUNT, RATING, Small, branch, leaf, point, tally

CHANNELS = ["website", "weixin"]


@pytest.mark.parametrize(
    ("method", "values", "score"),
    [
        ("mean", (0, 0.3, 0.9), "4.000000"),
        ("median", (0, 0.3, 0.9), "3.000000"),
        ("median", (0, 0.3, 0.5, 0.9), "4.000000"),
        ("trimmed_mean", (0, 0.3, 0.9), "3.000000"),
        ("trimmed_mean", (0, 0.3, 0.5, 0.9), "4.000000"),
        ("trimmed_mean", (0, 0, 0.3, 1, 1), "4.333333"),
        ("trimmed_mean", (0.3, 0.9), "6.000000"),
        ("trimmed_mean", (0.3,), "3.000000"),
        ("median", (0.3,), "3.000000"),
        ("mean", (0.3, "NA", 0.9), "6.000000"),
        ("median", (0.3, "NA", 0.9), "6.000000"),
        ("trimmed_mean", (0.3, "NA", 0.9), "6.000000"),
        ("trimmed_mean", (0.3, "NA", 0.9, 0.4), "4.000000"),
        ("mean", (0.3, "", 0.9), "6.000000"),
        ("mean", tuple(place / 10 for place in range(11)), "5.000000"),
        ("trimmed_mean", (0, *[1] * 9, 0.5), "9.444444"),
    ],
)
def test_reviewers_make_one_number(method: str, values: tuple[float | str, ...], score: str) -> None:
    assert Small(leaf("1", 10), policy={"reviewers": method}).give("1", *values).nodes()["1"] == score


def test_numbers_are_consolidated_not_raw_text() -> None:
    """5 and 0 findings are the ratios 0.5 and 1, not 2.5 findings; 12 would be below 0 and counts as 0."""
    case = Small(leaf("1", 10, point(tally("deduct", bad={"percent": 10}), 1))).give("1", "bad=5", "bad=0", "bad=12")
    assert case.nodes()["1"] == "5.000000"


def test_a_cell_with_nothing_but_na_is_na_and_its_leaf_with_it() -> None:
    case = Small(leaf("1", 4), leaf("2", 6)).give("1", "NA", "NA").give("2", 0.5)
    assert (case.nodes(), case.result()["missing"]) == ({"1": "0.000000", "2": "5.000000"}, 0)


def test_na_beside_an_empty_sheet_is_na() -> None:
    case = Small(leaf("1", 4), leaf("2", 6)).give("1", "NA", "").give("2", 0.5, 0.5)
    assert case.weights() == {"1": 0.0, "2": 10.0}


def test_an_adjudicated_value_replaces_all_others() -> None:
    case = Small(leaf("1", 10)).give("1", 0, 0.1, "NA").settle("1", 0.8)
    assert case.nodes()["1"] == "8.000000"


def test_an_adjudicated_na_is_na() -> None:
    case = Small(leaf("1", 4), leaf("2", 6)).give("1", 1, 1).settle("1", "NA").give("2", 1)
    assert case.weights() == {"1": 0.0, "2": 10.0}


def test_an_adjudicated_value_needs_no_sheet() -> None:
    case = Small(leaf("1", 10)).settle("1", 0.8)
    assert (case.nodes()["1"], case.result()["missing"]) == ("8.000000", 0)


def over_rounds(method: str | None, **values: object) -> Small:
    node = leaf("1", 10) if method is None else leaf("1", 10, method=method)
    case = Small(node, leaf("2", 10))
    case.rounds = ["q1", "q2", "q3"]
    case.give("2", 1, round_="q1")
    for round_, value in values.items():
        case.give("1", *(value if isinstance(value, tuple) else (value,)), round_=round_)
    return case


@pytest.mark.parametrize(
    ("method", "score"), [("monitoring", "5.000000"), ("year_end", "9.000000"), (None, "9.000000")]
)
def test_rounds_are_averaged_or_the_latest_counts(method: str | None, score: str) -> None:
    assert over_rounds(method, q1=0.1, q2=0.5, q3=0.9).nodes()["1"] == score


@pytest.mark.parametrize(("method", "score"), [("monitoring", "3.000000"), ("year_end", "5.000000")])
def test_rounds_without_value_or_with_na_are_left_out(method: str, score: str) -> None:
    assert over_rounds(method, q1=0.1, q2=0.5).nodes()["1"] == score
    assert over_rounds(method, q1=0.1, q2=0.5, q3="NA").nodes()["1"] == score


@pytest.mark.parametrize("method", ["monitoring", "year_end"])
def test_na_in_all_rounds_is_na(method: str) -> None:
    case = over_rounds(method, q1="NA", q2=("NA", "NA"))
    assert case.weights() == {"1": 0.0, "2": 20.0}


def test_an_adjudication_holds_for_its_round() -> None:
    case = over_rounds("monitoring", q1=0.1, q2=0.5).settle("1", 0.9, round_="q1")
    assert case.nodes()["1"] == "7.000000"


def test_reviewers_come_before_rounds() -> None:
    assert over_rounds("monitoring", q1=(0, 0, 0.3), q2=0.9).nodes()["1"] == "5.000000"


def weighted() -> Small:
    case = Small(
        leaf("1", 10, point(RATING, 1, "B", *CHANNELS)),
        leaf("2", 10, point(RATING, 1, "C", "website")),
        channels=CHANNELS,
        channel_weights=[{"website": 80, "weixin": 20}],
    )
    return case.give("2", 1)


def test_an_na_channel_is_left_out_and_the_set_shrinks() -> None:
    case = weighted().give("1", 0.4).give("1", "NA", channel="weixin")
    assert (case.nodes()["1"], case.result()["missing"]) == ("4.000000", 0)


def test_an_empty_channel_counts_as_zero_and_as_missing() -> None:
    case = weighted().give("1", 0.4)
    assert (case.nodes()["1"], case.result()["missing"]) == ("3.200000", 1)


def test_class_b_with_nothing_but_na_is_na() -> None:
    case = weighted().give("1", "NA").give("1", "NA", channel="weixin")
    assert case.weights() == {"1": 0.0, "2": 20.0}


def test_a_missing_cell_is_ratio_zero_and_is_counted_once_over_all_rounds() -> None:
    case = Small(leaf("1", 10, point(RATING, 0.5), point(RATING, 0.5))).give("1#1", 1)
    case.rounds = ["r1", "r2"]
    assert (case.nodes()["1"], case.result()["missing"]) == ("5.000000", 1)


def test_an_entity_without_any_sheet_misses_everything_that_counts() -> None:
    items = point({"type": "items", "item_max": 2})
    score = leaf("1", 10, point(RATING, 1), point(COUNT, 0), point(tally("penalty", bad={"points": 1}), 0))
    case = Small(score, leaf("8", 5, items, kind="bonus"), leaf("9", 5, items, kind="deduction"))
    assert (case.component()["raw"], case.result()["missing"]) == ("0.000000", 1)


def test_cells_below_absent_or_not_applicable_leaves_do_not_exist() -> None:
    gone = leaf("1", 10, applies_when={"attribute": "x", "equals": 1})
    case = Small(gone, leaf("2", {"county": 3}), branch("3", leaf("3.1", 1), leaf("3.2", 1)), leaf("4", 5))
    assert case.declare("3").give("4", 1).result()["missing"] == 0


def test_missing_counts_cells_of_all_channels_and_components() -> None:
    case = Small(leaf("1", 10, point(RATING, 1, "B", *CHANNELS)), channels=CHANNELS)
    case.add_system(leaf("1", 10), mode="per_channel", channels=CHANNELS)
    assert case.result()["missing"] == 4
    assert case.close("weixin").result()["missing"] == 2
