"""Disagreements: which cells, why, and in what order; the effect is held against what the total really does."""

from itertools import product

import numpy as np
import pytest

from assessment.results.disagreements import BAND, GATE, MIXED, RANGE, Disagreements, find_disagreements
from assessment.results.reviewed import reviewed_chunks
from assessment.scoring import score_campaign
from assessment.scoring.inputs import CampaignInputs
from tests.scoring.bundles import CASES, bundle_inputs, read_bundle
from tests.scoring.small import COUNT, RATING, Small, branch, leaf, point, tally

RATIOS = {"a": 0, "b": 0.2, "c": 0.3, "d": 1}
LEVELS = {"type": "levels", "levels": [{"key": key, "ratio": ratio} for key, ratio in RATIOS.items()]}
TIERS = {"type": "tiers", "tiers": [{"upto": 0, "ratio": 0}, {"upto": 4, "ratio": 0.1}, {"ratio": 0.2}]}


def found(small: Small, threshold: float = 0.3) -> Disagreements:
    return find_disagreements(bundle_inputs(small.bundle()), threshold=threshold)


def listed(small: Small, threshold: float = 0.3) -> list[tuple[str, str, str, int]]:
    """(entity, round, criterion, reasons) in the order of the list."""
    inputs = bundle_inputs(small.bundle())
    rows = find_disagreements(inputs, threshold=threshold)
    plans = [component.plan for component in inputs.components]
    return [
        (inputs.entity_keys[entity], inputs.rounds[turn], criterion_of(plans[place], cell), int(reasons))
        for place, turn, cell, entity, reasons in zip(
            rows.component, rows.round, rows.cell, rows.entity, rows.reasons, strict=True
        )
    ]


def criterion_of(plan, cell: int) -> str:
    return plan.criteria[plan.cells[cell].criterion].address


@pytest.mark.parametrize(
    ("values", "reasons"),
    [
        ((0.9, 0.6), RANGE),  # 0.30000000000000004
        ((0.7, 0.4), RANGE),  # 0.29999999999999993
        ((0.5, 0.21), None),
        ((0.5, 0.6, 0.8), RANGE),
        ((0.5,), None),
        ((0.5, 0.5), None),
        ((0.5, "NA"), MIXED),
        (("NA", "NA"), None),
        ((0.1, 0.9, "NA"), RANGE | MIXED),
        ((0.1, ""), None),
        (("NA", ""), None),
    ],
)
def test_values_differ_from_the_threshold_on_or_mix_with_na(values, reasons):
    small = Small(leaf("1", 10, point(RATING))).give("1", *values)
    assert listed(small) == ([] if reasons is None else [("e0", "r1", "1#1", reasons)])


def test_a_threshold_of_zero_lists_every_difference_and_nothing_that_agrees():
    small = Small(leaf("1", 10), leaf("2", 10)).give("1", 0.5, 0.5).give("2", 0.5, 0.51)
    assert listed(small, threshold=0) == [("e0", "r1", "2#1", RANGE)]


@pytest.mark.parametrize(
    ("rule", "values", "reasons"),
    [
        (LEVELS, "ab", BAND),  # nothing or something
        (LEVELS, "bc", None),  # something or something more
        (LEVELS, "cd", BAND | RANGE),  # something or everything
        (LEVELS, "ad", BAND | RANGE),
        (TIERS, ("0", "1"), BAND),
        (TIERS, ("1", "4"), None),
        (TIERS, ("4", "5"), BAND),  # the best that can be had, though it is no full mark
        (RATING, ("0", "0.1"), None),
        ({"type": "proportion"}, ("0/9", "1/9"), None),
    ],
)
def test_levels_and_tiers_that_straddle_nothing_or_everything_are_listed_below_the_threshold_too(rule, values, reasons):
    small = Small(leaf("1", 10, point(rule))).give("1", *values)
    assert listed(small) == ([] if reasons is None else [("e0", "r1", "1#1", reasons)])


def test_counts_on_both_sides_of_a_gate_are_listed_with_what_hangs_on_the_gate():
    gate = {"code": "G", "name": {"zh": "G"}, "targets": ["1"], "factor": 0.5, "when": {"criterion": "2#1", "below": 6}}
    small = Small(leaf("1", 10), leaf("2", 5, point(COUNT, 0), point(RATING)), gates=[gate])
    small.give("2#1", 5, 7).give("2#2", 0.5, 0.5)
    rows = found(small)
    assert (rows.reasons.tolist(), rows.effect.tolist(), rows.spread.tolist()) == ([GATE], [5.0], [0.0])
    assert (
        listed(Small(leaf("1", 10), leaf("2", 5, point(COUNT, 0), point(RATING)), gates=[gate]).give("2#1", 7, 9)) == []
    )


def test_amounts_are_compared_as_a_part_of_the_leafs_cap():
    small = Small(
        leaf("1", 10),
        leaf("2", 5, point(tally(found={"points": 1})), kind="bonus"),
        leaf("3", 10, point(RATING, 1), point(tally("penalty", case={"percent": 10}), 0)),
        leaf("4", None, point(tally(found={"points": 2})), kind="bonus"),
    )
    small.give("2", "found=0", "found=1").give("3#2", "case=0", "case=3").give("4", "found=4", "found=3")
    rows = found(small, threshold=0.25)
    assert dict(zip(listed(small, threshold=0.25), rows.spread.round(9).tolist(), strict=True)) == {
        ("e0", "r1", "3#2", RANGE): 0.3,
        ("e0", "r1", "4#1", RANGE): 0.25,
    }
    assert rows.effect.round(9).tolist() == [3.0, 2.0]
    assert len(found(small, threshold=0.2)) == 3


def test_they_are_ordered_by_effect_on_the_total():
    small = Small(leaf("1", 4), leaf("2", 8, point(RATING, 0.25), point(RATING, 0.75)))
    small.entity("e1").give("1", 0, 1).give("2#1", 0, 1).give("2#2", 0, 0.5).give("2#2", 0.4, 0.9, entity="e1")
    rows = found(small)
    assert [row[:3] for row in listed(small)] == [
        ("e0", "r1", "1#1"),  # 4 × 1 × 1
        ("e0", "r1", "2#2"),  # 8 × 0.75 × 0.5 = 3, before e1 with the same
        ("e1", "r1", "2#2"),
        ("e0", "r1", "2#1"),  # 8 × 0.25 × 1
    ]
    assert rows.effect.round(9).tolist() == [4.0, 3.0, 3.0, 2.0]


def test_cells_that_are_not_asked_of_the_entity_are_left_out():
    small = Small(
        leaf("1", {"city": 10, "county": None}),
        leaf("2", 10, point(RATING, 1, "B", "website", "weixin")),
        branch("3", leaf("3.1", 10), leaf("3.2", 10)),
        channels=["website", "weixin"],
        channel_weights=[{"website": 75, "weixin": 25}],
    )
    small.entity("e0", klass="county").close("weixin").declare("3.1")
    for code, channel in (("1", ""), ("2", "website"), ("2", "weixin"), ("3.1", ""), ("3.2", "")):
        small.give(code, 0, 1, channel=channel)
    assert [row[2] for row in listed(small)] == ["2#1", "3.2#1"]
    assert found(small).effect.tolist() == [10.0, 10.0]


def test_settled_cells_stay_listed_as_settled_even_where_nobody_disagrees_any_more():
    small = Small(leaf("1", 10), leaf("2", 5)).give("1", 0.2, 0.9).give("2", 0.5, 0.5).settle("1", 0.7).settle("2", 0.4)
    rows = found(small)
    assert (rows.settled.tolist(), rows.reasons.tolist()) == ([True, True], [RANGE, 0])
    assert rows.effect.round(9).tolist() == [7.0, 0.0]


def total(small: Small, entity: int = 0) -> float:
    return float(score_campaign(bundle_inputs(small.bundle())).total[entity])


TREE = (
    leaf("1", 10, point(RATING, 0.25), point(LEVELS, 0.75)),
    leaf("2", 6, point(RATING, 1, "B", "website", "weixin"), method="monitoring"),
    leaf("3", 4, point(RATING, 1), point(tally("penalty", case={"percent": 25}), 0)),
    leaf("4", 3, point(RATING), kind="bonus"),
)
SYSTEM = {"channels": ["website", "weixin"], "channel_weights": [{"website": 70, "weixin": 30}]}


def campaign(components: int, normalise_to: int | None) -> Small:
    """Everything at values where nothing is clamped."""
    small = Small(*TREE, policy={"normalise_to": normalise_to}, **SYSTEM)
    small.rounds = ["r1", "r2"]
    if components > 1:
        small.add_system(
            leaf("1", {"weixin": 50}), mode="per_channel", columns="channel", classes=[], share=300, **SYSTEM
        )
        small.give("1", 0.5, 0.5, channel="weixin", system="s1")
    for address in ("1#1", "3#1", "4#1"):
        small.give(address, 0.8, 0.8, channel="")
    for round_, channel in product(small.rounds, ("website", "weixin")):
        small.give("2", 0.5, 0.5, channel=channel, round_=round_)
    return small.give("1#2", "b", "b", channel="")


@pytest.mark.parametrize(("components", "normalise_to"), [(1, None), (1, 100), (2, None)])
@pytest.mark.parametrize(
    ("address", "channel", "low", "high"),
    [
        ("1#1", "", 0.1, 0.9),
        ("1#2", "", "a", "d"),
        ("2#1", "weixin", 0, 1),
        ("2#1", "website", 0.2, 0.7),
        ("3#2", "", "case=0", "case=2"),
        ("4#1", "", 0, 1),
    ],
)
def test_the_effect_is_what_the_total_moves_by_between_the_values(
    components, normalise_to, address, channel, low, high
):
    def settled(value) -> float:
        return total(campaign(components, normalise_to).settle(address, value, channel=channel))

    disputed = campaign(components, normalise_to)
    disputed.rows["scores"] = [
        row
        for row in disputed.rows["scores"]
        if (row["system"], row["criterion"], row["channel"], row["round"]) != ("s0", address, channel, "r1")
    ]
    rows = found(disputed.give(address, low, high, channel=channel))
    assert len(rows) == 1
    assert rows.effect[0] == pytest.approx(abs(settled(high) - settled(low)))


def test_a_year_end_value_counts_in_its_latest_round_only():
    small = Small(leaf("1", 10, method="year_end"))
    small.rounds = ["r1", "r2"]
    small.give("1", 0, 1).give("1", 0.2, 0.9, round_="r2")
    assert [row[1] for row in listed(small)] == ["r2", "r1"]
    assert found(small).effect.round(9).tolist() == [7.0, 0.0]


def test_na_instead_of_a_value_may_move_a_ratio_to_either_end_and_an_amount_to_nothing():
    small = Small(leaf("1", 10), leaf("2", 5, point(tally(case={"points": 1})), kind="deduction"))
    small.give("1", 0.3, "NA").give("2", "case=3", "NA")
    assert found(small).effect.round(9).tolist() == [7.0, 3.0]


def test_a_scored_channel_carries_its_weight_of_a_per_channel_component():
    small = Small(
        leaf("1", {"weixin": 20, "app": 40}),
        mode="per_channel",
        columns="channel",
        classes=[],
        channels=["weixin", "app"],
        channel_weights=[{"weixin": 60, "app": 40}],
    )
    small.give("1", 0, 1, channel="weixin").give("1", 0, 1, channel="app")
    assert found(small).effect.round(9).tolist() == [16.0, 12.0]
    assert found(small.close("app")).effect.round(9).tolist() == [20.0]


def test_a_campaign_without_sheets_or_entities_has_none():
    small = Small(leaf("1", 10))
    assert len(found(small)) == 0
    small.entities.clear()
    assert len(found(small)) == 0


def plainly(inputs: CampaignInputs, threshold: float) -> set[tuple[int, int, int, int]]:
    """Range and mix cell by cell, in loops: (component, round, cell, entity)."""
    cells = set()
    for place in range(len(inputs.components)):
        for chunk in reviewed_chunks(inputs, place):
            for turn, yields in enumerate(chunk.yields):
                for cell, entity in zip(*np.nonzero(chunk.exists), strict=True):
                    given = yields[:, cell, entity]
                    item = chunk.plan.criteria[chunk.plan.cells[cell].criterion]
                    numbers = [float(value) for value in given if np.isfinite(value)]
                    if (
                        item.role in ("ratio",)
                        and len(numbers) >= 2
                        and round(max(numbers) - min(numbers), 9) >= threshold
                    ):
                        cells.add((place, turn, int(cell), entity + chunk.begin))
                    if numbers and (given == -np.inf).any():
                        cells.add((place, turn, int(cell), entity + chunk.begin))
    return cells


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_every_range_and_mix_of_the_cases_is_found_and_chunks_change_nothing(case, monkeypatch):
    inputs = bundle_inputs(read_bundle(case))
    rows = find_disagreements(inputs, threshold=0.3)
    places = set(
        zip(rows.component.tolist(), rows.round.tolist(), rows.cell.tolist(), rows.entity.tolist(), strict=True)
    )
    assert plainly(inputs, 0.3) - places == set()
    assert len(places) == len(rows) > 0
    assert (np.diff(np.round(rows.effect, 9)) <= 0).all()
    monkeypatch.setattr("assessment.results.reviewed.reviewed_chunks.__kwdefaults__", {"chunk": 3})
    again = find_disagreements(inputs, threshold=0.3)
    assert [getattr(again, name).tolist() for name in again.__dataclass_fields__] == [
        getattr(rows, name).tolist() for name in rows.__dataclass_fields__
    ]
