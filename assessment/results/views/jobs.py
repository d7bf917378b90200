"""A run's job: live progress, cancelling, and how it ended."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from assessment.campaigns.models import Campaign
from assessment.core.models import Job
from assessment.core.progress import progress_of
from assessment.core.verbs import actor_of, verb
from assessment.results import rules, selectors
from assessment.results.access import open_results
from assessment.results.services.runs import cancel_run

WORDS: dict[str, str | Promise] = {
    "reading": _("Read the score sheets and everything settled"),
    "computing": _("Compute every entity"),
    "vetoes": _("Apply the confirmed vetoes"),
    "ranking": _("Rank every league"),
    "writing": _("Write the results"),
}


def context_of(request: HttpRequest, campaign: Campaign, job: Job) -> dict[str, Any]:
    result = job.result or {}
    return {
        **progress_of(job, WORDS, poll_url=reverse("results:job", args=[campaign.key, job.pk])),
        "campaign": campaign,
        "can_start": rules.can_start_run(request.user, campaign),
        "run_number": result.get("run"),
        "unchanged": result.get("unchanged", False),
        "league": campaign.leagues.order_by("position").first() if result else None,
    }


def _open(request: HttpRequest, key: str, job: int) -> tuple[Campaign, Job]:
    campaign = open_results(request.user, key)
    return campaign, get_object_or_404(Job, pk=job, key=selectors.job_key(campaign))


@require_GET
@login_required
def job_page(request: HttpRequest, key: str, job: int) -> HttpResponse:
    """The page, or for htmx its progress alone, asked for each second while the job is active."""
    campaign, found = _open(request, key, job)
    template = "results/job_progress.html" if request.htmx else "results/job.html"  # type: ignore[attr-defined]
    return render(request, template, context_of(request, campaign, found))


@verb(of=_open, back=lambda opened: reverse("results:job", args=[opened[0].key, opened[1].pk]))
def cancellation(request: HttpRequest, opened: tuple[Campaign, Job]) -> str:
    campaign, found = opened
    cancel_run(job=found, campaign=campaign, actor=actor_of(request))
    return ""
