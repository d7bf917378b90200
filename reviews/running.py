"""The score of one sheet as it stands, by the engine that computes the campaign (screens.md §3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from assessment.scoring import Adjudications, CampaignInputs, ComponentInputs, VersionPlan, score_campaign
from assessment.scoring.inputs import pairs
from assessment.scoring.model import Cell
from assessment.scoring.outcome import TreeResult
from assessment.scoring.rounding import NODE_DECIMALS, decimal_text
from reviews.models import Score, ScoreSheet
from reviews.remit import Remit
from reviews.scope import EntityScope, ancestors, channel_name
from reviews.services.packing import pack_values

#: (criterion address, channel, value) of every row of a sheet.
Values = Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Count:
    """How many of the cells asked for hold a value or N/A."""

    asked: int
    filled: int


def running_score(sheet: ScoreSheet, remit: Remit) -> dict[str, Any]:
    """Figures of the sheet's own values. One query."""
    values = list(Score.objects.filter(sheet=sheet).values_list("criterion__address", "channel", "value"))
    return figures_of(remit.plan, remit.scope, values, remit.cells)


def figures_of(plan: VersionPlan, scope: EntityScope, values: Values, asked: Sequence[Cell]) -> dict[str, Any]:
    """What the page shows beside the tree: decimal texts with six places, as results report them.

    ``{"raw", "full", "asked", "filled", "nodes": {code: {"asked", "filled"}}, "trees": [{"channel", "raw", "full",
    "nodes": {code: {"score", "full"}}}]}``; a component scored per channel has a tree for each open one, every other a
    single tree with the channel ''. ``full`` is null on bonus and deduction branches. Empty cells count 0: the figure
    is what has been given so far. Gates with a trigger work; gates raised by hand, vetoes and whatever others wrote
    do not: nobody reads another's values out of a figure.
    """
    result = score_campaign(_inputs(plan, scope, values), trace=False)
    (component,) = result.components
    counts = _counts(plan, asked, values)
    return {
        "raw": _text(component.raw_units[0]),
        "full": _text(component.full_units[0]),
        "asked": counts[""].asked,
        "filled": counts[""].filled,
        "nodes": {code: {"asked": count.asked, "filled": count.filled} for code, count in counts.items() if code},
        "trees": [_tree(plan, scope, tree) for tree in component.trees if tree.active[0]],
    }


def _inputs(plan: VersionPlan, scope: EntityScope, values: Values) -> CampaignInputs:
    """One entity, one round, one sheet."""
    packed = np.frombuffer(pack_values(plan, values), dtype="<f8").reshape(1, plan.slot_count)
    component = ComponentInputs(
        plan=plan,
        columns=np.array([scope.column(plan)], dtype=np.int16),
        attributes=[scope.attributes],
        open_channels=np.array([[name in scope.channels for name in plan.channels]], dtype=bool).reshape(1, -1),
        sheets=packed,
        sheet_entity=np.zeros(1, dtype=np.int32),
        sheet_round=np.zeros(1, dtype=np.int16),
        sheet_reviewer=np.zeros(1, dtype=np.int32),
        adjudications=Adjudications.of(plan),
        declared_na=pairs([(0, plan.node_index[code]) for code in sorted(scope.not_applicable)], 2),
        raised_gates=np.zeros((1, len(plan.gates)), dtype=bool),
        vetoes=pairs([], 3),
    )
    return CampaignInputs(
        entity_keys=["entity"],
        components=[component],
        shares=[1.0],
        league_keys=[],
        leagues=np.zeros((1, 0), dtype=bool),
        rounds=["round"],
    )


def _counts(plan: VersionPlan, cells: Sequence[Cell], values: Values) -> dict[str, Count]:
    """By node code, the whole sheet under ''; nodes without a cell are not in it."""
    given = {(address, channel) for address, channel, value in values if value}
    asked: dict[str, list[int]] = {"": [0, 0]}
    for cell in cells:
        criterion = plan.criteria[cell.criterion]
        filled = (criterion.address, channel_name(plan, cell)) in given
        for code in ("", *(node.code for node in ancestors(plan, criterion.leaf))):
            count = asked.setdefault(code, [0, 0])
            count[0] += 1
            count[1] += filled
    return {code: Count(*count) for code, count in asked.items()}


def _tree(plan: VersionPlan, scope: EntityScope, tree: TreeResult) -> dict[str, Any]:
    column = int(plan.channel_column[tree.channel]) if plan.channel_columns else scope.column(plan)
    return {
        "channel": plan.channels[tree.channel] if plan.per_channel else "",
        "raw": _text(tree.raw_units[0]),
        "full": _text(np.rint(tree.full[0] * 10**NODE_DECIMALS)),
        "nodes": {
            node.code: {
                "score": _text(tree.node_units[0, node.index]),
                "full": _weight(plan.node_weight[node.index, column]),
            }
            for node in plan.nodes
            if tree.assessed[0, node.index]
        },
    }


def _weight(weight: float) -> str | None:
    return _text(np.rint(weight * 10**NODE_DECIMALS)) if isfinite(weight) else None


def _text(units: Any) -> str:
    return decimal_text(int(units), NODE_DECIMALS)
