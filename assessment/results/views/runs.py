"""Starting runs, their list, and one run."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from assessment.core.verbs import actor_of
from assessment.results import rules, selectors
from assessment.results.access import open_results, open_run
from assessment.results.run_changes import RunChanges, previous_run
from assessment.results.run_summary import RunSummary
from assessment.results.services.runs import start_run
from assessment.results.shelf import facts_of

ROWS = 50


@require_http_methods(["GET", "POST"])
@login_required
def run_list(request: HttpRequest, key: str) -> HttpResponse:
    """GET lists the campaign's runs, POST starts one and leads to its job."""
    campaign = open_results(request.user, key)
    if request.method == "POST":
        job = start_run(campaign=campaign, actor=actor_of(request))
        return redirect("results:job", key=campaign.key, job=job.pk)
    runs = selectors.light(campaign.runs.select_related("created_by", "job").order_by("-number"))
    context = {
        "campaign": campaign,
        "page": Paginator(runs, ROWS).get_page(request.GET.get("page")),
        "can_start": rules.can_start_run(request.user, campaign),
        "active": selectors.active_job(campaign),
    }
    return render(request, "results/runs.html", context)


@require_GET
@login_required
def run_page(request: HttpRequest, key: str, number: int) -> HttpResponse:
    run = open_run(request.user, key, number)
    previous = previous_run(run)
    context = {
        "campaign": run.campaign,
        "run": run,
        "summary": RunSummary(run),
        "previous": previous,
        "changes": RunChanges(run, previous) if previous else None,
        "decimals": facts_of(run).decimals,
    }
    return render(request, "results/run.html", context)
