"""My work, and the progress of a campaign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from assessment.campaigns.access import open_campaign
from assessment.campaigns.files import write_csv
from assessment.core.verbs import actor_of
from reviews.overview import mine, progress
from reviews.overview.book import progress_book
from reviews.overview.rules import can_view_progress
from reviews.selectors import visible_sheets

SHEETS_A_PAGE = 100
ENTITIES_A_PAGE = 200
COLUMNS = ("entity", "name", "system", "indicator", "done", "total", "disagreements", "sheets", "submitted")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
@login_required
def my_work(request: HttpRequest) -> HttpResponse:
    """The reader's own sheets of one campaign; the others are a tab away."""
    user = actor_of(request)
    campaigns = mine.campaigns_of(user)
    chosen = next((one for one in campaigns if one.key == request.GET.get("campaign")), None) or next(
        iter(campaigns), None
    )
    which = request.GET.get("show", "open")
    which = which if which in mine.SHOWN else "open"
    context: dict[str, Any] = {"campaigns": campaigns, "campaign": chosen, "which": which, "work": None}
    if chosen is not None:
        work = mine.work_of(user, chosen)
        context |= {"work": work, "page": Paginator(work.shown(which), SHEETS_A_PAGE).get_page(request.GET.get("page"))}
    return render(request, "work/mine.html", context)


@require_GET
@login_required
def progress_page(request: HttpRequest, key: str) -> HttpResponse:
    campaign = open_campaign(request.user, key, can_view_progress)
    found = progress.progress_of(campaign, request.user)
    rows = sorted(found.rows, key=lambda row: row.ratio) if request.GET.get("sort") == "done" else found.rows
    page = Paginator(rows, ENTITIES_A_PAGE).get_page(request.GET.get("page"))
    context = {"campaign": campaign, "progress": found, "page": page, "sort": request.GET.get("sort", "")}
    return render(request, "work/progress.html", context)


@require_GET
@login_required
def progress_entity(request: HttpRequest, key: str, entity: str) -> HttpResponse:
    """The sheets of one entity."""
    campaign = open_campaign(request.user, key, can_view_progress)
    chosen = get_object_or_404(campaign.entities, key=entity)
    lines = progress.sheets_of_entity(campaign, chosen)
    readable = set(visible_sheets(request.user).filter(entity=chosen).values_list("pk", flat=True))
    context = {"campaign": campaign, "entity": chosen, "lines": lines, "readable": readable}
    return render(request, "work/progress_entity.html", context)


@require_GET
@login_required
@cache_control(private=True, no_store=True)
def progress_file(request: HttpRequest, key: str) -> HttpResponse:
    """One row an entity, component and first-level indicator."""
    campaign = open_campaign(request.user, key, can_view_progress)
    found = progress.progress_of(campaign, request.user)
    form = "xlsx" if request.path.endswith(".xlsx") else "csv"
    lines = list(_lines(found))
    if form == "xlsx":
        response = HttpResponse(progress_book(lines, title=campaign.name), content_type=CONTENT_TYPES[form])
    else:
        texts = (tuple(map(str, line)) for line in lines)
        response = HttpResponse(write_csv(COLUMNS, texts), content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{campaign.key}-progress.{form}"'
    return response


def _lines(found: progress.Progress) -> Iterator[tuple[str | int, ...]]:
    heads = [(part.component.version.system.key, section.code) for part in found.parts for section in part.sections]
    for row in found.rows:
        for (system, code), cell in zip(heads, row.cells, strict=True):
            counts = (cell.done, cell.total, cell.disputed, row.sheets, row.submitted)
            if cell.total:
                yield (row.entity.key, row.entity.name, system, code, *counts)
