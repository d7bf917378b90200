"""Reads of runs and rankings for pages and exports."""

from __future__ import annotations

from django.db.models import QuerySet

from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.rules import Actor
from assessment.campaigns.selectors import reads_everywhere
from assessment.core.models import Job, User
from assessment.results.models import Run
from assessment.results.rules import SEES_RESULTS


def visible_runs(user: Actor) -> QuerySet[Run]:
    """Runs of the campaigns whose results the account may see as a whole."""
    if not isinstance(user, User) or not user.is_active:
        return Run.objects.none()
    if reads_everywhere(user):
        return Run.objects.all()
    campaigns = Membership.objects.filter(user=user, role__in=SEES_RESULTS).values("campaign")
    return Run.objects.filter(campaign__in=campaigns)


def last_run(campaign: Campaign) -> Run | None:
    return campaign.runs.order_by("-number").first()


def active_job(campaign: Campaign) -> Job | None:
    """The campaign's waiting or running job, if any."""
    return Job.objects.filter(key=f"aggregate:{campaign.key}", status__in=Job.ACTIVE).first()
