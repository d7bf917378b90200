"""An explanation is made of the run's own figures, and its pieces add up to them."""

import math
from dataclasses import astuple
from functools import cache

import numpy as np
import pytest

from assessment.scoring import explain_entity, score_campaign, select_entity
from assessment.scoring.explanation import ComponentTrail, EntityTrail, LeafTrail, TreeTrail
from assessment.scoring.model import Kind
from assessment.scoring.outcome import CampaignResult, TreeResult
from assessment.scoring.rounding import decimal_text
from tests.scoring.bundles import CASES, bundle_inputs, read_bundle
from tests.scoring.generator import random_bundle

SEEDS = range(200, 212)


def close(left: float, right: float) -> bool:
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)


@cache
def explained(seed: int) -> list[tuple[EntityTrail, CampaignResult, int]]:
    inputs = bundle_inputs(random_bundle(seed))
    result = score_campaign(inputs)
    return [(explain_entity(inputs, index), result, index) for index in range(inputs.entity_count)]


def trees(seed: int) -> list[tuple[TreeTrail, TreeResult, int]]:
    found = []
    for trail, result, index in explained(seed):
        for component, figures in zip(trail.components, result.components, strict=True):
            active = [tree for tree in figures.trees if tree.active[index]] if component.trees else []
            found += [(tree, own, index) for tree, own in zip(component.trees, active, strict=True)]
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_it_tells_the_run_s_figures_to_the_last_bit(seed: int) -> None:
    for trail, result, index in explained(seed):
        assert trail.total == result.total[index]
        assert trail.reported == decimal_text(int(result.total_units[index]), result.decimals)
        assert trail.missing == result.missing[index]
        assert [item.raw for item in trail.components] == [item.raw[index] for item in result.components]
        assert [item.absent for item in trail.components] == [item.absent[index] for item in result.components]
    for tree, own, index in trees(seed):
        codes = own.assessed[index]
        assert list(tree.nodes.values()) == own.nodes[index][codes].tolist()
        assert list(tree.classes.values()) == own.classes[index].tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_of_components_add_up_to_the_total(seed: int) -> None:
    for trail, _, _ in explained(seed):
        assert close(sum(item.part for item in trail.components), trail.total)


@pytest.mark.parametrize("seed", SEEDS)
def test_channels_add_up_to_their_component_unless_it_is_vetoed(seed: int) -> None:
    for trail, _, _ in explained(seed):
        for component in filter(lambda item: item.trees, trail.components):
            cut = any(scope == "component" for _, scope, _ in component.vetoes)
            whole = sum(tree.weight * tree.raw for tree in component.trees)
            assert close(component.raw, 0.0 if cut else whole)


def leaf_formula(leaf: LeafTrail, tree: TreeTrail) -> float:
    """The score of a leaf by the formula its trail shows."""
    if leaf.node.kind is Kind.SCORE:
        kept = leaf.not_applicable
        ratio = leaf.ratio if kept else min(max(leaf.earned - leaf.taken, 0.0), 1.0)
        return leaf.moved * ratio * leaf.gate * tree.exclusion
    cap = math.inf if leaf.weight is None else leaf.weight
    return min(leaf.amount, cap) * leaf.gate * (1 if leaf.node.kind is Kind.BONUS else -1)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_leaf_follows_from_its_formula(seed: int) -> None:
    for tree, _, _ in trees(seed):
        for leaf in tree.leaves:
            assert close(leaf.score, leaf_formula(leaf, tree)), leaf.node.code
        core = sum(leaf.score for leaf in tree.leaves if leaf.node.kind is Kind.SCORE)
        assert close(core, tree.core)
        assert close(tree.raw, 0.0 if tree.vetoed else max(tree.core + tree.bonus - tree.deduction, 0.0))


@pytest.mark.parametrize("seed", SEEDS)
def test_weights_are_accounted_for(seed: int) -> None:
    """What a leaf weighs after the moves is its weight plus what it received, or nothing if it gave its own away."""
    for tree, _, _ in trees(seed):
        for leaf in tree.leaves:
            if leaf.node.kind is not Kind.SCORE or leaf.weight is None:
                continue
            keeps = not leaf.not_applicable or leaf.policy in ("full", "zero")
            own = leaf.weight if keeps else 0.0
            assert close(leaf.moved, own + sum(transfer.amount for transfer in leaf.received)), leaf.node.code
        moved = sum(leaf.moved for leaf in tree.leaves if leaf.node.kind is Kind.SCORE)
        assert close(moved + tree.excluded + tree.lost, tree.full)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_criterion_s_value_comes_from_its_cells(seed: int) -> None:
    checked = 0
    for tree, _, _ in trees(seed):
        for leaf in tree.leaves:
            for item in leaf.criteria:
                if item.state == "value":
                    counted = [cell for cell in item.cells if cell.weight and cell.value is not None]
                    whole = sum(cell.weight * (cell.value or 0.0) for cell in counted)
                    assert close(item.value or 0.0, whole), item.criterion.address
                    checked += 1
    assert checked > 0


def component_of(case: str, entity: int, place: int = 0) -> ComponentTrail:
    inputs = bundle_inputs(read_bundle(CASES / case))
    return explain_entity(inputs, entity).components[place]


def test_it_shows_readings_rounds_and_adjudication() -> None:
    """random-101, e000: three reviewers a round; "1.1.1#2" of q1 was settled as 1/5 (indicator 1.1.1 is then N/A)."""
    component = component_of("random-101", 0)
    (tree,) = component.trees
    leaf = next(leaf for leaf in tree.leaves if leaf.node.code == "1.1.1")
    (cell,) = leaf.criteria[1].cells
    first, second = cell.rounds
    assert [reading.slots for reading in first.readings] == [(5.0, 12.0), (1.0, 12.0), (3.0, 3.0)]
    assert [reading.yielded for reading in first.readings] == [5 / 12, 1 / 12, 1.0]
    assert (first.adjudicated, first.value) == ((1.0, 5.0), 0.2)
    assert (second.adjudicated, second.value) == (None, 4 / 11)
    assert (leaf.not_applicable, leaf.declared, leaf.policy) == (True, "1.1.1", "proportional")
    assert leaf.criteria[1].state == "none"
    assert close(sum(transfer.amount for transfer in leaf.given), leaf.weight or 0.0)
    assert {transfer.source for transfer in leaf.given} == {"1.1.1"}


def test_it_shows_what_a_gate_saw() -> None:
    """random-101, e001: G1 takes 1.1.2 to 0 when 1.1.2#3 is at most 3."""
    (tree,) = component_of("random-101", 1).trees
    gate = next(gate for gate in tree.gates if gate.gate.code == "G1")
    leaf = next(leaf for leaf in tree.leaves if leaf.node.code == "1.1.2")
    assert gate.trigger_value == leaf.criteria[2].value
    assert gate.raised == (gate.trigger_value is not None and gate.trigger_value <= 3)
    assert leaf.gate == (0.0 if gate.raised else 1.0)


def test_an_absent_component_has_no_trees() -> None:
    component = component_of("random-102", 0, 1)
    assert (component.absent, component.effective, component.part, component.trees) == (True, 0.0, 0.0, ())


@pytest.mark.parametrize("seed", SEEDS)
def test_an_entity_alone_scores_as_in_the_campaign(seed: int) -> None:
    inputs = bundle_inputs(random_bundle(seed))
    together = score_campaign(inputs)
    for index in range(inputs.entity_count):
        alone = score_campaign(select_entity(inputs, index))
        assert alone.total_units[0] == together.total_units[index]
        for mine, all_ in zip(alone.components, together.components, strict=True):
            for tree, whole in zip(mine.trees, all_.trees, strict=True):
                assert tree.trace is not None
                assert whole.trace is not None
                for own, among in zip(astuple(tree.trace), astuple(whole.trace), strict=True):
                    np.testing.assert_array_equal(own[0], among[index])
