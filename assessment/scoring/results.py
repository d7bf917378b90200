"""A run's result in the form of results.json (formats.md §4): decimal strings, entities ordered by key."""

from typing import Any

import numpy as np

from assessment.scoring.inputs import CampaignInputs
from assessment.scoring.outcome import CampaignResult, ComponentResult, TreeResult
from assessment.scoring.rounding import NODE_DECIMALS, decimal_text
from assessment.scoring.total import CLASSES


def to_results(
    result: CampaignResult, inputs: CampaignInputs, *, campaign: str, run: str, engine: str
) -> dict[str, Any]:
    """The document of results.json. ``campaign`` is its key, ``run`` the run's id, ``engine`` the version that ran.

    The shadow total of an unqualified entity is not in it.
    """
    return {
        "campaign": campaign,
        "run": run,
        "engine": engine,
        "entities": [_entity(result, inputs, index) for index in range(inputs.entity_count)],
    }


def _entity(result: CampaignResult, inputs: CampaignInputs, index: int) -> dict[str, Any]:
    unqualified = bool(result.unqualified[index])
    grade = int(result.grade[index])
    return {
        "entity": inputs.entity_keys[index],
        "status": "unqualified" if unqualified else "ranked",
        "missing": int(result.missing[index]),
        "total": None if unqualified else decimal_text(result.total_units[index], result.decimals),
        "grade": inputs.policy.grades[grade].name if grade >= 0 else None,
        "ranks": {
            key: int(result.ranks[index, league])
            for league, key in enumerate(inputs.league_keys)
            if result.ranks[index, league]
        },
        "vetoes": counted_vetoes(result, index),
        "components": [_component(component, index) for component in result.components],
    }


def counted_vetoes(result: CampaignResult, index: int) -> list[str]:
    """``system:code`` of the entity's confirmed vetoes, each once, by component and place in the version."""
    found = []
    for component in result.components:
        mine = component.vetoes[component.vetoes[:, 0] == index, 1]
        found += [f"{component.plan.key}:{component.plan.vetoes[veto].code}" for veto in np.unique(mine).tolist()]
    return found


def _component(component: ComponentResult, index: int) -> dict[str, Any]:
    plan = component.plan
    if component.absent[index]:
        return {"system": plan.key, "absent": True}
    document: dict[str, Any] = {
        "system": plan.key,
        "version": plan.version,
        "raw": _units(component.raw_units[index]),
        "full": _units(component.full_units[index]),
    }
    if plan.per_channel:
        document["channels"] = {
            plan.channels[tree.channel]: {"raw": _units(tree.raw_units[index]), "nodes": _nodes(component, tree, index)}
            for tree in component.trees
            if tree.active[index]
        }
        return document
    (tree,) = component.trees
    document["classes"] = {name: _units(tree.class_units[index, place]) for place, name in enumerate(CLASSES)}
    document["nodes"] = _nodes(component, tree, index)
    return document


def _nodes(component: ComponentResult, tree: TreeResult, index: int) -> dict[str, str]:
    return {
        node.code: _units(tree.node_units[index, node.index])
        for node in component.plan.nodes
        if tree.assessed[index, node.index]
    }


def _units(units: np.int64) -> str:
    return decimal_text(int(units), NODE_DECIMALS)
