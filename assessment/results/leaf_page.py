"""A leaf of one entity, opened: its criteria with values, channels, reviewers, adjudications and comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from assessment.campaigns.models import Entity
from assessment.core.figures import share
from assessment.results.explaining import ComponentReasons, Explanation
from assessment.results.formulas import channel_line, line, marks, number, points
from assessment.results.reasons import absence_sentence, gate_sentences, move_sentence
from assessment.scoring import format_value
from assessment.scoring.explanation import CellTrail, CriterionTrail, LeafTrail, RoundValue, TreeTrail
from assessment.scoring.model import Criterion, Kind, Role, VersionPlan
from indicators.models import Criterion as CriterionRow
from indicators.models import IndicatorVersion
from indicators.models.versions import in_language
from indicators.wording import rule_in_words, word
from reviews.models import Score, ScoreSheet

#: (address, channel, round) of a cell.
Place = tuple[str, str, str]


@dataclass(frozen=True)
class ReadingView:
    """One reviewer's value as given, and the number it yields where that differs."""

    reviewer: str
    given: str
    yielded: str


@dataclass(frozen=True)
class Comment:
    reviewer: str
    text: str


@dataclass(frozen=True)
class RoundView:
    """A cell in a round. ``readings`` and ``comments`` are empty for readers who may not see single reviewers."""

    round: str
    value: str
    readings: Sequence[ReadingView]
    adjudicated: str
    reason: str
    comments: Sequence[Comment]

    @property
    def is_empty(self) -> bool:
        return not (self.value or self.readings or self.adjudicated)


@dataclass(frozen=True)
class CellView:
    """``key`` is the channel's key, '' where one value stands for the entity; ``channel`` its word."""

    key: str
    channel: str
    is_open: bool
    weight: str
    value: str
    rounds: Sequence[RoundView]


@dataclass(frozen=True)
class CriterionView:
    """``state`` is a name of scoring.outcome.STATES; texts are ready to print."""

    number: str
    address: str
    text: str
    rule: str
    role: str
    share: str
    group: str
    state: str
    value: str
    gate: str
    contribution: str
    missing: int
    channel_formula: str
    cells: Sequence[CellView]


@dataclass(frozen=True)
class LeafView:
    """The leaf in one tree; ``channel`` is '' for the only tree of its component."""

    channel: str
    formula: str
    score: str
    notes: Sequence[str]
    criteria: Sequence[CriterionView]


@dataclass(frozen=True)
class LeafSource:
    """What the sentences of a component's leaves are looked up in. ``rows`` by address."""

    plan: VersionPlan
    explanation: Explanation
    reasons: ComponentReasons
    rows: Mapping[str, CriterionRow]
    comments: Mapping[Place, Sequence[Comment]]
    with_reviewers: bool

    @classmethod
    def without_reviewers(cls, explanation: Explanation, system: str, plan: VersionPlan) -> LeafSource:
        """For readers who may not see single reviewers; every leaf of the component in one query."""
        rows = {row.address: row for row in criterion_rows(system, plan)}
        return cls(plan, explanation, explanation.reasons[system], rows, {}, with_reviewers=False)


def criterion_rows(system: str, plan: VersionPlan) -> QuerySet[CriterionRow]:
    """The criteria of the version that a run pinned."""
    version = IndicatorVersion.objects.filter(system__key=system, version=plan.version)
    return CriterionRow.objects.filter(version__in=version)


def leaf_views(
    *, explanation: Explanation, entity: Entity, system: str, code: str, with_reviewers: bool
) -> list[LeafView]:
    """The leaf in every tree of its component; [] where the entity has no such leaf. Two queries, one of them for the
    comments of reviewers, which is left out for readers who may not see them."""
    found = list(explanation.leaves(system, code))
    component = explanation.component(system)
    if not found or component is None:
        return []
    rows = criterion_rows(system, component.plan).filter(indicator__code=code)
    source = LeafSource(
        plan=component.plan,
        explanation=explanation,
        reasons=explanation.reasons[system],
        rows={row.address: row for row in rows},
        comments=_comments(entity, system, code) if with_reviewers else {},
        with_reviewers=with_reviewers,
    )
    return [leaf_view(source, tree, leaf) for tree, leaf in found if leaf.weight is not None]


def _comments(entity: Entity, system: str, code: str) -> dict[Place, list[Comment]]:
    """What reviewers wrote on submitted sheets, in the order of their keys."""
    written = Score.objects.filter(
        sheet__entity=entity,
        sheet__component__version__system__key=system,
        sheet__status=ScoreSheet.Status.SUBMITTED,
        criterion__indicator__code=code,
    ).exclude(comment="")
    comments: dict[Place, list[Comment]] = defaultdict(list)
    for address, channel, turn, reviewer, text in written.order_by("sheet__reviewer__key").values_list(
        "criterion__address", "channel", "sheet__round__key", "sheet__reviewer__key", "comment"
    ):
        comments[address, channel, turn].append(Comment(reviewer, text))
    return comments


def leaf_view(source: LeafSource, tree: TreeTrail, leaf: LeafTrail) -> LeafView:
    notes = [
        absence_sentence(leaf, source.reasons),
        move_sentence(leaf),
        *gate_sentences(source.plan, tree, leaf, source.reasons),
    ]
    return LeafView(
        channel=word(tree.channel) if tree.channel else "",
        formula=line(leaf, tree),
        score=points(leaf.score),
        notes=tuple(filter(None, notes)),
        criteria=[_criterion(source, leaf, item) for item in leaf.criteria],
    )


def _criterion(source: LeafSource, leaf: LeafTrail, item: CriterionTrail) -> CriterionView:
    stated, row = item.criterion, source.rows.get(item.criterion.address)
    names = stated.text or leaf.node.name
    return CriterionView(
        number=stated.no,
        address=stated.address,
        text=in_language(names.get("zh", ""), names.get("en", "")),
        rule=rule_in_words(row.rule if row else {"type": "rating"}, kind=leaf.node.kind.value),
        role=stated.role.value,
        share=share(stated.share / leaf.divisor) if stated.role is Role.RATIO and item.state in _COUNTS else "",
        group="" if stated.klass == "none" else stated.klass,
        state=_state(item),
        value="" if item.value is None else number(item.value),
        gate="" if item.gate == 1 else number(item.gate),
        contribution=points(item.contribution) if _contributes(leaf, stated) else "",
        missing=item.missing,
        channel_formula=channel_line(item),
        cells=[_cell(source, stated, cell) for cell in item.cells],
    )


def _state(item: CriterionTrail) -> str:
    """Nothing reported is nothing found: only a ratio can be missing (scoring.md §5.4)."""
    return "none" if item.state == "missing" and item.criterion.role is not Role.RATIO else item.state


_COUNTS = {"value", "missing", "closed"}


def _contributes(leaf: LeafTrail, stated: Criterion) -> bool:
    return stated.role is not Role.COUNT and not (leaf.not_applicable and leaf.node.kind is not Kind.SCORE)


def _cell(source: LeafSource, stated: Criterion, cell: CellTrail) -> CellView:
    several = len(source.plan.cells_of(stated.index)) > 1 and stated.klass == "B"
    return CellView(
        key=cell.channel,
        channel=word(cell.channel) if cell.channel else "",
        is_open=cell.open,
        weight=share(cell.weight) if several and cell.weight else "",
        value=_NA if cell.na else "" if cell.value is None else number(cell.value),
        rounds=[_round(source, stated, cell, turn) for turn in cell.rounds],
    )


_NA = "N/A"


def _round(source: LeafSource, stated: Criterion, cell: CellTrail, turn: RoundValue) -> RoundView:
    place = (stated.address, cell.channel, turn.round)
    settled = source.reasons.adjudications.get((turn.round, stated.address, cell.channel))
    shown = source.with_reviewers
    return RoundView(
        round=turn.round,
        value=_NA if turn.na else "" if turn.value is None else number(turn.value),
        readings=[
            ReadingView(source.explanation.reviewer(reading.reviewer), given, _yielded(given, reading.yielded))
            for reading in turn.readings
            if shown and (given := format_value(stated, reading.slots))
        ],
        adjudicated=settled.value if settled else "",
        reason=settled.reason if settled else "",
        comments=source.comments.get(place, ()),
    )


def _yielded(given: str, yielded: float | None) -> str:
    if yielded is None:
        return ""
    text = number(yielded)
    try:
        return "" if float(given) == yielded else text
    except ValueError:
        return text


__all__ = ["LeafView", "leaf_views", "marks"]
