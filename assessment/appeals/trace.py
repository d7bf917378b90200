"""The criterion of an appeal as the run found it: what stands beside the thread, and the cells a lead may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.appeals.models import Appeal
from assessment.campaigns.models import Entity, Round
from assessment.results.explaining import Explanation, explain
from assessment.results.leaf_page import CellView, CriterionView, LeafView, leaf_views
from assessment.results.models import Run
from indicators.models import Criterion


@dataclass(frozen=True)
class AppealedCell:
    """One cell: the name of its input, and what holds in it now, as text."""

    field: str
    round: str
    channel: str
    channel_word: str
    value: str


@dataclass(frozen=True)
class Trace:
    """``leaves``: the leaf in each tree with the one criterion; ``cells`` in the order channel, round."""

    leaves: Sequence[LeafView]
    criteria: Sequence[CriterionView]
    cells: Sequence[AppealedCell]


def trace_of(
    *, run: Run, entity: Entity, system: str, criterion: Criterion, with_reviewers: bool = False
) -> Trace | None:
    """None where the run did not assess the criterion for the entity, or another engine computed it."""
    explanation = explain(run, entity)
    if explanation is None:
        return None
    return _trace(explanation, entity, system, criterion, with_reviewers)


def _trace(
    explanation: Explanation, entity: Entity, system: str, criterion: Criterion, with_reviewers: bool
) -> Trace | None:
    views = leaf_views(
        explanation=explanation,
        entity=entity,
        system=system,
        code=criterion.indicator.code,
        with_reviewers=with_reviewers,
    )
    found = [[item for item in leaf.criteria if item.address == criterion.address] for leaf in views]
    leaves = [
        LeafView(leaf.channel, leaf.formula, leaf.score, leaf.notes, own)
        for leaf, own in zip(views, found, strict=True)
        if own
    ]
    criteria = [item for own in found for item in own]
    if not criteria:
        return None
    return Trace(leaves, criteria, [cell for item in criteria for view in item.cells for cell in _cells(view)])


def _cells(view: CellView) -> list[AppealedCell]:
    """The rounds of an open channel; a closed one has no value that could be changed."""
    if not view.is_open:
        return []
    return [
        AppealedCell(
            field=f"value-{turn.round}-{view.key}",
            round=turn.round,
            channel=view.key,
            channel_word=view.channel,
            value=turn.adjudicated or turn.value,
        )
        for turn in view.rounds
    ]


def trace_of_appeal(appeal: Appeal, run: Run, *, with_reviewers: bool) -> Trace | None:
    return trace_of(
        run=run,
        entity=appeal.entity,
        system=appeal.component.version.system.key,
        criterion=appeal.criterion,
        with_reviewers=with_reviewers,
    )


def rounds_by_key(appeal: Appeal) -> dict[str, Round]:
    return {turn.key: turn for turn in Round.objects.filter(campaign=appeal.component.campaign_id)}
