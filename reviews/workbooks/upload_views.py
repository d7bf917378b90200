"""One uploaded workbook, of any kind: being read, its plan, being applied, what was done; giving it up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from assessment.campaigns.access import open_campaign
from assessment.core.faults import Fault
from assessment.core.models import Job
from assessment.core.progress import progress_of
from assessment.core.verbs import actor_of
from reviews.errors import RefusedError
from reviews.models import SheetUpload
from reviews.services.upload_jobs import start_application, stop_application
from reviews.services.uploads import discard_upload
from reviews.workbooks import page, rules
from reviews.workbooks.kinds import kind_of
from reviews.workbooks.plan import plan_of_upload
from reviews.workbooks.selectors import visible_uploads

LINES_A_PAGE = 200


def _opened(request: HttpRequest, key: str, pk: int) -> SheetUpload:
    """The account's own upload. Raises Http404, PermissionDenied."""
    campaign = open_campaign(request.user, key, rules.can_view_uploads)
    user = actor_of(request)
    held = get_object_or_404(visible_uploads(user, campaign).select_related("job"), pk=pk)
    held.campaign, held.user = campaign, user
    return held


@require_GET
@login_required
@cache_control(private=True, no_store=True)
def upload(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """What stands with the upload; for htmx its progress alone, asked for each second while a job is at it."""
    held = _opened(request, key, pk)
    context = {"campaign": held.campaign, "upload": held, "trail": kind_of(held).trail(held.campaign)}
    if held.job is not None and held.job.is_active:
        return _progress(request, held, held.job, context)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Refresh": "true"})  # the job has ended: the page is another one now
    if held.state == SheetUpload.State.APPLIED:
        lines = Paginator(page.done_lines(held), LINES_A_PAGE).get_page(request.GET.get("page"))
        return render(request, "workbooks/applied.html", {**context, "page": lines})
    if held.state != SheetUpload.State.PLANNED:
        return render(request, "workbooks/over.html", {**context, "faults": [Fault(*given) for given in held.faults]})
    return _plan(request, held, context)


def _progress(request: HttpRequest, held: SheetUpload, job: Job, context: dict[str, Any]) -> HttpResponse:
    url = reverse("workbooks:upload", args=[held.campaign.key, held.pk])
    context |= progress_of(job, page.STEPS[job.kind], poll_url=url)
    name = "workbooks/job_progress.html" if request.htmx else "workbooks/job.html"  # type: ignore[attr-defined]
    return render(request, name, context)


def _plan(request: HttpRequest, held: SheetUpload, context: dict[str, Any]) -> HttpResponse:
    plan = plan_of_upload(held, held.user)
    which = page.view_of(plan, request.GET.get("show", ""))
    shown = Paginator(page.items_of(plan, which), page.LINES[which]).get_page(request.GET.get("page"))
    context |= {
        "plan": plan,
        "which": which,
        "views": page.views_of(plan, which),
        "page": shown,
        "verdict": page.can_apply(plan, kind_of(held).can_upload(held.user, held.campaign)),
        "failed": page.failed_application(held),
    }
    return render(request, "workbooks/plan.html", context)


@require_POST
@login_required
def application(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Apply the plan that was shown, with the choices made on it."""
    held = _opened(request, key, pk)
    taken = page.taken_numbers(request.POST, len(held.rows))
    try:
        held = start_application(upload=held, digest=request.POST.get("digest", ""), taken=taken, actor=held.user)
    except RefusedError as refused:
        messages.error(request, refused.reason)
    else:
        if held.result is not None:
            count = held.result["changed"]
            messages.success(request, _("The plan was applied. Cells changed: %(count)s.") % {"count": count})
    return redirect("workbooks:upload", key, pk)


@require_POST
@login_required
def cancellation(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Stop the job that applies the plan; the plan stays."""
    held = _opened(request, key, pk)
    stop_application(upload=held, actor=held.user)
    return redirect("workbooks:upload", key, pk)


@require_POST
@login_required
def discarding(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Give up a workbook that waits to be read or applied."""
    held = _opened(request, key, pk)
    try:
        discard_upload(upload=held, actor=held.user)
    except RefusedError as refused:
        messages.error(request, refused.reason)
        return redirect("workbooks:upload", key, pk)
    messages.success(request, _("The workbook was discarded; nothing has changed."))
    return redirect(kind_of(held).trail(held.campaign)[-1][1])
