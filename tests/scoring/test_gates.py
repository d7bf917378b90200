"""Gates (scoring.md §7)."""

from typing import Any

import pytest

from tests.scoring.small import COUNT, RATING, Small, branch, leaf, point, tally


def gated(*gates: dict[str, Any], **system: Any) -> Small:
    """1.1 = 10 with two ratings and a count, 1.2 = 10, bonus 9: everything at 1."""
    first = leaf("1.1", 10, point(RATING, 0.4), point(RATING, 0.6), point(COUNT, 0))
    fine = point(tally("penalty", bad={"points": 1}), 0)
    tree = branch("1", first, leaf("1.2", 10, point(RATING, 1), fine))
    extra = leaf("9", 5, point({"type": "items", "item_max": 9}), kind="bonus")
    numbered = [{"code": f"G{place}", **gate} for place, gate in enumerate(gates)]
    case = Small(tree, extra, gates=numbered, **system)
    case.give("1.1#1", 1).give("1.1#2", 1).give("1.2#1", 1).give("1.2#2", "bad=4").give("9", "4")
    return case


PLAIN = {"1": "16.000000", "1.1": "10.000000", "1.2": "6.000000", "9": "4.000000"}


def test_a_manual_gate_acts_only_where_it_is_raised() -> None:
    case = gated({"targets": ["1.1"]}).entity("e1")
    case.give("1.1#1", 1, entity="e1").give("1.1#2", 0, entity="e1").raise_gate("G0", entity="e1")
    assert (case.nodes("e0"), case.nodes("e1")["1.1"]) == (PLAIN, "0.000000")
    case.rows["gates"].clear()
    assert (case.raise_gate("G0").nodes("e0"), case.nodes("e1")["1.1"]) == (
        {**PLAIN, "1": "6.000000", "1.1": "0.000000"},
        "4.000000",
    )


@pytest.mark.parametrize(
    ("targets", "factor", "expected"),
    [
        (["1.1"], 0.5, {"1.1": "5.000000", "1.2": "6.000000", "9": "4.000000"}),
        (["1"], 0.5, {"1.1": "5.000000", "1.2": "3.000000", "9": "4.000000"}),
        (["1.1#2"], 0.5, {"1.1": "7.000000", "1.2": "6.000000", "9": "4.000000"}),
        (["1.2#2"], 0.5, {"1.1": "10.000000", "1.2": "8.000000", "9": "4.000000"}),
        (["9"], 0.5, {"1.1": "10.000000", "1.2": "6.000000", "9": "2.000000"}),
        (["9#1"], 0.5, {"1.1": "10.000000", "1.2": "6.000000", "9": "2.000000"}),
        (["1.1#1", "1.2"], 0, {"1.1": "6.000000", "1.2": "0.000000", "9": "4.000000"}),
        (["1", "1.1", "1.1"], 0.5, {"1.1": "5.000000", "1.2": "3.000000", "9": "4.000000"}),
    ],
)
def test_targets_are_criteria_leaves_and_subtrees(targets: list[str], factor: float, expected: dict[str, str]) -> None:
    nodes = gated({"targets": targets, "factor": factor}).raise_gate("G0").nodes()
    assert {code: nodes[code] for code in expected} == expected


def test_a_leaf_gate_acts_on_the_capped_amount_a_criterion_gate_before_the_cap() -> None:
    for target, score in (("9", "2.500000"), ("9#1", "4.000000")):
        case = gated({"targets": [target], "factor": 0.5}).raise_gate("G0")
        case.rows["scores"].pop()
        assert case.give("9", "8").nodes()["9"] == score


def test_several_gates_on_one_target_multiply() -> None:
    case = gated({"targets": ["1.1"], "factor": 0.5}, {"targets": ["1"], "factor": 0.5})
    nodes = case.raise_gate("G0").raise_gate("G1").nodes()
    assert (nodes["1.1"], nodes["1.2"]) == ("2.500000", "3.000000")


def test_what_a_gate_takes_is_lost() -> None:
    case = gated({"targets": ["1.1"], "factor": 0.5}).raise_gate("G0")
    assert (case.component()["raw"], case.component()["full"]) == ("15.000000", "20.000000")


def triggered(value: str | None, **bounds: float) -> bool:
    case = gated({"targets": ["1.2"], "when": {"criterion": "1.1#3", **bounds}})
    if value is not None:
        case.give("1.1#3", value)
    return case.nodes()["1.2"] == "0.000000"


@pytest.mark.parametrize(
    ("bound", "raised"),
    [
        ("below", [True, False, False]),
        ("at_most", [True, True, False]),
        ("at_least", [False, True, True]),
        ("above", [False, False, True]),
    ],
)
def test_a_trigger_compares_the_consolidated_number(bound: str, raised: list[bool]) -> None:
    assert [triggered(value, **{bound: 6}) for value in ("5.9", "6", "6.1")] == raised


def test_all_bounds_of_a_trigger_must_hold() -> None:
    assert [triggered(value, above=2, below=6) for value in ("2", "3", "6")] == [False, True, False]


@pytest.mark.parametrize("value", [None, "NA"])
def test_a_trigger_without_value_is_not_raised(value: str | None) -> None:
    assert triggered(value, below=6) is False


def test_a_trigger_on_a_missing_ratio_is_not_raised() -> None:
    gate = {"code": "G", "targets": ["2"], "when": {"criterion": "1#1", "below": 1}}
    case = Small(leaf("1", 5), leaf("2", 5), gates=[gate])
    assert case.give("2", 1).nodes()["2"] == "5.000000"


def test_a_trigger_below_a_not_applicable_leaf_is_not_raised() -> None:
    case = gated({"targets": ["1.2"], "when": {"criterion": "1.1#3", "below": 6}}).give("1.1#3", 1)
    assert case.nodes()["1.2"] == "0.000000"
    assert case.declare("1.1").nodes()["1.2"] == "12.000000"


def test_a_trigger_on_closed_channels_is_not_raised() -> None:
    gate = {"code": "G", "targets": ["2"], "when": {"criterion": "1#1", "below": 1}}
    tree = leaf("1", 5, point(RATING, 1, "C", "app")), leaf("2", 5, point(RATING, 1, "C", "website"))
    case = Small(*tree, channels=["website", "app"], missing_channel="zero", gates=[gate]).close("app")
    assert case.give("2", 1).nodes() == {"1": "0.000000", "2": "5.000000"}


def test_a_trigger_sees_the_mean_exactly_at_its_bound() -> None:
    """0.1, 0.2, 0.3 have the mean 0.2, whatever its last bit says."""
    gate = {"code": "G", "targets": ["2"], "when": {"criterion": "1#1", "above": 0.2}}
    case = Small(leaf("1", 5), leaf("2", 5), gates=[gate]).give("1", 0.1, 0.2, 0.3).give("2", 1)
    assert case.nodes()["2"] == "5.000000"


def test_a_trigger_reads_the_number_before_gates() -> None:
    gates = {"targets": ["1.1#1"]}, {"targets": ["1.2"], "when": {"criterion": "1.1#1", "below": 1}}
    assert gated(*gates).raise_gate("G0").nodes()["1.2"] == "6.000000"


def test_a_trigger_needs_no_raising_and_raising_it_changes_nothing() -> None:
    gate = {"targets": ["1.2"], "when": {"criterion": "1.1#3", "below": 6}}
    assert gated(gate).give("1.1#3", 7).raise_gate("G0").nodes()["1.2"] == "6.000000"


def test_a_trigger_works_channel_by_channel_in_a_per_channel_system() -> None:
    gate = {"code": "G", "targets": ["1"], "when": {"criterion": "1#2", "below": 3}}
    case = Small(
        leaf("1", 10, point(RATING, 1), point(COUNT, 0)), mode="per_channel", channels=["weixin", "weibo"], gates=[gate]
    )
    for channel, count in (("weixin", 2), ("weibo", 3)):
        case.give("1#1", 1, channel=channel).give("1#2", count, channel=channel)
    assert {name: tree["raw"] for name, tree in case.component()["channels"].items()} == {
        "weixin": "0.000000",
        "weibo": "10.000000",
    }
