"""Change who scores what. Every change checks conflicts again, leaves a trace and takes the sheets along (work.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from assessment.campaigns import rules, work
from assessment.campaigns.models import Assignment, Campaign, Component, Entity, Membership
from assessment.campaigns.phases import Verb, may
from assessment.campaigns.planning import Plan, propose_assignment
from assessment.campaigns.services.evaluators import enrol_evaluators
from assessment.campaigns.situation import WHOLE, Row, Situation, situation_of
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require

__all__ = ["AssignmentRefused", "apply_assignment", "assign", "propose_assignment", "unassign"]

BATCH = 500
MOST_RECORDED = 500  # rows an audit entry lists; the counts are always there


class AssignmentRefused(Exception):  # noqa: N818 - a sentence for the reader
    """Why an assignment can't be made or taken back."""


def apply_assignment(*, plan: Plan, actor: User | None) -> int:
    """Bring about the plan as it was shown; the number of assignments that were added or removed.

    Raises PermissionDenied, and AssignmentRefused when assignments have changed since the plan was made, or when the
    plan assigns somebody in conflict or takes begun work away from somebody who may do it.
    """
    _require(actor, plan.campaign)
    with transaction.atomic():
        _lock(plan.campaign)
        found = situation_of(plan.campaign)
        if found.rows != plan.before:
            raise AssignmentRefused(_("Assignments have changed since this plan was shown. Look at a new one."))
        _check(found, added=plan.added, removed=_uncovered(found, plan.rows))
        _store(found, added=plan.added, removed=plan.removed, gone=_uncovered(found, plan.rows), actor=actor)
    return len(plan.added) + len(plan.removed)


def assign(
    *, campaign: Campaign, component: Component, entity: Entity, key: str, section: str = WHOLE, actor: User | None
) -> None:
    """One assignment by hand, to the evaluator with that key. A whole one takes the place of that person's sections.

    What stands already stays as it is. Raises PermissionDenied, and AssignmentRefused with the reason.
    """
    _require(actor, campaign)
    row = Row(component.pk, entity.pk, section, key)
    with transaction.atomic():
        _lock(campaign)
        found = situation_of(campaign)
        own = {other for other in found.rows if (other[:2], other.reviewer) == (row[:2], key)}
        if row in own or (section and row._replace(section=WHOLE) in own):
            return
        _check(found, added=[row], removed=())
        _store(found, added=[row], removed=own if section == WHOLE else (), gone=(), actor=actor)


def unassign(
    *, campaign: Campaign, component: Component, entity: Entity, key: str, section: str = WHOLE, actor: User | None
) -> None:
    """Take one assignment back. Raises PermissionDenied, and AssignmentRefused when work on it has begun."""
    _require(actor, campaign)
    row = Row(component.pk, entity.pk, section, key)
    with transaction.atomic():
        _lock(campaign)
        found = situation_of(campaign)
        loose = section == WHOLE and _stands(found, row)  # a sheet may have come without an assignment
        if row not in found.rows and not loose:
            return
        left = found.rows - {row}
        gone = [row] if not any((other[:2], other.reviewer) == (row[:2], key) for other in left) else []
        _check(found, added=(), removed=gone or ([row] if found.coverage.has_begun(row) else []))
        _store(found, added=(), removed=found.rows & {row}, gone=gone, actor=actor)


def _require(actor: User | None, campaign: Campaign) -> None:
    """The command line and the system need no role."""
    if actor is not None:
        require(rules.can_assign(actor, campaign))
    else:
        require(may(Membership.Role.ADMINISTRATOR, Verb.ASSIGN, campaign.phase, campaign.policy))


def _lock(campaign: Campaign) -> None:
    """Changes of one campaign's assignments come one after the other."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)


def _uncovered(found: Situation, rows: Collection[Row]) -> list[Row]:
    """Whole rows of those who have a sheet or an assignment now and will have none on the entity's component."""
    covered = {(row.component, row.entity, row.reviewer) for row in rows}
    standing = {(row.component, row.entity, row.reviewer) for row in found.rows}
    for entity, sheets in found.coverage.sheets.items():
        standing |= {(component, entity, reviewer) for component, reviewer, _begun in sheets}
    return [Row(component, entity, WHOLE, key) for component, entity, key in sorted(standing - covered)]


def _check(found: Situation, *, added: Iterable[Row], removed: Iterable[Row]) -> None:
    """Raise AssignmentRefused at the first row that may not be; plans and files have been looked at before."""
    people = {person.key: person for person in found.people}
    entities = {entity.pk: entity for entity in found.scope.entities}
    parts = {part.component.pk: part for part in found.scope.parts}
    for row in sorted(added):
        person, entity, part = people.get(row.reviewer), entities.get(row.entity), parts.get(row.component)
        if entity is None or part is None:
            raise AssignmentRefused(_("This belongs to another campaign."))
        words = {"name": person.name if person else row.reviewer, "entity": entity.name}
        codes = [section.code for section in found.scope.sections(part, entity)]
        if not codes or (row.section and row.section not in codes):
            raise AssignmentRefused(_("There is nothing to score for “%(entity)s” there.") % words)
        if person is None or not (person.is_active or _stands(found, row)):
            raise AssignmentRefused(_("“%(name)s” is no evaluator of this campaign.") % words)
        conflicts = found.conflicts.of(row.reviewer, row.entity)
        if conflicts:
            words["why"] = conflicts[0].sentence
            raise AssignmentRefused(_("%(name)s may not score %(entity)s: %(why)s.") % words)
    for row in removed:
        if found.coverage.has_begun(row) and not found.conflicts.of(row.reviewer, row.entity):
            name = people[row.reviewer].name if row.reviewer in people else row.reviewer
            words = {"name": name, "entity": entities[row.entity].name}
            raise AssignmentRefused(_("%(name)s has begun to score %(entity)s; the work would be lost.") % words)


def _stands(found: Situation, row: Row) -> bool:
    """Whether the reviewer has a sheet there, as those have whose scores were imported."""
    sheets = found.coverage.sheets.get(row.entity, ())
    return any((component, reviewer) == (row.component, row.reviewer) for component, reviewer, _begun in sheets)


def _store(
    found: Situation, *, added: Iterable[Row], removed: Iterable[Row], gone: Iterable[Row], actor: User | None
) -> None:
    """Write, record, and let the sheets follow. ``gone``: who has nothing left of an entity's component."""
    campaign, added, removed = found.campaign, sorted(added), sorted(removed)
    ids = enrol_evaluators(campaign=campaign, actor=actor)
    _delete(campaign, set(removed))
    Assignment.objects.bulk_create(
        (
            Assignment(
                campaign=campaign,
                component_id=row.component,
                entity_id=row.entity,
                section=row.section,
                reviewer_id=ids[row.reviewer],
            )
            for row in added
        ),
        batch_size=BATCH,
    )
    audit.record(
        actor=actor,
        verb="change_assignments",
        object_type="campaign",
        object_key=campaign.key,
        campaign_key=campaign.key,
        before={"removed": len(removed), "rows": _said(found, removed)},
        after={"added": len(added), "rows": _said(found, added)},
    )
    removed_sheets = {work.Sheet(row.component, row.entity, ids[row.reviewer]) for row in gone if row.reviewer in ids}
    work.follow(campaign=campaign, removed=removed_sheets, actor=actor)


def _delete(campaign: Campaign, doomed: Collection[Row]) -> None:
    stored = Assignment.objects.filter(campaign=campaign)
    rows = stored.values_list("pk", "component", "entity", "section", "reviewer__key")
    pks = [pk for pk, *place in rows if tuple(place) in doomed]
    for begin in range(0, len(pks), BATCH):
        Assignment.objects.filter(pk__in=pks[begin : begin + BATCH]).delete()


def _said(found: Situation, rows: Iterable[Row]) -> list[str]:
    """Rows in keys, for the trail: entity system[/section] reviewer."""
    systems = {part.component.pk: part.system for part in found.scope.parts}
    names = {entity.pk: entity.key for entity in found.scope.entities}
    first = list(rows)[:MOST_RECORDED]
    places = ("/".join(filter(None, (systems[row.component], row.section))) for row in first)
    return [f"{names[row.entity]} {place} {row.reviewer}" for row, place in zip(first, places, strict=True)]
