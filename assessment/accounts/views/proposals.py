"""Role proposals: what waits for a second person, and what was decided."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessment.accounts import rules
from assessment.accounts.models import RoleProposal
from assessment.accounts.selectors import visible_proposals
from assessment.accounts.services import roles
from assessment.core.verbs import actor_of
from assessment.core.verdicts import Denied, require

MOST_DECIDED = 50


@login_required
@require_http_methods(["GET", "POST"])
def proposals(request: HttpRequest) -> HttpResponse:
    """POST decides on those that were chosen: all of them or, where one can't be, none."""
    require(rules.can_view_proposals(request.user))
    refusal = ""
    if request.method == "POST":
        try:
            count = _decide(request)
        except roles.RoleRefused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Decided: %(count)s") % {"count": count})
            return redirect("accounts:proposals")
    visible = visible_proposals(request.user)
    waiting = list(visible.filter(state=RoleProposal.State.PROPOSED))
    context = {
        "waiting": [(proposal, _reason(request, proposal)) for proposal in waiting],
        "decided": visible.exclude(state=RoleProposal.State.PROPOSED).order_by("-decided_at")[:MOST_DECIDED],
        "refusal": refusal,
    }
    return render(request, "accounts/proposals.html", context, status=422 if refusal else 200)


def _reason(request: HttpRequest, proposal: RoleProposal) -> str:
    """Why the reader does not decide this one; '' where they do."""
    verdict = rules.can_decide_proposal(request.user, proposal)
    return verdict.reason if isinstance(verdict, Denied) else ""


def _decide(request: HttpRequest) -> int:
    """How many were decided. Raises RoleRefused, PermissionDenied."""
    actor = actor_of(request)
    chosen = [int(text) for text in request.POST.getlist("proposal") if text.isdecimal() and len(text) < 19]
    if not chosen:
        raise roles.RoleRefused(_("Choose at least one proposal."))
    found = list(visible_proposals(actor).filter(pk__in=chosen))
    if len(found) != len(set(chosen)):
        raise PermissionDenied(_("Only security administrators and evaluation administrators decide on roles."))
    with transaction.atomic():
        for proposal in found:
            if request.POST.get("decision") == "reject":
                roles.reject_role(proposal=proposal, reason=request.POST.get("reason", "")[:500], actor=actor)
            else:
                roles.approve_role(proposal=proposal, actor=actor)
    return len(found)
