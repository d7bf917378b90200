"""Declare, import and withdraw conflicts of interest."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from assessment.campaigns import rules
from assessment.campaigns.models import Campaign, Conflict, Entity, Reviewer
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require

LONGEST_REASON = 1000


def declare_conflict(
    *, reviewer: Reviewer, entity: Entity | None, organisation: str = "", reason: str, actor: User
) -> Conflict:
    """A conflict with an entity, or with all entities of an organisation; stating it again changes nothing.

    An evaluator declares for themselves, an administrator for everybody. Raises PermissionDenied.
    """
    require(rules.can_declare_conflict(actor, reviewer))
    return store_conflicts(
        campaign=reviewer.campaign,
        conflicts=[
            Conflict(reviewer=reviewer, entity=entity, organisation=organisation.strip(), reason=reason.strip())
        ],
        source=Conflict.Source.DECLARED,
        actor=actor,
    )[0]


def import_conflicts(*, campaign: Campaign, conflicts: Sequence[Conflict], actor: User | None) -> int:
    """Store the conflicts of a file (files.read_conflicts); how many were new. Raises PermissionDenied."""
    if actor is not None:
        require(rules.can_manage_campaign(actor, campaign))
    before = Conflict.objects.filter(campaign=campaign).count()
    store_conflicts(campaign=campaign, conflicts=conflicts, source=Conflict.Source.IMPORTED, actor=actor)
    return Conflict.objects.filter(campaign=campaign).count() - before


def store_conflicts(
    *, campaign: Campaign, conflicts: Sequence[Conflict], source: Conflict.Source, actor: User | None
) -> list[Conflict]:
    """The rows as stored, in their order; those that are there already stay. One audit entry for what is new."""
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        standing = {_place(row): row for row in Conflict.objects.filter(campaign=campaign)}
        fresh: dict[tuple[int, int | None, str], Conflict] = {}
        for row in conflicts:
            row.campaign, row.source = campaign, source
            if _place(row) not in standing:
                fresh.setdefault(_place(row), row)
        Conflict.objects.bulk_create(fresh.values())
        if fresh:
            audit.record(
                actor=actor,
                verb="declare_conflicts" if source == Conflict.Source.DECLARED else "import_conflicts",
                object_type="campaign",
                object_key=campaign.key,
                campaign_key=campaign.key,
                after=[_said(row) for row in fresh.values()],
            )
    return [standing.get(_place(row)) or fresh[_place(row)] for row in conflicts]


def withdraw_conflict(*, conflict: Conflict, actor: User) -> None:
    """Take a stored conflict back; only an administrator does. Raises PermissionDenied."""
    require(rules.can_manage_campaign(actor, conflict.campaign))
    with transaction.atomic():
        audit.record(
            actor=actor,
            verb="withdraw_conflict",
            object_type="campaign",
            object_key=conflict.campaign.key,
            campaign_key=conflict.campaign.key,
            before=_said(conflict),
        )
        conflict.delete()


def _place(row: Conflict) -> tuple[int, int | None, str]:
    return row.reviewer_id, row.entity_id, row.organisation


def _said(row: Conflict) -> dict[str, str]:
    return {
        "reviewer": row.reviewer.key,
        "entity": row.entity.key if row.entity else "",
        "organisation": row.organisation,
        "source": row.source,
        "reason": row.reason,
    }
