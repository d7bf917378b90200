"""What of a sheet is its reviewer's to fill in, and whether they may: assignments and conflicts of interest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from assessment.campaigns.conflicts import same_name
from assessment.campaigns.models import Assignment, Conflict, Entity, Membership
from assessment.core.models import User
from reviews.models import ScoreSheet

Key = tuple[int, int, int]  # component, entity, reviewer


@dataclass(frozen=True)
class Standing:
    """Of a reviewer on a sheet. ``sections``: the first-level indicators assigned, () for all of them."""

    is_assigned: bool
    sections: tuple[str, ...] = ()
    in_conflict: bool = False


def standings_of(sheets: Sequence[ScoreSheet]) -> dict[int, Standing]:
    """By sheet id, for each sheet's own reviewer; three queries whatever their number.

    ``entity`` and ``reviewer.user`` are loaded.
    """
    held = _assignments(sheets)
    barred = _barred(sheets)
    found = {}
    for sheet in sheets:
        sections = held.get(_key(sheet))
        # Somebody may hold single indicators and the whole: then it is the whole.
        chosen = () if sections is None or Assignment.WHOLE in sections else tuple(sorted(sections))
        found[sheet.pk] = Standing(sections is not None, chosen, (sheet.reviewer_id, sheet.entity_id) in barred)
    return found


def standing_of(sheet: ScoreSheet) -> Standing:
    return standings_of([sheet])[sheet.pk]


def _key(sheet: ScoreSheet) -> Key:
    return sheet.component_id, sheet.entity_id, sheet.reviewer_id


def _assignments(sheets: Sequence[ScoreSheet]) -> dict[Key, set[str]]:
    rows = Assignment.objects.filter(
        component__in={sheet.component_id for sheet in sheets},
        entity__in={sheet.entity_id for sheet in sheets},
        reviewer__in={sheet.reviewer_id for sheet in sheets},
    )
    held: dict[Key, set[str]] = defaultdict(set)
    for component, entity, reviewer, section in rows.values_list("component", "entity", "reviewer", "section"):
        held[component, entity, reviewer].add(section)
    return held


def _barred(sheets: Sequence[ScoreSheet]) -> set[tuple[int, int]]:
    """(reviewer, entity) pairs in conflict, by the grounds of campaigns.conflicts."""
    entities = {sheet.entity_id: sheet.entity for sheet in sheets}
    people = {sheet.reviewer_id: sheet.reviewer.user for sheet in sheets}
    users = {user.pk for user in people.values() if user is not None}
    agencies = Membership.objects.filter(user__in=users, role=Membership.Role.AGENCY, entity__in=entities)
    represented = set(agencies.values_list("user_id", "entity_id"))
    stored = Conflict.objects.filter(reviewer__in=people).filter(Q(entity__in=entities) | Q(entity=None))
    rows = list(stored.values_list("reviewer_id", "entity_id", "organisation"))
    return {
        (reviewer, pk)
        for reviewer, user in people.items()
        for pk, entity in entities.items()
        if _is_barred(reviewer, user, entity, represented, rows)
    }


def _is_barred(
    reviewer: int,
    user: User | None,
    entity: Entity,
    represented: set[tuple[int, int]],
    stored: Sequence[tuple[int, int | None, str]],
) -> bool:
    name = same_name(entity.organisation)
    if user is not None and ((user.pk, entity.pk) in represented or (name and name == same_name(user.organisation))):
        return True
    return any(
        row == reviewer and (pk == entity.pk or (pk is None and bool(name) and same_name(organisation) == name))
        for row, pk, organisation in stored
    )
