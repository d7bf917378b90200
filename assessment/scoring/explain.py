"""Why an entity has the figures it has, down to every reviewer's reading.

The entity is scored again by the very steps of the run, alone, with its moves recorded; a test holds both equal to the
last bit. That takes about a millisecond, so nothing has to be kept for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from assessment.scoring.component import ComponentScorer
from assessment.scoring.explanation import ComponentTrail, EntityTrail, GateTrail, LeafTrail, Transfer, TreeTrail
from assessment.scoring.inputs import Adjudications, CampaignInputs, ComponentInputs
from assessment.scoring.model import NO_CHANNEL, Kind, Node, VersionPlan
from assessment.scoring.outcome import CampaignResult
from assessment.scoring.pipeline import score_campaign
from assessment.scoring.readings import CriterionReader
from assessment.scoring.redistribute import Move
from assessment.scoring.rounding import decimal_text
from assessment.scoring.total import CLASSES, percentage
from assessment.scoring.veto import veto_effects

Column = Mapping[str, Any]


def select_entity(inputs: CampaignInputs, index: int) -> CampaignInputs:
    """The same campaign with one entity: to explain it, or to score it again after a sheet has changed."""
    return replace(
        inputs,
        entity_keys=[inputs.entity_keys[index]],
        components=[_select(component, index) for component in inputs.components],
        leagues=inputs.leagues[index : index + 1],
    )


def _select(component: ComponentInputs, index: int) -> ComponentInputs:
    sheets = np.flatnonzero(component.sheet_entity == index)
    settled = component.adjudications
    mine = np.flatnonzero(settled.entity == index)

    def own(rows: np.ndarray) -> np.ndarray:
        kept = rows[rows[:, 0] == index].copy()
        kept[:, 0] = 0
        return kept

    return replace(
        component,
        columns=component.columns[index : index + 1],
        attributes=[component.attributes[index]],
        open_channels=component.open_channels[index : index + 1],
        sheets=component.sheets[sheets],
        sheet_entity=np.zeros(len(sheets), dtype=np.int32),
        sheet_round=component.sheet_round[sheets],
        sheet_reviewer=component.sheet_reviewer[sheets],
        adjudications=Adjudications(
            np.zeros(len(mine), dtype=np.int32), settled.round[mine], settled.cell[mine], settled.values[mine]
        ),
        declared_na=own(component.declared_na),
        raised_gates=component.raised_gates[index : index + 1],
        vetoes=own(component.vetoes),
    )


def explain_entity(inputs: CampaignInputs, index: int) -> EntityTrail:
    """Everything behind the figures of one entity. ``index`` is its place in ``inputs.entity_keys``."""
    alone = select_entity(inputs, index)
    result = score_campaign(alone)
    return EntityTrail(
        entity=inputs.entity_keys[index],
        unqualified=bool(result.unqualified[0]),
        total=float(result.total[0]),
        reported=decimal_text(int(result.total_units[0]), result.decimals),
        hundred=float(result.hundred[0]),
        missing=int(result.missing[0]),
        components=tuple(_component(alone, result, place) for place in range(len(alone.components))),
    )


def _component(alone: CampaignInputs, result: CampaignResult, place: int) -> ComponentTrail:
    component, figures = alone.components[place], result.components[place]
    plan = figures.plan
    percent = float(percentage(figures.raw, figures.full)[0])
    effective = _effective_share(alone, result, place)
    single = len(alone.components) == 1
    column = int(component.columns[0])
    return ComponentTrail(
        plan=plan,
        column="" if plan.channel_columns or column < 0 else plan.columns[column],
        absent=bool(figures.absent[0]),
        raw=float(figures.raw[0]),
        full=float(figures.full[0]),
        percent=percent,
        share=float(alone.shares[place]),
        effective=effective,
        part=float(result.total[0]) if single else percent * effective,
        missing=int(figures.missing[0]),
        vetoes=tuple(
            (plan.vetoes[veto].code, plan.vetoes[veto].scope, "" if channel < 0 else plan.channels[channel])
            for _, veto, channel in component.vetoes.tolist()
        ),
        trees=() if figures.absent[0] else _trees(alone, component),
    )


def _effective_share(alone: CampaignInputs, result: CampaignResult, place: int) -> float:
    """The share after absent components are handled, as a fraction of 1 (§9)."""
    if result.components[place].absent[0]:
        return 0.0
    counted = [
        share
        for share, other in zip(alone.shares, result.components, strict=True)
        if alone.policy.absent_zero or not other.absent[0]
    ]
    return float(alone.shares[place] / sum(counted)) if sum(counted) else 0.0


def _trees(alone: CampaignInputs, component: ComponentInputs) -> tuple[TreeTrail, ...]:
    scorer = ComponentScorer(component, rounds=len(alone.rounds), reviewers=alone.policy.reviewers)
    reader = CriterionReader(scorer, alone.rounds)
    weights = scorer.channel_weights.of_masks(scorer.open_masks())[0]
    effects = veto_effects(component.plan, component.vetoes, 1)
    moves: list[Move] = []
    trails = []
    # The scorer is asked tree by tree, so what it recorded since the last one belongs to this one.
    for channel, arrays in scorer.score(0, 1, trace=True, moves=moves):
        column = {name: values[..., 0] for name, values in arrays.items()}
        if column["active"]:
            vetoed = channel != NO_CHANNEL and bool(effects.channel[0, channel])
            weight = 1.0 if channel == NO_CHANNEL else float(weights[channel])
            trails.append(_tree(component.plan, channel, column, list(moves), reader, weight, vetoed))
        moves.clear()
    return tuple(trails)


def _tree(
    plan: VersionPlan,
    channel: int,
    column: Column,
    moves: Sequence[Move],
    reader: CriterionReader,
    weight: float,
    vetoed: bool,
) -> TreeTrail:
    transfers = [transfer for move in moves for transfer in _transfers(plan, move)]
    excluded = sum(float(move.amount[0]) for move in moves if move.policy == "exclude")
    passed_on = sum(float(move.amount[0]) for move in moves if move.gains is not None)
    sources = {move.source: move for move in moves}
    return TreeTrail(
        channel="" if channel == NO_CHANNEL else plan.channels[channel],
        weight=weight,
        core=float(column["core"]),
        bonus=float(column["bonus"]),
        deduction=float(column["deduction"]),
        raw=0.0 if vetoed else float(column["raw"]),
        full=float(column["full"]),
        vetoed=vetoed,
        missing=int(column["missing"]),
        excluded=excluded,
        lost=max(passed_on - sum(transfer.amount for transfer in transfers), 0.0),
        exclusion=float(column["exclusion"]),
        classes=dict(zip(CLASSES, column["classes"].tolist(), strict=True)),
        nodes={node.code: float(column["nodes"][node.index]) for node in plan.nodes if column["assessed"][node.index]},
        leaves=tuple(
            _leaf(plan, leaf, channel, column, transfers, sources, reader) for leaf in range(len(plan.leaves))
        ),
        gates=tuple(
            GateTrail(gate, bool(column["gate_raised"][gate.index]), reader.trigger_value(gate, column))
            for gate in plan.gates
        ),
    )


def _transfers(plan: VersionPlan, move: Move) -> list[Transfer]:
    if move.gains is None:
        return []
    return [
        Transfer(plan.nodes[move.source].code, plan.leaf_node(leaf).code, float(move.gains[leaf, 0]), move.policy)
        for leaf in np.flatnonzero(move.gains[:, 0]).tolist()
    ]


def _source_of(plan: VersionPlan, node: Node, sources: Mapping[int, Move]) -> Node | None:
    """The node at or above a not-applicable leaf whose weight moved as one."""
    index = node.index
    while index >= 0:
        if index in sources:
            return plan.nodes[index]
        index = plan.nodes[index].parent
    return None


def _leaf(
    plan: VersionPlan,
    leaf: int,
    channel: int,
    column: Column,
    transfers: Sequence[Transfer],
    sources: Mapping[int, Move],
    reader: CriterionReader,
) -> LeafTrail:
    node = plan.leaf_node(leaf)
    weight = float(column["leaf_weight"][leaf])
    not_applicable = bool(column["leaf_na"][leaf])
    source = _source_of(plan, node, sources) if not_applicable else None
    criteria = [item for item in plan.criteria if item.leaf == leaf]
    values = column["criterion_value"] * column["criterion_gate"]
    divisor = float(column["leaf_divisor"][leaf])
    scored = node.kind is Kind.SCORE and not np.isnan(weight)
    return LeafTrail(
        node=node,
        weight=None if np.isnan(weight) else weight,
        moved=float(column["leaf_moved"][leaf]),
        not_applicable=not_applicable,
        declared=reader.declared_above(node) if not_applicable else "",
        policy=source.policy.name if source is not None else "",
        received=tuple(transfer for transfer in transfers if transfer.receiver == node.code),
        given=tuple(transfer for transfer in transfers if source is not None and transfer.source == source.code),
        divisor=divisor,
        earned=sum(float(values[item.index]) * item.share for item in criteria) / divisor,
        taken=_taken(plan, leaf, values, weight) if scored else 0.0,
        amount=sum(float(column["contribution"][item.index]) for item in criteria) if not scored else 0.0,
        ratio=float(column["leaf_ratio"][leaf]) if scored else 0.0,
        gate=float(column["leaf_gate"][leaf]),
        score=float(column["nodes"][node.index]),
        criteria=tuple(reader.criterion(item, channel, column) for item in criteria),
    )


def _taken(plan: VersionPlan, leaf: int, values: np.ndarray, weight: float) -> float:
    amount = sum(float(values[item.index]) for item in plan.criteria if item.leaf == leaf and item.role == "penalty")
    return amount / weight if amount and weight else float("inf") if amount else 0.0
