"""Score sheets as workbooks: the page to take them away and bring them back, the file, the plan of an upload."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from assessment.campaigns.access import open_campaign
from assessment.campaigns.models import Campaign
from assessment.core.faults import FaultsError
from assessment.core.models import User
from assessment.core.verdicts import require
from reviews.errors import RefusedError
from reviews.models import ScoreSheet, SheetUpload
from reviews.overview.mine import work_of
from reviews.services.uploads import apply_upload, upload_sheets
from reviews.workbooks import page, rules
from reviews.workbooks.forms import WorkbookForm
from reviews.workbooks.plan import plan_of_upload
from reviews.workbooks.selectors import open_sheets, visible_uploads
from reviews.workbooks.sheets import MOST_SHEETS, sheets_document
from reviews.workbooks.writing import write_document

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPLOADS_SHOWN = 10
LINES_A_PAGE = 200


def _opened(request: HttpRequest, key: str) -> tuple[User, Campaign]:
    """A campaign in which the account fills in sheets. Raises Http404, PermissionDenied."""
    campaign = open_campaign(request.user, key)
    require(rules.can_view_workbooks(request.user, campaign))
    return cast(User, request.user), campaign


@require_GET
@login_required
def home(request: HttpRequest, key: str) -> HttpResponse:
    """What can be taken away, and what was brought back."""
    user, campaign = _opened(request, key)
    return _home(request, user, campaign, WorkbookForm())


def _home(request: HttpRequest, user: User, campaign: Campaign, form: WorkbookForm, **more: Any) -> HttpResponse:
    work = work_of(user, campaign)
    tasks = work.shown("open")
    context = {
        "campaign": campaign,
        "form": form,
        "work": work,
        "tasks": tasks,
        "most_sheets": MOST_SHEETS if len(tasks) > MOST_SHEETS else None,
        "chosen": set(request.GET.getlist("sheet")),
        "uploads": visible_uploads(user, campaign).defer("rows")[:UPLOADS_SHOWN],
        "can_upload": rules.can_upload_workbook(user, campaign),
        **more,
    }
    failed = form.errors or more.get("faults")
    return render(request, "workbooks/home.html", context, status=422 if failed else 200)


@require_GET
@login_required
@cache_control(private=True, no_store=True)
def file(request: HttpRequest, key: str) -> HttpResponseBase:
    """``?sheet=…`` the open sheets named, without it all of them."""
    user, campaign = _opened(request, key)
    sheets = _wanted(request, user, campaign)
    document = sheets_document(sheets, campaign=campaign, user=user)
    with tempfile.TemporaryDirectory(prefix="pingheng-") as folder:
        path = Path(folder) / "sheets.xlsx"
        write_document(document, path, made=timezone.now())
        stream: IO[bytes] = path.open("rb")  # loses its name here, and is gone when the response closes it
    name = f"{campaign.key}-{sheets[0].entity.key}.xlsx" if len(sheets) == 1 else f"{campaign.key}-sheets.xlsx"
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _wanted(request: HttpRequest, user: User, campaign: Campaign) -> list[ScoreSheet]:
    """Raises Http404 unless every sheet asked for is the account's own and open, and there is one."""
    sheets = open_sheets(user, campaign)
    named = set(request.GET.getlist("sheet"))
    if named:
        if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in named):
            raise Http404
        sheets = sheets.filter(pk__in=list(map(int, named)))
    found = list(sheets[:MOST_SHEETS])  # the page says so where there are more
    if not found or (named and len(found) != len(named)):
        raise Http404
    return found


@require_POST
@login_required
def uploads(request: HttpRequest, key: str) -> HttpResponse:
    """A workbook that was filled in; refused with every fault, or kept, to be looked at as a plan."""
    user, campaign = _opened(request, key)
    require(rules.can_upload_workbook(user, campaign))
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _home(request, user, campaign, form)
    given = form.cleaned_data["file"]
    try:
        with _on_disk(given) as path:
            upload = upload_sheets(campaign=campaign, path=path, file_name=str(given.name), actor=user)
    except FaultsError as error:
        return _home(request, user, campaign, WorkbookForm(), faults=error.faults)
    return redirect("workbooks:upload", campaign.key, upload.pk)


@contextmanager
def _on_disk(given: UploadedFile) -> Iterator[Path]:
    """Under a name of our own, for as long as it is read."""
    with tempfile.NamedTemporaryFile(prefix="pingheng-", suffix=".upload") as stored:
        for chunk in given.chunks():
            stored.write(chunk)
        stored.flush()
        yield Path(stored.name)


@require_GET
@login_required
@cache_control(private=True, no_store=True)
def upload(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """The plan of an upload; once it is applied, what was done."""
    user, campaign = _opened(request, key)
    held = get_object_or_404(visible_uploads(user, campaign), pk=pk)
    context: dict[str, Any] = {"campaign": campaign, "upload": held}
    if held.state == SheetUpload.State.APPLIED:
        lines = Paginator(page.done_lines(held), LINES_A_PAGE).get_page(request.GET.get("page"))
        return render(request, "workbooks/applied.html", {**context, "page": lines})
    plan = plan_of_upload(held, user)
    which = page.view_of(plan, request.GET.get("show", ""))
    shown = Paginator(page.items_of(plan, which), page.LINES[which]).get_page(request.GET.get("page"))
    context |= {
        "plan": plan,
        "which": which,
        "views": page.views_of(plan, which),
        "page": shown,
        "verdict": page.can_apply(plan, rules.can_upload_workbook(user, campaign)),
    }
    return render(request, "workbooks/plan.html", context)


@require_POST
@login_required
def application(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Apply the plan that was shown, with the choices made on it."""
    user, campaign = _opened(request, key)
    held = get_object_or_404(visible_uploads(user, campaign), pk=pk)
    try:
        taken = page.taken_numbers(request.POST, len(held.rows))
        applied = apply_upload(upload=held, digest=request.POST.get("digest", ""), taken=taken, actor=user)
    except RefusedError as refused:
        messages.error(request, refused.reason)
    else:
        result: dict[str, Sequence[Any]] = applied.result or {}
        messages.success(request, _("The plan was applied. Cells changed: %(count)s.") % {"count": result["changed"]})
    return redirect("workbooks:upload", campaign.key, held.pk)
