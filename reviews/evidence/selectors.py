"""Whose evidence a reader may see: visibility is a queryset, asked again at each download (quality.md §3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import OuterRef, Q, QuerySet, Subquery

from assessment.campaigns.models import Entity, Membership
from assessment.campaigns.rules import Actor, held_roles
from assessment.campaigns.selectors import READS_ALL
from assessment.core.hooks import Hooks
from assessment.core.models import User
from reviews.errors import RefusedError
from reviews.evidence.models import Evidence, EvidenceVersion, Upload
from reviews.evidence.sentences import refusal

#: What an upper room lets an account see beyond its own: versions that are attached to something it may read.
Grant = Callable[[User], Q]
granting = Hooks[Grant]()


def visible_versions(user: Actor) -> QuerySet[EvidenceVersion]:
    """Versions of one's own entity; all of a campaign for who reads all; what upper rooms grant."""
    rows = EvidenceVersion.objects.select_related("evidence__entity__campaign", "stored", "uploaded_by")
    if not isinstance(user, User) or not user.is_active:
        return rows.none()
    held = held_roles(user)
    own = Membership.objects.filter(user=user, role=Membership.Role.AGENCY).values("entity")
    seen = Q(evidence__entity__in=own)
    if held[0] & READS_ALL:
        return rows
    if reading := [campaign for campaign, roles in held.items() if campaign and roles & READS_ALL]:
        seen |= Q(evidence__entity__campaign__in=reading)
    for grant in granting:
        seen |= grant(user)
    return rows.filter(seen)


#: The name under which upper rooms take it.
visible_files = visible_versions


def current_versions(entity: Entity) -> QuerySet[EvidenceVersion]:
    """The newest version of each piece that is not removed, by folder and name; one query."""
    newest = EvidenceVersion.objects.filter(evidence=OuterRef("evidence")).order_by("-number").values("pk")[:1]
    rows = EvidenceVersion.objects.filter(
        evidence__entity=entity, evidence__removed_at=None, pk=Subquery(newest)
    ).select_related("evidence", "stored", "uploaded_by")
    return rows.order_by("evidence__folder", "evidence__name")


def attachable(entity: Entity, ids: Iterable[int]) -> list[EvidenceVersion]:
    """The versions of these ids, in their order. Raises RefusedError where one is not the entity's, or removed."""
    wanted = list(dict.fromkeys(ids))
    rows = EvidenceVersion.objects.filter(evidence__entity=entity, evidence__removed_at=None, pk__in=wanted)
    found = {row.pk: row for row in rows.select_related("evidence", "stored")}
    if len(found) != len(wanted):
        raise RefusedError("foreign", refusal("foreign", {}))
    return [found[pk] for pk in wanted]


def own_uploads(user: Actor) -> QuerySet[Upload]:
    """The files that an account is sending; an account that no longer speaks for the entity sends nothing."""
    if not isinstance(user, User) or not user.is_active:
        return Upload.objects.none()
    own = Membership.objects.filter(user=user, role=Membership.Role.AGENCY).values("entity")
    return Upload.objects.filter(user=user, entity__in=own).select_related("entity__campaign")


def evidence_of(entity: Entity) -> QuerySet[Evidence]:
    return Evidence.objects.filter(entity=entity, removed_at=None)
