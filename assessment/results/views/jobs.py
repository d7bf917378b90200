"""A run's job: live progress, cancelling, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from assessment.campaigns.models import Campaign
from assessment.core.models import Job
from assessment.results import rules, selectors
from assessment.results.access import open_results
from assessment.results.services.runs import STEPS, cancel_run

WORDS: dict[str, str | Promise] = {
    "reading": _("Read the score sheets and everything settled"),
    "computing": _("Compute every entity"),
    "vetoes": _("Apply the confirmed vetoes"),
    "ranking": _("Rank every league"),
    "writing": _("Write the results"),
}
#: After so long in the queue the page says that no worker seems to be running.
PATIENCE = timedelta(seconds=10)


@dataclass(frozen=True)
class Stage:
    """A step of the job: ``state`` is done, running or queued."""

    word: str
    state: str


def stages_of(job: Job) -> list[Stage]:
    reached = {entry["step"] for entry in job.log}
    finished = job.status == Job.Status.DONE
    stages = []
    for name in STEPS:
        state = "queued"
        if finished or (name in reached and name != job.step):
            state = "done"
        elif name == job.step:
            state = job.status
        stages.append(Stage(str(WORDS[name]), state))
    return stages


def elapsed_of(job: Job, now: datetime) -> str:
    """Minutes and seconds since the work began."""
    if job.started_at is None:
        return ""
    seconds = int(((job.finished_at or now) - job.started_at).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d}"


def context_of(request: HttpRequest, campaign: Campaign, job: Job) -> dict[str, Any]:
    now = timezone.now()
    result = job.result or {}
    return {
        "campaign": campaign,
        "job": job,
        "stages": stages_of(job),
        "elapsed": elapsed_of(job, now),
        "impatient": job.status == Job.Status.QUEUED and now - job.created_at > PATIENCE,
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


@require_POST
@login_required
def cancellation(request: HttpRequest, key: str, job: int) -> HttpResponse:
    campaign, found = _open(request, key, job)
    cancel_run(job=found, campaign=campaign, actor=request.user)  # type: ignore[arg-type]
    return redirect("results:job", key=campaign.key, job=found.pk)
