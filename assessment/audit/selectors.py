"""What of the audit trail a reader may see."""

from __future__ import annotations

from django.db.models import QuerySet

from assessment.audit.models import TrailCheck
from assessment.audit.rules import AUDITOR, audits_everything
from assessment.campaigns.models import Campaign
from assessment.campaigns.rules import Actor, blind_in, held_roles
from assessment.core.models import AuditEntry


def visible_entries(user: Actor) -> QuerySet[AuditEntry]:
    """Everything for auditors of the installation, otherwise the entries of the campaigns one audits; but not of those
    in which one still scores: the trail tells of others' values (quality.md §2).
    """
    kept_back = Campaign.objects.filter(pk__in=blind_in(user)).values("key")
    entries = AuditEntry.objects.exclude(campaign_key__in=kept_back)
    if audits_everything(user):
        return entries
    return entries.filter(campaign_key__in=audited_campaigns(user).values("key"))


def audited_campaigns(user: Actor) -> QuerySet[Campaign]:
    if audits_everything(user):
        return Campaign.objects.all()
    audited = [campaign_id for campaign_id, roles in held_roles(user).items() if campaign_id and AUDITOR in roles]
    return Campaign.objects.filter(pk__in=audited)


def last_check() -> TrailCheck | None:
    return TrailCheck.objects.first()
