"""How far a campaign's scoring is: entity × first-level indicator, and the pace of each evaluator (screens.md §3).

Counts of cells only; nobody's values. Who may see it: rules.can_view_progress.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from assessment.campaigns.models import Campaign, Entity, Reviewer, Round
from assessment.campaigns.rules import Actor
from assessment.core.hooks import Hooks
from reviews.models import Reopening, ScoreChange, ScoreSheet
from reviews.overview.tally import Part, SheetTally, parts_of, summed, tally_sheets

PACE_DAYS = 7
STEPS = 4  # shades of a cell that is partly done: up to a quarter, a half, three quarters, less than all


@dataclass(frozen=True)
class HeatCell:
    """An entity's cells below one first-level indicator (``indicator``: system:code), all its sheets together.

    ``disputed``: open disagreements that the reader may know of.
    """

    done: int
    total: int
    disputed: int = 0
    indicator: str = ""

    @property
    def state(self) -> str:
        """A state of core.markup; "not-applicable" where nothing is asked, "disagreement" where something is open."""
        if not self.total:
            return "not-applicable"
        if self.disputed:
            return "disagreement"
        if not self.done:
            return "empty"
        return "done" if self.done >= self.total else "partial"

    @property
    def step(self) -> int:
        """0 nothing, 1…4 how much, 5 everything; -1 where nothing is asked."""
        if not self.total:
            return -1
        return STEPS + 1 if self.done >= self.total else math.ceil(self.done / self.total * STEPS)


Place = tuple[int, int, int]  # ids of component and entity, index of the leaf in the component's plan
Disputes = Callable[[Actor, Campaign], Mapping[Place, int]]
#: How open disagreements are counted, as far as a reader may know of them: analysis, the room above.
disputing = Hooks[Disputes]()


@dataclass(frozen=True)
class HeatRow:
    entity: Entity
    cells: Sequence[HeatCell]
    sheets: int
    submitted: int

    @property
    def done(self) -> int:
        return sum(cell.done for cell in self.cells)

    @property
    def total(self) -> int:
        return sum(cell.total for cell in self.cells)

    @property
    def ratio(self) -> float:
        return self.done / self.total if self.total else 0.0

    @property
    def percent(self) -> int:
        """Whole percents, never 100 while a cell is empty."""
        return self.done * 100 // self.total if self.total else 0


@dataclass(frozen=True)
class Pace:
    """One evaluator. ``fresh``: cells first filled in the last seven days, on ``days`` different days."""

    reviewer: Reviewer
    sheets: int
    submitted: int
    done: int
    total: int
    fresh: int
    days: int
    last: datetime | None

    @property
    def left(self) -> int:
        return self.total - self.done

    @property
    def per_day(self) -> float | None:
        """Cells a working day; None without any in the last seven days."""
        return self.fresh / self.days if self.days else None

    @property
    def days_left(self) -> int | None:
        """Working days still needed at this pace, rounded up."""
        return math.ceil(self.left / self.per_day) if self.per_day else None


@dataclass(frozen=True)
class Progress:
    parts: Sequence[Part]
    rows: Sequence[HeatRow]
    paces: Sequence[Pace]
    tallies: Sequence[SheetTally]

    @property
    def sheets(self) -> int:
        return len(self.tallies)

    @property
    def submitted(self) -> int:
        return sum(tally.is_submitted for tally in self.tallies)

    @property
    def done(self) -> int:
        return sum(tally.filled for tally in self.tallies)

    @property
    def total(self) -> int:
        return sum(tally.asked for tally in self.tallies)

    @property
    def heads(self) -> list[tuple[Part, str]]:
        """(component, label) of each column of the heat map."""
        return [(part, section.label) for part in self.parts for section in part.sections]


def progress_of(campaign: Campaign, user: Actor) -> Progress:
    """A constant number of queries a component. ``user`` may see progress (rules.can_view_progress)."""
    parts = parts_of(campaign)
    tallies = tally_sheets(parts, ScoreSheet.objects.filter(component__campaign=campaign))
    entities = Entity.objects.filter(campaign=campaign).order_by("sort_key", "key")
    disputes = {place: count for finder in disputing for place, count in finder(user, campaign).items()}
    rows = list(_rows(parts, list(entities), tallies, disputes))
    return Progress(parts, rows, list(_paces(campaign, tallies)), tallies)


def _rows(
    parts: Sequence[Part], entities: Sequence[Entity], tallies: Sequence[SheetTally], disputes: Mapping[Place, int]
) -> Iterator[HeatRow]:
    disputed = _by_section(parts, disputes)
    by_entity: dict[int, list[SheetTally]] = defaultdict(list)
    for tally in tallies:
        by_entity[tally.entity].append(tally)
    for entity in entities:
        own = by_entity[entity.pk]
        cells = [
            HeatCell(
                int(done),
                int(total),
                disputed[part.component.pk, entity.pk, section.code],
                f"{part.plan.key}:{section.code}",
            )
            for part in parts
            for section, done, total in zip(
                part.sections,
                *summed(part, (tally for tally in own if tally.component == part.component.pk)),
                strict=True,
            )
        ]
        yield HeatRow(entity, cells, len(own), sum(tally.is_submitted for tally in own))


def _by_section(parts: Sequence[Part], disputes: Mapping[Place, int]) -> Counter[tuple[int, int, str]]:
    """(component, entity, code of the first level) → open disagreements below it."""
    counted: Counter[tuple[int, int, str]] = Counter()
    sections = {part.component.pk: part.sections for part in parts}
    for (component, entity, leaf), count in disputes.items():
        for section in sections[component]:
            if section.leaf_begin <= leaf < section.leaf_end:
                counted[component, entity, section.code] += count
    return counted


def _paces(campaign: Campaign, tallies: Sequence[SheetTally]) -> Iterator[Pace]:
    by_reviewer: dict[int, list[SheetTally]] = defaultdict(list)
    for tally in tallies:
        by_reviewer[tally.reviewer].append(tally)
    since = timezone.now() - timedelta(days=PACE_DAYS)
    kept = ScoreChange.objects.filter(sheet__component__campaign=campaign, lost=False).order_by()
    fresh = Q(at__gte=since, version=1)
    counted = {
        reviewer: (count, days, last)
        for reviewer, count, days, last in kept.values_list("sheet__reviewer").annotate(
            count=Count("pk", filter=fresh), days=Count(TruncDate("at"), filter=fresh, distinct=True), last=Max("at")
        )
    }
    reviewers = Reviewer.objects.filter(campaign=campaign, pk__in=list(by_reviewer)).select_related("user")
    for reviewer in reviewers.order_by("key"):
        own = by_reviewer[reviewer.pk]
        count, days, last = counted.get(reviewer.pk, (0, 0, None))
        yield Pace(
            reviewer=reviewer,
            sheets=len(own),
            submitted=sum(tally.is_submitted for tally in own),
            done=sum(tally.filled for tally in own),
            total=sum(tally.asked for tally in own),
            fresh=count,
            days=days,
            last=last,
        )


@dataclass(frozen=True)
class SheetLine:
    """One sheet of an entity, in the drill-down."""

    part: Part
    round: Round
    reviewer: Reviewer
    tally: SheetTally
    reopened: bool

    @property
    def cells(self) -> list[tuple[str, HeatCell]]:
        found = zip(self.part.sections, self.tally.done, self.tally.total, strict=True)
        return [(section.label, HeatCell(int(done), int(total))) for section, done, total in found if total]


def sheets_of_entity(campaign: Campaign, entity: Entity) -> list[SheetLine]:
    """The sheets of one entity in the order component, round, reviewer."""
    parts = {part.component.pk: part for part in parts_of(campaign)}
    sheets = ScoreSheet.objects.filter(component__campaign=campaign, entity=entity)
    tallies = tally_sheets(list(parts.values()), sheets)
    rounds = {turn.pk: turn for turn in Round.objects.filter(campaign=campaign)}
    reviewers = {row.pk: row for row in Reviewer.objects.filter(campaign=campaign).select_related("user")}
    reopened = set(Reopening.objects.filter(sheet__in=sheets, granted=True).values_list("sheet", flat=True))
    lines = [
        SheetLine(parts[row.component], rounds[row.round], reviewers[row.reviewer], row, row.pk in reopened)
        for row in tallies
    ]
    return sorted(lines, key=lambda line: (line.part.component.position, line.round.position, line.reviewer.key))
