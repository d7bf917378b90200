"""What of campaigns and entities a reader may see; visibility is a queryset (style.md §2.5)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.campaigns.rules import EVERYWHERE, Actor
from assessment.core.models import SiteRole, User

READS_ALL = (Membership.Role.ADMINISTRATOR, Membership.Role.LEAD, Membership.Role.AUDITOR)


def reads_everywhere(user: Actor) -> bool:
    return (
        isinstance(user, User) and user.is_active and SiteRole.objects.filter(user=user, role__in=EVERYWHERE).exists()
    )


def visible_campaigns(user: Actor) -> QuerySet[Campaign]:
    """Campaigns in which the account holds a role."""
    if not isinstance(user, User) or not user.is_active:
        return Campaign.objects.none()
    if reads_everywhere(user):
        return Campaign.objects.all()
    return Campaign.objects.filter(memberships__user=user).distinct()


def visible_entities(user: Actor, campaign: Campaign) -> QuerySet[Entity]:
    """All entities for administrators, leads and auditors; an agency sees its own ones only."""
    entities = Entity.objects.filter(campaign=campaign)
    if not isinstance(user, User) or not user.is_active:
        return entities.none()
    if reads_everywhere(user):
        return entities
    if Membership.objects.filter(user=user, campaign=campaign, role__in=READS_ALL).exists():
        return entities
    return entities.filter(Q(memberships__user=user, memberships__role=Membership.Role.AGENCY)).distinct()
