"""Which leaves are there for an entity, and what they weigh before anything moves (scoring.md §2)."""

from collections.abc import Mapping, Sequence

import numpy as np

from assessment.scoring.model import Bools, Condition, Floats, Ints, Kind, VersionPlan
from assessment.scoring.tree import token


def condition_masks(plan: VersionPlan, attributes: Sequence[Mapping[str, object]]) -> Bools | None:
    """[L, E]: no ``applies_when`` at or above the leaf speaks against it; None where the plan has no condition."""
    if all(node.condition is None for node in plan.nodes):
        return None
    holds = np.ones((len(plan.leaves), len(attributes)), dtype=bool)
    for node in plan.nodes:
        if node.condition is not None:
            holds[node.leaf_begin : node.leaf_end] &= _holds(node.condition, attributes)
    return holds


def _holds(condition: Condition, attributes: Sequence[Mapping[str, object]]) -> Bools:
    """An entity without the attribute equals nothing, is in nothing, and "is not" every value."""
    known: dict[object, bool] = {}
    answers = np.empty(len(attributes), dtype=bool)
    for position, mapping in enumerate(attributes):
        value = mapping.get(condition.attribute)
        # True and 1 are one dictionary key but two tokens.
        key = (type(value), value)
        if key not in known:
            known[key] = (value is not None and token(value) in condition.values) != condition.negated
        answers[position] = known[key]
    return answers


def leaf_weights(plan: VersionPlan, columns: Ints, holds: Bools | None) -> Floats:
    """[L, e] weights in the entities' ``columns`` [e] (-1: any class not listed); NaN = not assessed or absent.

    Bonus and deduction leaves carry their cap, inf where there is none.
    """
    weights = plan.leaf_weight[:, columns]
    return weights if holds is None else np.where(holds, weights, np.nan)


def kind_masks(plan: VersionPlan) -> dict[Kind, Bools]:
    """[L] masks of the leaves of each kind."""
    kinds = np.array([plan.leaf_node(leaf).kind for leaf in range(len(plan.leaves))], dtype=object)
    return {kind: kinds == kind for kind in Kind}


def assessed_nodes(plan: VersionPlan, assessed_leaves: Bools) -> Bools:
    """[n, e]: nodes with an assessed leaf at or below."""
    return np.array([assessed_leaves[node.leaf_begin : node.leaf_end].any(axis=0) for node in plan.nodes])
