"""Disagreements with their settlement, and how far reviewers agree."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessment.analysis.agreement_page import AgreementPage
from assessment.analysis.listing import Answer, Asked, DisagreementList
from assessment.analysis.reading import read_for
from assessment.campaigns.access import open_campaign
from assessment.campaigns.models import Campaign
from assessment.core.verbs import actor_of
from assessment.core.verdicts import require
from assessment.results import rules
from indicators.models import Criterion
from reviews.blindness import unfinished_entities
from reviews.errors import RefusedError
from reviews.models import Adjudication
from reviews.services.settling import settle_cell, unsettle_cell
from reviews.settling import CellPlace, can_settle_in


@require_GET
@login_required
def disagreements(request: HttpRequest, key: str) -> HttpResponse:
    """``?state=open|settled|all ?indicator=system:code ?entity= ?page=``, the largest effect on the total first."""
    return _page(request, open_campaign(request.user, key, rules.can_view_reviewers))


def _page(request: HttpRequest, campaign: Campaign, answer: Answer | None = None, status: int = 200) -> HttpResponse:
    asked = Asked.of(request.GET)
    listed = DisagreementList(read_for(request.user, campaign), request.user, asked, answer)
    context: dict[str, Any] = {
        "campaign": campaign,
        "listed": listed,
        "rows": listed.rows(),
        "asked": asked,
        "states": (("open", _("not settled")), ("settled", _("already settled")), ("all", _("all"))),
        "can_settle": can_settle_in(request.user, campaign),
        "kept_query": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, "analysis/disagreements.html", context, status=status)


@require_POST
@login_required
def adjudications(request: HttpRequest, key: str) -> HttpResponse:
    """Settle one cell and return to the list; a refused form comes back in its row, with 422."""
    campaign = open_campaign(request.user, key, rules.can_view_reviewers)
    require(can_settle_in(request.user, campaign))
    place = _place(request, campaign)
    typed = {name: request.POST.get(name, "") for name in ("value", "reason", "replaces")}
    try:
        settle_cell(place=place, actor=actor_of(request), **typed)
    except RefusedError as refused:
        field = "reason" if refused.code in ("reason_required", "bad_text", "too_long") else "value"
        answer = Answer(place.key, request.POST, field, refused.reason)
        if refused.code in ("agreed", "settled_meanwhile"):  # the row may not be on this page any more
            messages.error(request, refused.reason)
        return _page(request, campaign, answer, status=422)
    messages.success(request, _("Settled: %(cell)s.") % {"cell": f"{place.entity.name} {place.criterion.address}"})
    return _back(request, campaign)


@require_POST
@login_required
def withdrawal(request: HttpRequest, key: str, adjudication: int) -> HttpResponse:
    """Take a settlement back, with a reason."""
    campaign = open_campaign(request.user, key, rules.can_view_reviewers)
    require(can_settle_in(request.user, campaign))
    rows = Adjudication.objects.select_related("component__version__system", "component__campaign", "entity", "round")
    row = get_object_or_404(rows.select_related("criterion"), pk=adjudication, component__campaign=campaign)
    if row.entity_id in unfinished_entities(request.user, campaign):
        raise Http404
    try:
        unsettle_cell(adjudication=row, reason=request.POST.get("reason", ""), actor=actor_of(request))
    except RefusedError as refused:
        messages.error(request, refused.reason)
        return _page(request, campaign, status=422)
    messages.success(request, _("The reviewers' values hold again."))
    return _back(request, campaign)


def _back(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    address = reverse("analysis:disagreements", args=[campaign.key])
    return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


def _place(request: HttpRequest, campaign: Campaign) -> CellPlace:
    """The cell that a form names. Raises Http404, also for an entity that is kept from the account."""

    def number(name: str) -> int:
        text = request.POST.get(name, "")
        if not text.isdecimal() or len(text) > 18:
            raise Http404
        return int(text)

    component = get_object_or_404(
        campaign.components.select_related("version__system", "campaign"), pk=number("component")
    )
    entity = get_object_or_404(campaign.entities, pk=number("entity"))
    if entity.pk in unfinished_entities(request.user, campaign):
        raise Http404
    return CellPlace(
        component=component,
        entity=entity,
        round=get_object_or_404(campaign.rounds, pk=number("round")),
        criterion=get_object_or_404(Criterion, version=component.version_id, pk=number("criterion")),
        channel=request.POST.get("channel", "")[:40],
    )


@require_GET
@login_required
def agreement(request: HttpRequest, key: str) -> HttpResponse:
    """How far reviewers agree, by indicator, and who is severe or mild."""
    campaign = open_campaign(request.user, key, rules.can_view_reviewers)
    return render(
        request, "analysis/agreement.html", {"campaign": campaign, "measured": AgreementPage.of(request.user, campaign)}
    )
