"""The pages of a score sheet and of a column. What they show is what the interface gives; the tools themselves are
static/js/sheet/.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from assessment.campaigns.frame import stand_in
from assessment.core.models import User
from assessment.core.verbs import actor_of
from reviews import rules
from reviews.columns import column_outline, column_payload, leaf_to_go_on, open_column, sheets_of_columns
from reviews.models import ScoreSheet
from reviews.payload import sheet_payload, snippet_payload
from reviews.selectors import column_sheets, last_reopenings, visible_sheets, visible_snippets
from reviews.services.snippets import search_text
from reviews.sheet_words import key_words, sheet_words


@require_GET
@login_required
def sheet_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The reviewer's own sheet as a tool; to whoever reads submitted sheets the same page, locked."""
    actor = actor_of(request)
    sheet = get_object_or_404(visible_sheets(actor), pk=pk)
    stand_in(request, sheet.reviewer.campaign)
    is_own = rules.is_reviewer(actor, sheet)
    payload = sheet_payload(sheet, actor)
    reopening = last_reopenings([sheet]).get(sheet.pk)
    page = {
        "sheet": sheet,
        "reopening": reopening,
        "can_ask_reopening": rules.can_ask_reopening(actor, sheet),
        "payload": payload,
        "editable": payload["editable"],
        "is_own": is_own,
        "locked_reason": payload["locked_reason"] if is_own else "",
        "next_url": next_sheet_url(actor, sheet) if is_own else "",
        "column_url": columns_url(sheet) if is_own else "",
        "search": {key: pinyin(text) for key, text in _sought(payload)},
    }
    return _tool(request, "reviews/sheet.html", page)


@require_GET
@login_required
def columns_start(request: HttpRequest, component: int, round: int) -> HttpResponse:
    """On to the first indicator that is not done, below ``?section=`` (a first-level code) where one is named."""
    sheets = sheets_of_columns(actor_of(request), component, round)
    leaf = leaf_to_go_on(sheets, request.GET.get("section", "")) if sheets else None
    if leaf is None:
        raise Http404
    return redirect("reviews:leaf_column_page", component, round, leaf)


@require_GET
@login_required
def column_page(request: HttpRequest, component: int, round: int, **place: int) -> HttpResponse:
    """One criterion, or all of a leaf, over the evaluator's own sheets; nobody else has a column here."""
    actor = actor_of(request)
    which = {"pk": place["criterion"]} if "criterion" in place else place
    found = open_column(actor, component, round, **which)
    if found is None:
        raise Http404
    sheets, _criteria = found
    campaign = sheets[0].reviewer.campaign
    stand_in(request, campaign)
    payload = column_payload(*found, actor)
    page = {
        "campaign": campaign,
        "payload": payload,
        "outline": column_outline(sheets),
        "snippets": [snippet_payload(row) for row in visible_snippets(actor, campaign)],
        "pinyin": {sheet.entity.key: pinyin(sheet.entity.name) for sheet in sheets},
        "column_url": columns_url(sheets[0]),
        "is_editable": any(row["editable"] for row in payload["rows"]),
    }
    return _tool(request, "reviews/column.html", page)


def _tool(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """A page that is a tool of static/js/sheet/, with its words."""
    sign_in = f"{reverse('sign_in')}?next={request.path}"
    words = {"sign_in_url": sign_in, "words": sheet_words(), "key_words": key_words()}
    response = render(request, template, page | words)
    # The channels open in one window that is used again; under "same-origin" the browser would forget its name.
    response["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return response


def columns_url(sheet: ScoreSheet) -> str:
    """Where the columns of the sheet's component and round lie; a criterion's id follows, or leaves/ and a leaf's."""
    return f"/columns/{sheet.component_id}/{sheet.round_id}/"


def _sought(payload: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What one looks for on a sheet: leaves by code, criteria by address."""
    for node in payload["tree"]:
        if node["is_leaf"]:
            yield node["code"], node["name"]
            yield from ((row["address"], row["text"]) for row in node["criteria"])


@lru_cache(maxsize=50_000)
def pinyin(text: str) -> str:
    """How a text is found by pinyin; names and criteria are the same on each visit."""
    return search_text(text)


def next_sheet_url(actor: User, sheet: ScoreSheet) -> str:
    """The next sheet that is still open, in the evaluator's own order, from the top again at the end; '' for none."""
    order = column_sheets(actor, sheet.component, sheet.round)
    at = [other.pk for other in order].index(sheet.pk)
    following = [other for other in (*order[at + 1 :], *order[:at]) if not other.is_submitted]
    return reverse("reviews:sheet", args=[following[0].pk]) if following else ""
