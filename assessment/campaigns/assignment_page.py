"""What the pages of assignment show: the present state as a plan without changes, and one entity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from assessment.campaigns.conflicts import Found
from assessment.campaigns.evaluators import Evaluator
from assessment.campaigns.models import Campaign, Component, Entity
from assessment.campaigns.planning import Line, Plan, make_plan
from assessment.campaigns.scope import Part
from assessment.campaigns.situation import WHOLE, Row, Situation, Unit, situation_of


def current_plan(campaign: Campaign) -> Plan:
    """Who has what now, by section as soon as one section is assigned on its own."""
    found = situation_of(campaign)
    unit = Unit.SECTION if any(row.section for row in found.rows) else Unit.ENTITY
    items = found.items(unit)
    holders = {item.key: found.coverage.holders(item) for item in items}
    shared = {key: tuple(sorted(held)) for key, held in holders.items()}
    return make_plan(found, unit=unit, items=items, holders=holders, shared=shared, rows=found.rows)


class Chip(NamedTuple):
    """Somebody in a row of the table: ``change`` is "added", "removed" or ""."""

    name: str
    change: str


def people_of_line(line: Line, names: Mapping[str, str], *, planned: bool) -> list[Chip]:
    """Who scores the row's item, then who leaves it; without a plan nobody joins or leaves."""
    stay = [Chip(names.get(key, key), "added" if planned and key in line.added else "") for key in line.reviewers]
    return [*stay, *(Chip(names.get(key, key), "removed") for key in line.removed)]


class Place(NamedTuple):
    """What can be assigned of an entity. ``value``: ``system`` or ``system/section``, as forms send it."""

    value: str
    label: str
    component: Component
    section: str


@dataclass(frozen=True)
class Held:
    """An assignment of the entity. ``begun``: anything was entered; ``conflicts`` with the entity, if any."""

    place: Place
    evaluator: Evaluator
    begun: bool
    conflicts: Sequence[Found]


@dataclass(frozen=True)
class EntityPage:
    places: Sequence[Place]
    held: Sequence[Held]
    evaluators: Sequence[tuple[Evaluator, Sequence[Found], int]]  # conflicts, and how many entities they have
    components: dict[str, Component]

    @classmethod
    def of(cls, campaign: Campaign, entity: Entity) -> EntityPage:
        found = situation_of(campaign)
        places = [place for part in found.scope.parts for place in _places(found, part, entity)]
        loads: dict[str, set[int]] = {}
        for row in found.rows:
            loads.setdefault(row.reviewer, set()).add(row.entity)
        return cls(
            places=places,
            held=_held(found, entity, places),
            evaluators=[
                (person, found.conflicts.of(person.key, entity.pk), len(loads.get(person.key, ())))
                for person in found.evaluators
            ],
            components={part.system: part.component for part in found.scope.parts},
        )


def _places(found: Situation, part: Part, entity: Entity) -> list[Place]:
    sections = found.scope.sections(part, entity)
    if not sections:
        return []
    name = part.component.version.name
    whole = Place(part.system, _("%(component)s: whole") % {"component": name}, part.component, WHOLE)
    return [
        whole,
        *(
            Place(f"{part.system}/{one.code}", f"{name}: {one.code} {one.name}", part.component, one.code)
            for one in sections
        ),
    ]


def _held(found: Situation, entity: Entity, places: Sequence[Place]) -> list[Held]:
    by_place = {(place.component.pk, place.section): place for place in places}
    people = {person.key: person for person in found.people}
    rows = list(found.coverage.rows.get(entity.pk, ()))
    for component, reviewer, _begun in found.coverage.sheets.get(entity.pk, ()):
        if (component, entity.pk, reviewer) not in found.coverage.assigned:
            rows.append(Row(component, entity.pk, WHOLE, reviewer))
    return [
        Held(
            place=by_place[row.component, row.section],
            evaluator=people[row.reviewer],
            begun=found.coverage.has_begun(row),
            conflicts=found.conflicts.of(row.reviewer, entity.pk),
        )
        for row in rows
        if (row.component, row.section) in by_place
    ]


def choices_of(page: EntityPage) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(places, reviewers) as a form offers them; who has a conflict is offered nowhere but may be taken off."""
    names = {person.key: person.name for person, _conflicts, _load in page.evaluators}
    names |= {held.evaluator.key: held.evaluator.name for held in page.held}
    return [(place.value, place.label) for place in page.places], list(names.items())
