"""How much of which sheet is filled in, by first-level indicator: exact, and quick for thousands of sheets.

What is asked of a sheet depends on the entity's class, channels and N/A declarations and on the sections assigned
(reviews.scope); few combinations occur, so each is worked out once. Submitted sheets are read from their packs, open
ones from their rows. Shapes: N sheets of one component, ``C`` cells, ``F`` first-level indicators.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from assessment.campaigns.models import Assignment, Campaign, Component, Entity
from assessment.scoring.model import NO_CHANNEL, Node, VersionPlan
from indicators.models import Criterion
from indicators.models.versions import in_language
from reviews.models import Score, ScoreSheet
from reviews.plans import plan_of
from reviews.scope import Asked, EntityScope, scopes_of

Counts = NDArray[np.int64]
Bools = NDArray[np.bool_]
WHOLE = Assignment.WHOLE


@dataclass(frozen=True)
class Section:
    """A first-level indicator and the leaves below it: ``leaf_begin … leaf_end - 1``."""

    code: str
    name: str
    leaf_begin: int
    leaf_end: int

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True)
class Part:
    """A component of the campaign with its plan and first-level indicators in order."""

    component: Component
    plan: VersionPlan
    sections: tuple[Section, ...]

    @property
    def name(self) -> str:
        return self.component.version.name


@dataclass(frozen=True)
class SheetTally:
    """One sheet. ``done`` and ``total``: cells by first-level indicator of its component, [F]."""

    pk: int
    component: int
    entity: int
    round: int
    reviewer: int
    is_submitted: bool
    submitted_at: datetime | None
    sections: frozenset[str]
    done: Counts
    total: Counts

    @property
    def filled(self) -> int:
        return int(self.done.sum())

    @property
    def asked(self) -> int:
        return int(self.total.sum())

    @property
    def state(self) -> str:
        """A state of core.markup."""
        if self.is_submitted:
            return "submitted"
        if not self.filled:
            return "empty"
        return "done" if self.filled >= self.asked else "partial"


FIELDS = ("pk", "component_id", "entity_id", "round_id", "reviewer_id", "status", "submitted_at")


def parts_of(campaign: Campaign) -> list[Part]:
    components = campaign.components.select_related("version__system").order_by("position")
    return [_part(component, plan_of(component.version)) for component in components]


def _part(component: Component, plan: VersionPlan) -> Part:
    def section(node: Node) -> Section:
        name = in_language(node.name.get("zh", ""), node.name.get("en", ""))
        return Section(node.code, name, node.leaf_begin, node.leaf_end)

    return Part(component, plan, tuple(section(node) for node in plan.nodes if node.parent < 0))


def tally_sheets(parts: Sequence[Part], sheets: QuerySet[ScoreSheet]) -> list[SheetTally]:
    """The tallies of ``sheets``, in no particular order. Eight queries a component, however many sheets."""
    return [tally for part in parts for tally in _of_part(part, sheets.filter(component=part.component))]


def _of_part(part: Part, sheets: QuerySet[ScoreSheet]) -> list[SheetTally]:
    rows = list(sheets.order_by().values_list(*FIELDS))
    if not rows:
        return []
    sections = _sections(part, {row[4] for row in rows})
    scopes = scopes_of(part.component, list(Entity.objects.filter(pk__in={row[2] for row in rows})))
    masks_of = _Masks(part)
    last = part.component.campaign.rounds.order_by("position").values_list("pk", flat=True).last()
    masks = np.array(
        [masks_of.mask(scopes[row[2]], sections.get((row[2], row[4]), frozenset()), row[3] == last) for row in rows]
    )
    filled = _filled(part, sheets, [row[0] for row in rows])
    group = _groups(part)
    totals, dones = masks @ group, (masks & filled) @ group
    return [
        SheetTally(
            pk, component, entity, turn, reviewer, status == ScoreSheet.Status.SUBMITTED, at,
            sections.get((entity, reviewer), frozenset()), done, total,
        )
        for (pk, component, entity, turn, reviewer, status, at), done, total in zip(rows, dones, totals, strict=True)
    ]  # fmt: skip


def _sections(part: Part, reviewers: Collection[int]) -> dict[tuple[int, int], frozenset[str]]:
    """(entity, reviewer) → codes of the sections assigned; nothing where it is the whole."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    rows = Assignment.objects.filter(component=part.component, reviewer__in=reviewers)
    for entity, reviewer, section in rows.values_list("entity_id", "reviewer_id", "section"):
        found[entity, reviewer].add(section)
    return {pair: frozenset(codes) for pair, codes in found.items() if WHOLE not in codes}


class _Masks:
    """Masks [C] of the cells asked, kept by what they depend on."""

    def __init__(self, part: Part) -> None:
        self.asked = {last_round: Asked(part.plan, last_round=last_round) for last_round in (False, True)}
        self.kept: dict[tuple[Any, ...], Bools] = {}

    def mask(self, scope: EntityScope, sections: frozenset[str], last_round: bool) -> Bools:
        asked = self.asked[last_round]
        key = (last_round, *asked.key(scope, sections))
        if key not in self.kept:
            mask = np.zeros(len(asked.plan.cells), dtype=bool)
            mask[[cell.index for cell in asked.cells(scope, sections)]] = True
            self.kept[key] = mask
        return self.kept[key]


def _groups(part: Part) -> Counts:
    """[C, F]: 1 where the cell lies below the first-level indicator."""
    leaves = np.array([part.plan.criteria[cell.criterion].leaf for cell in part.plan.cells], dtype=np.int64)
    below = [(leaves >= node.leaf_begin) & (leaves < node.leaf_end) for node in part.sections]
    return np.array(below, dtype=np.int64).T.reshape(len(leaves), len(part.sections))


def _filled(part: Part, sheets: QuerySet[ScoreSheet], order: Sequence[int]) -> Bools:
    """[N, C]: cells with a value or N/A, in the order of the sheets' ids."""
    place = {pk: row for row, pk in enumerate(order)}
    filled = np.zeros((len(order), len(part.plan.cells)), dtype=bool)
    first = np.array([cell.first_slot for cell in part.plan.cells], dtype=np.intp)
    packed = sheets.filter(status=ScoreSheet.Status.SUBMITTED, pack__isnull=False)
    packs = packed.order_by().values_list("pk", "pack__payload")
    for pk, payload in packs.iterator():
        filled[place[pk]] = ~np.isnan(np.frombuffer(payload, dtype="<f8")[first])
    rows = Score.objects.filter(sheet__in=sheets.filter(status=ScoreSheet.Status.OPEN).values("pk"))
    cells = _cell_indexes(part)
    found = rows.exclude(value="").values_list("sheet_id", "criterion_id", "channel")
    for pk, criterion, channel in found.iterator(chunk_size=10_000):
        if pk in place and (criterion, channel) in cells:  # somebody may have opened one since
            filled[place[pk], cells[criterion, channel]] = True
    return filled


def _cell_indexes(part: Part) -> dict[tuple[int, str], int]:
    """(criterion id, channel) → the cell's index."""
    plan = part.plan
    rows = Criterion.objects.filter(version=part.component.version_id).values_list("address", "pk")
    ids = dict(rows)
    return {
        (
            ids[plan.criteria[cell.criterion].address],
            "" if cell.channel == NO_CHANNEL else plan.channels[cell.channel],
        ): cell.index
        for cell in plan.cells
    }


def summed(part: Part, tallies: Iterable[SheetTally]) -> tuple[Counts, Counts]:
    """(done, total) [F] over sheets of the part."""
    done = total = np.zeros(len(part.sections), dtype=np.int64)
    for tally in tallies:
        done, total = done + tally.done, total + tally.total
    return done, total
