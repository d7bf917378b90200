"""Asking for a submitted sheet to be reopened, and the list on which a second person decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessment.campaigns.access import open_campaign
from assessment.campaigns.models import Campaign
from assessment.core.verbs import actor_of, verb
from assessment.core.verdicts import Verdict, require
from reviews import rules
from reviews.errors import RefusedError
from reviews.models import Reopening, ScoreSheet
from reviews.selectors import visible_reopenings, visible_sheets
from reviews.services.reopening import ask_reopening, decide_reopening

ROWS = 50
OUTCOMES = {"granted": True, "refused": False}


@dataclass(frozen=True)
class Row:
    request: Reopening
    verdict: Verdict


def _sheet(request: HttpRequest, pk: int) -> ScoreSheet:
    return get_object_or_404(visible_sheets(request.user), pk=pk)


@verb(of=_sheet, back=lambda sheet: reverse("reviews:sheet", args=[sheet.pk]), refused=RefusedError)
def reopening(request: HttpRequest, sheet: ScoreSheet) -> str:
    """Ask for it, with a reason; back to the sheet."""
    ask_reopening(sheet=sheet, reason=request.POST.get("reason", ""), actor=actor_of(request))
    return _("The request is sent; a second person decides.")


@require_GET
@login_required
def listing(request: HttpRequest, key: str) -> HttpResponse:
    """Requests that wait first, then the decided ones, the newest first."""
    return _page(request, open_campaign(request.user, key, rules.can_view_reopenings))


@require_POST
@login_required
def decision(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    campaign = open_campaign(request.user, key, rules.can_view_reopenings)
    asked = get_object_or_404(visible_reopenings(request.user, campaign), pk=pk)
    require(rules.can_decide_reopening(request.user, asked))
    outcome, answer = request.POST.get("outcome", ""), request.POST.get("answer", "")
    if outcome not in OUTCOMES:
        raise Http404
    try:
        done = decide_reopening(reopening=asked, grant=OUTCOMES[outcome], answer=answer, actor=actor_of(request))
    except RefusedError as refused:
        return _page(request, campaign, refused={"pk": asked.pk, "reason": refused.reason, "answer": answer})
    words = {"entity": asked.sheet.entity.name}
    sentence = _("The sheet of %(entity)s is reopened.") if done.granted else _("Refused: the sheet stays submitted.")
    messages.success(request, sentence % words)
    return redirect("reviews:reopenings", key=campaign.key)


def _page(request: HttpRequest, campaign: Campaign, refused: dict[str, Any] | None = None) -> HttpResponse:
    """``refused``: the request of which a decision was not taken, why, and the answer that was typed."""
    requests = visible_reopenings(request.user, campaign).order_by(F("decided_at").desc(nulls_first=True), "-asked_at")
    page = Paginator(requests, ROWS).get_page(request.GET.get("page"))
    rows = [Row(row, rules.can_decide_reopening(request.user, row)) for row in page.object_list]
    context = {"campaign": campaign, "page": page, "rows": rows, "refused": refused}
    return render(request, "reviews/reopenings.html", context, status=422 if refused else 200)
