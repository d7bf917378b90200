"""Score sheets as workbooks: the page to take them away and bring them back, and the file."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from assessment.campaigns.access import open_campaign
from assessment.campaigns.models import Campaign
from assessment.core.models import User
from assessment.core.verbs import actor_of
from reviews.overview.mine import work_of
from reviews.workbooks import rules
from reviews.workbooks.http import Home, rows_asked, views_of, workbook_response
from reviews.workbooks.kinds import kind_named
from reviews.workbooks.selectors import open_sheets
from reviews.workbooks.sheets import KIND, MOST_SHEETS, sheets_document


def _opened(request: HttpRequest, key: str) -> tuple[User, Campaign]:
    """A campaign in which the account fills in sheets. Raises Http404, PermissionDenied."""
    campaign = open_campaign(request.user, key, rules.can_view_workbooks)
    return actor_of(request), campaign


def _home(request: HttpRequest, key: str) -> Home:
    user, campaign = _opened(request, key)
    url = reverse("workbooks:uploads", args=[key])

    def context() -> dict[str, Any]:
        work = work_of(user, campaign)
        tasks = work.shown("open")
        return {
            "work": work,
            "tasks": tasks,
            "most_sheets": MOST_SHEETS if len(tasks) > MOST_SHEETS else None,
            "chosen": set(request.GET.getlist("sheet")),
        }

    return Home(request, kind_named(KIND), campaign, user, "workbooks/sheets.html", url, context)


home, uploads = views_of(_home)


@require_GET
@login_required
@cache_control(private=True, no_store=True)
def file(request: HttpRequest, key: str) -> HttpResponseBase:
    """``?sheet=…`` the open sheets named, without it all of them. Raises Http404."""
    user, campaign = _opened(request, key)
    sheets = rows_asked(request, "sheet", open_sheets(user, campaign), most=MOST_SHEETS)  # the page says so
    name = f"{campaign.key}-{sheets[0].entity.key}.xlsx" if len(sheets) == 1 else f"{campaign.key}-sheets.xlsx"
    return workbook_response(sheets_document(sheets, campaign=campaign, user=user), name)
