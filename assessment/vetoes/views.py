"""Proposed vetoes and gates for leads to hear and decide; an agency's statement on its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessment.campaigns.access import open_campaign
from assessment.campaigns.models import Campaign
from assessment.campaigns.policy import hearing_days
from assessment.core.verbs import actor_of
from assessment.core.verdicts import require
from assessment.vetoes import rules
from assessment.vetoes.cases import GateCase, Verdicts, VetoCase, add_evidence, gate_cases, veto_cases
from assessment.vetoes.gates import decide_gate
from assessment.vetoes.models import Hearing
from assessment.vetoes.services import decide_veto, hear_agency, state
from reviews.errors import RefusedError

Case: TypeAlias = VetoCase | GateCase
Deed: TypeAlias = Callable[..., object]
CASES_A_PAGE = 20
STATES = ("open", "decided", "all")
OUTCOMES = {"confirmed": True, "rejected": False}


@dataclass(frozen=True)
class Row:
    """A case with what the reader may do; ``typed`` and ``fault`` of a form that was refused here."""

    case: Case
    verdicts: Verdicts
    typed: str = ""
    fault: str = ""

    @property
    def is_gate(self) -> bool:
        return isinstance(self.case, GateCase)


@dataclass(frozen=True)
class Refusal:
    """A form that was not taken: of which case, what was typed, and why."""

    anchor: str
    typed: str
    fault: str


@require_http_methods(["GET", "POST"])
@login_required
def vetoes(request: HttpRequest, key: str) -> HttpResponse:
    """GET: ``?state=open|decided|all ?page=``; POST asks the agency about a case."""
    campaign = open_campaign(request.user, key, rules.can_view_vetoes)
    if request.method == "GET":
        return _page(request, campaign)
    require(rules.can_decide_in(request.user, campaign))
    case = _case(request, veto_cases(request.user, campaign))
    words, actor = request.POST.get("reason", ""), actor_of(request)
    done = _("The agency of %(entity)s is asked.") % {"entity": case.entity.name}
    return _do(request, campaign, case, words, lambda: hear_agency(case=case, allegation=words, actor=actor), done)


def _do(
    request: HttpRequest, campaign: Campaign, case: Case, words: str, deed: Callable[[], object], done: str
) -> HttpResponse:
    """Do it and go back to the list; a refusal is shown at its case, with what was typed."""
    try:
        deed()
    except RefusedError as refused:
        return _page(request, campaign, Refusal(case.anchor, words, refused.reason))
    messages.success(request, done)
    return _back(request, campaign)


@require_POST
@login_required
def decisions(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm or reject a veto."""
    return _decide(request, key, veto_cases, decide_veto)


@require_POST
@login_required
def gate_decisions(request: HttpRequest, key: str) -> HttpResponse:
    """Raise or reject a proposed gate."""
    return _decide(request, key, gate_cases, decide_gate)


def _decide(request: HttpRequest, key: str, cases: Callable[..., Sequence[Case]], deed: Deed) -> HttpResponse:
    campaign = open_campaign(request.user, key, rules.can_view_vetoes)
    require(rules.can_decide_in(request.user, campaign))
    case, (confirm, reason) = _case(request, cases(request.user, campaign)), _answer(request)
    named = case.gate.name if isinstance(case, GateCase) else case.veto.name
    word = _("Confirmed: %(case)s.") if confirm else _("Rejected: %(case)s.")
    decide = partial(deed, case=case, confirm=confirm, reason=reason, actor=actor_of(request))
    return _do(request, campaign, case, reason, decide, word % {"case": f"{case.entity.name} {named}"})


def _case(request: HttpRequest, cases: Sequence[Any]) -> Any:
    """The case that a form names; nobody learns of one that is kept from them."""
    case = next((case for case in cases if case.anchor == request.POST.get("case")), None)
    if case is None:
        raise Http404
    return case


def _answer(request: HttpRequest) -> tuple[bool, str]:
    outcome = request.POST.get("outcome", "")
    if outcome not in OUTCOMES:
        raise Http404
    return OUTCOMES[outcome], request.POST.get("reason", "")


def _page(request: HttpRequest, campaign: Campaign, refusal: Refusal | None = None) -> HttpResponse:
    chosen = request.GET.get("state", "open")
    chosen = chosen if chosen in STATES else "open"
    cases: list[Case] = [*veto_cases(request.user, campaign), *gate_cases(request.user, campaign)]
    shown = [case for case in cases if chosen == "all" or case.is_open == (chosen == "open")]
    if refusal is not None:  # whatever is filtered, the form comes back
        shown = [case for case in cases if case.anchor == refusal.anchor]
    page = Paginator(shown, CASES_A_PAGE).get_page(request.GET.get("page"))
    add_evidence(list(page.object_list))
    decider, asks = rules.Decider.of(request.user, campaign), hearing_days(campaign.policy) > 0
    rows = [_row(case, Verdicts.of(case, decider, asks=asks), refusal) for case in page.object_list]
    context = {
        "campaign": campaign,
        "page": page,
        "rows": rows,
        "state": chosen,
        "states": (("open", _("not decided")), ("decided", _("decided")), ("all", _("all"))),
        "open_count": sum(case.is_open for case in cases),
        "decided_count": sum(not case.is_open for case in cases),
        "can_decide": decider.general,
        "asks": asks,
        "days": hearing_days(campaign.policy),
        "kept_query": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, "vetoes/list.html", context, status=422 if refusal else 200)


def _row(case: Case, verdicts: Verdicts, refusal: Refusal | None) -> Row:
    if refusal is None or refusal.anchor != case.anchor:
        return Row(case, verdicts)
    return Row(case, verdicts, refusal.typed, refusal.fault)


def _back(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    address = reverse("vetoes:list", args=[campaign.key])
    return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


# --- the agency -------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@login_required
def statement(request: HttpRequest, key: str, finding: int) -> HttpResponse:
    """What is alleged of one's own entity, without who proposed it, and one's own statement."""
    campaign = open_campaign(request.user, key)
    own = Hearing.objects.filter(
        finding__component__campaign=campaign, finding__entity__memberships__user=request.user.pk
    ).distinct()
    rows = own.select_related(
        "finding__veto", "finding__entity", "finding__component__version__system", "finding__component__campaign"
    ).prefetch_related("finding__veto__conditions")
    hearing = get_object_or_404(rows, finding=finding)
    require(rules.can_view_statement(request.user, hearing))
    typed, fault = hearing.statement, ""
    if request.method == "POST":
        typed = request.POST.get("statement", "")
        try:
            state(hearing=hearing, statement=typed, actor=actor_of(request))
        except RefusedError as refused:
            fault = refused.reason
        else:
            messages.success(request, _("Your statement is sent."))
            return HttpResponseRedirect(request.path)
    finding_ = hearing.finding
    case = VetoCase(finding_.component, finding_.entity, finding_.veto, finding_.condition, finding_.channel, finding_)
    context = {
        "campaign": campaign,
        "case": case,
        "hearing": hearing,
        "typed": typed,
        "fault": fault,
        "can_state": rules.can_state(request.user, hearing),
    }
    return render(request, "vetoes/statement.html", context, status=422 if fault else 200)
