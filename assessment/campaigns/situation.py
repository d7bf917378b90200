"""What an assignment starts from: what is to be scored, by whom it may be, and who has it already. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from assessment.campaigns import work
from assessment.campaigns.conflicts import ConflictTable
from assessment.campaigns.evaluators import Evaluator, people_of
from assessment.campaigns.models import Assignment, Campaign, Entity
from assessment.campaigns.scope import Part, Scope, Section, scope_of

WHOLE = Assignment.WHOLE


class Unit(StrEnum):
    """What k evaluators share: an entity with all its components, or one first-level indicator of an entity."""

    ENTITY = "entity"
    SECTION = "section"


class Row(NamedTuple):
    """One assignment: ids, and the reviewer's key (a new evaluator has no reviewer row yet); section '' is whole."""

    component: int
    entity: int
    section: str
    reviewer: str


@dataclass(frozen=True)
class Item:
    """What is handed to k reviewers as one. ``part`` and ``section`` are None where it is the entity as a whole.

    ``key`` is made of keys, not of ids: the same campaign on another machine gets the same plan.
    """

    key: str
    entity: Entity
    places: tuple[tuple[int, str], ...]  # (component id, section)
    part: Part | None = None
    section: Section | None = None

    @property
    def components(self) -> set[int]:
        return {component for component, _section in self.places}


class Coverage:
    """Who has what now: assignments, and sheets, which stand without any assignment where scores were imported."""

    def __init__(self, rows: Collection[Row], sheets: Collection[tuple[int, int, str, bool]]) -> None:
        self.rows: dict[int, list[Row]] = defaultdict(list)
        self.sheets: dict[int, list[tuple[int, str, bool]]] = defaultdict(list)
        self.assigned = {(row.component, row.entity, row.reviewer) for row in rows}
        for row in sorted(rows):
            self.rows[row.entity].append(row)
        for component, entity, reviewer, begun in sorted(sheets):
            self.sheets[entity].append((component, reviewer, begun))

    def holders(self, item: Item) -> dict[str, bool]:
        """The reviewers of an item, true where work has begun.

        A whole assignment covers its sections, and so does a sheet without an assignment. A section does not cover
        the entity, unless its reviewer has begun.
        """
        held = {row.reviewer: False for row in self.rows.get(item.entity.pk, ()) if _covers(row, item)}
        for component, reviewer, begun in self.sheets.get(item.entity.pk, ()):
            if component not in item.components:
                continue
            loose = (component, item.entity.pk, reviewer) not in self.assigned
            if loose or reviewer in held or (begun and item.section is None):
                held[reviewer] = held.get(reviewer, False) or begun
        return held

    def has_begun(self, row: Row) -> bool:
        """Whether the reviewer has entered anything in the sheets that the assignment stands for."""
        return (row.component, row.reviewer, True) in self.sheets.get(row.entity, ())


def _covers(row: Row, item: Item) -> bool:
    return any(component == row.component and row.section in (WHOLE, code) for component, code in item.places)


@dataclass(frozen=True)
class Situation:
    """A campaign as an assignment finds it. ``evaluators`` can be given work; ``people`` are all who have a key."""

    campaign: Campaign
    scope: Scope
    people: Sequence[Evaluator]
    conflicts: ConflictTable
    rows: frozenset[Row]
    coverage: Coverage

    @property
    def evaluators(self) -> list[Evaluator]:
        return [person for person in self.people if person.is_active]

    def items(self, unit: Unit) -> list[Item]:
        """Everything that is to be scored, in the order of the entities' names."""
        return [item for entity in self.scope.entities for item in self.items_of(entity, unit)]

    def items_of(self, entity: Entity, unit: Unit) -> Iterator[Item]:
        present = [(part, found) for part in self.scope.parts if (found := self.scope.sections(part, entity))]
        if unit == Unit.SECTION:
            for part, sections in present:
                for section in sections:
                    key = f"{part.system}/{section.code}/{entity.key}"
                    yield Item(key, entity, ((part.component.pk, section.code),), part, section)
        elif present:
            yield Item(entity.key, entity, tuple((part.component.pk, WHOLE) for part, _found in present))


def situation_of(campaign: Campaign) -> Situation:
    """A constant number of queries."""
    people = people_of(campaign)
    keys = {person.reviewer: person.key for person in people if person.reviewer}
    stored = Assignment.objects.filter(campaign=campaign).values_list("component", "entity", "section", "reviewer")
    rows = frozenset(Row(component, entity, section, keys[pk]) for component, entity, section, pk in stored)
    sheets = [
        (sheet.component, sheet.entity, keys[sheet.reviewer], begun)
        for sheet, begun in work.sheets_of(campaign).items()
    ]
    return Situation(
        campaign=campaign,
        scope=scope_of(campaign),
        people=people,
        conflicts=ConflictTable(campaign, people),
        rows=rows,
        coverage=Coverage(rows, sheets),
    )
