"""Reads of runs and rankings for pages and exports."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import OuterRef, QuerySet, Subquery

from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.rules import Actor
from assessment.campaigns.selectors import reads_everywhere
from assessment.core.models import Job, User
from assessment.results.models import Run
from assessment.results.rules import SEES_RESULTS
from reviews.blindness import blind_campaigns


def visible_runs(user: Actor) -> QuerySet[Run]:
    """Runs of the campaigns whose results the account may see as a whole (rules.can_view_runs)."""
    if not isinstance(user, User) or not user.is_active:
        return Run.objects.none()
    seen = Run.objects.exclude(campaign__in=blind_campaigns(user))
    if reads_everywhere(user):
        return seen
    campaigns = Membership.objects.filter(user=user, role__in=SEES_RESULTS).values("campaign")
    return seen.filter(campaign__in=campaigns)


def light(runs: QuerySet[Run]) -> QuerySet[Run]:
    """Without the blobs: a census run's snapshot and pack ids are megabytes that only explanations read."""
    return runs.defer("snapshot", "pack_ids")


def last_run(campaign: Campaign) -> Run | None:
    return campaign.runs.order_by("-number").first()


def last_runs(campaign_ids: Collection[int]) -> QuerySet[Run]:
    """The last run of each campaign that has one, without the blobs. One query."""
    latest = Run.objects.filter(campaign=OuterRef("campaign")).order_by("-number").values("pk")[:1]
    return light(Run.objects.filter(campaign__in=campaign_ids, pk=Subquery(latest)))


def job_key(campaign: Campaign) -> str:
    """What the campaign's runs have as key of their jobs: one is active at most."""
    return f"aggregate:{campaign.key}"


def active_job(campaign: Campaign) -> Job | None:
    """The campaign's waiting or running job, if any."""
    return Job.objects.filter(key=job_key(campaign), status__in=Job.ACTIVE).first()
