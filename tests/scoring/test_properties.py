"""What must hold for every campaign: order and chunks change nothing, better is never worse, weights add up."""

from collections.abc import Sequence
from dataclasses import astuple, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.scoring import CampaignInputs, CampaignResult, ComponentInputs, score_campaign
from assessment.scoring.consolidate import consolidate_reviewers
from assessment.scoring.model import Role
from assessment.scoring.outcome import TreeResult
from assessment.scoring.total import CLASSES
from tests.scoring.bundles import bundle_inputs
from tests.scoring.generator import random_bundle

seeds = st.integers(0, 400)
few = settings(max_examples=25, deadline=None)


@cache
def inputs_of(seed: int) -> CampaignInputs:
    return bundle_inputs(random_bundle(seed, entities=7))


def assert_equal_to_the_bit(left: object, right: object) -> None:
    """Both results hold the same arrays, bit for bit."""
    if isinstance(left, tuple | list):
        assert isinstance(right, tuple | list)
        assert len(left) == len(right)
        for one, other in zip(left, right, strict=True):
            assert_equal_to_the_bit(one, other)
    elif isinstance(left, np.ndarray):
        assert left.dtype == right.dtype  # type: ignore[attr-defined]
        assert left.tobytes() == right.tobytes()  # type: ignore[attr-defined]


def arrays(result: CampaignResult) -> list[object]:
    found: list[object] = [result.total, result.total_units, result.ranks, result.grade, result.missing]
    for component in result.components:
        found += [component.raw, component.full, component.absent, *component.trees]
    return [astuple(item) if isinstance(item, TreeResult) else item for item in found]


def shuffled(component: ComponentInputs, order: Sequence[int], renumber: np.ndarray) -> ComponentInputs:
    return replace(
        component,
        sheets=component.sheets[order],
        sheet_entity=component.sheet_entity[order],
        sheet_round=component.sheet_round[order],
        sheet_reviewer=renumber[component.sheet_reviewer[order]],
    )


@given(seeds)
@few
def test_the_order_of_sheets_and_reviewers_changes_nothing(seed: int) -> None:
    inputs = inputs_of(seed)
    renumber = np.random.default_rng(seed).permutation(10).astype(np.int32)
    generator = np.random.default_rng(seed + 1)
    components = [
        shuffled(component, generator.permutation(len(component.sheets)), renumber) for component in inputs.components
    ]
    assert_equal_to_the_bit(
        arrays(score_campaign(inputs)), arrays(score_campaign(replace(inputs, components=components)))
    )


@given(seeds, st.integers(1, 8))
@few
def test_chunks_change_nothing(seed: int, chunk: int) -> None:
    inputs = inputs_of(seed)
    assert_equal_to_the_bit(arrays(score_campaign(inputs)), arrays(score_campaign(inputs, chunk=chunk)))


@given(seeds)
@few
def test_without_trace_the_figures_are_the_same(seed: int) -> None:
    with_trace, without = score_campaign(inputs_of(seed)), score_campaign(inputs_of(seed), trace=False)
    assert_equal_to_the_bit(
        [item for component in with_trace.components for tree in component.trees for item in astuple(tree)[:-1]],
        [item for component in without.components for tree in component.trees for item in astuple(tree)[:-1]],
    )
    assert_equal_to_the_bit([with_trace.total, with_trace.ranks], [without.total, without.ranks])


def better(component: ComponentInputs, random: np.random.Generator) -> ComponentInputs:
    """Some ratings and checks on score leaves raised, nothing that a gate reads."""
    plan = component.plan
    read = {gate.when.criterion for gate in plan.gates if gate.when is not None}
    slots = [
        cell.first_slot
        for cell in plan.cells
        for criterion in [plan.criteria[cell.criterion]]
        if criterion.rule.type in ("rating", "check") and criterion.role is Role.RATIO and criterion.index not in read
    ]
    sheets = component.sheets.copy()
    values = sheets[:, slots]
    raises = np.isfinite(values) & (random.random(values.shape) < 0.5)
    step = random.choice([0.1, 0.5, 1], values.shape)
    values[raises] += (1 - values[raises]) * step[raises]
    sheets[:, slots] = values
    return replace(component, sheets=sheets)


@given(seeds)
@few
def test_a_higher_ratio_never_lowers_a_total(seed: int) -> None:
    inputs = inputs_of(seed)
    random = np.random.default_rng(seed)
    raised = replace(inputs, components=[better(component, random) for component in inputs.components])
    before, after = score_campaign(inputs), score_campaign(raised)
    assert (after.total >= before.total - 1e-9).all()
    for old, new in zip(before.components, after.components, strict=True):
        assert (new.raw >= old.raw - 1e-9).all()


@given(seeds)
@few
def test_class_subtotals_add_up_to_the_core(seed: int) -> None:
    """Where no sum of strict shares is clamped to 1 (its contributions then exceed it)."""
    inputs = inputs_of(seed)
    for component in score_campaign(inputs).components:
        if component.plan.strict_shares and any(
            sum(item.share for item in component.plan.criteria if item.leaf == leaf) > 1
            for leaf in range(len(component.plan.leaves))
        ):
            continue
        for tree in component.trees:
            np.testing.assert_allclose(tree.classes.sum(axis=1), tree.core, atol=1e-9)
            assert tree.class_units.shape[1] == len(CLASSES)


@given(seeds)
@few
def test_no_weight_appears_from_nowhere(seed: int) -> None:
    """After all moves the leaves weigh at most what they weighed, and nothing weighs less than 0."""
    for component in score_campaign(inputs_of(seed)).components:
        for tree in component.trees:
            assert tree.trace is not None
            moved = tree.trace.leaf_moved
            assert (moved >= 0).all()
            assert (moved.sum(axis=1) <= tree.full + 1e-9).all()


@given(seeds)
@few
def test_raw_figures_are_never_negative_and_unqualified_entities_never_ranked(seed: int) -> None:
    result = score_campaign(inputs_of(seed))
    assert all((component.raw >= 0).all() for component in result.components)
    assert (result.ranks[result.unqualified] == 0).all()


@given(
    st.lists(st.lists(st.floats(0, 1), min_size=4, max_size=4), min_size=1, max_size=12),
    st.sampled_from(["mean", "median", "trimmed_mean"]),
)
@settings(max_examples=150, deadline=None)
def test_reviewers_may_come_in_any_order(values: list[list[float]], method: str) -> None:
    planes = np.array(values)[:, :, None]
    order = np.random.default_rng(len(values)).permutation(len(planes))
    one = consolidate_reviewers(planes.copy(), method)
    other = consolidate_reviewers(planes[order].copy(), method)
    assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("method", ["mean", "median", "trimmed_mean"])
@pytest.mark.parametrize("reviewers", [1, 2, 3, 4, 5, 9, 12])
def test_consolidation_agrees_with_plain_python(method: str, reviewers: int) -> None:
    random = np.random.default_rng(reviewers)
    planes = random.random((reviewers, 5, 40))
    planes[random.random(planes.shape) < 0.3] = np.nan
    planes[random.random(planes.shape) < 0.2] = -np.inf
    found = consolidate_reviewers(planes.copy(), method)
    for place in np.ndindex(found.shape):
        column = planes[(slice(None), *place)]
        numbers = sorted(column[np.isfinite(column)].tolist())
        if method == "trimmed_mean" and len(numbers) >= 3:
            numbers = numbers[1:-1]
        if not numbers:
            assert found[place] == -np.inf if (column == -np.inf).any() else np.isnan(found[place])
            continue
        expected = float(np.median(numbers)) if method == "median" else sum(numbers) / len(numbers)
        assert found[place] == pytest.approx(expected, abs=1e-12)
