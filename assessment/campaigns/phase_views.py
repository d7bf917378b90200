"""The page of phases: for everybody in the campaign the dates, for administrators the steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.campaigns import rules
from assessment.campaigns.access import open_campaign
from assessment.campaigns.models import Campaign
from assessment.campaigns.phase_forms import BackForm, ExtensionForm, ForwardForm, MoveForm, PlanForm, add_faults
from assessment.campaigns.phase_page import PhasePage, phase_page
from assessment.campaigns.phases import ORDER
from assessment.campaigns.services.phases import PhaseBlocked, extend_phase, move_phase, plan_phases, plannable
from assessment.campaigns.windows import windows_of
from assessment.core.faults import FaultsError
from assessment.core.verbs import actor_of
from assessment.core.verdicts import Denied


@require_GET
@login_required
def phases(request: HttpRequest, key: str) -> HttpResponse:
    campaign = open_campaign(request.user, key, rules.can_view_phases)
    return _page(request, campaign)


@require_POST
@login_required
def moves(request: HttpRequest, key: str) -> HttpResponse:
    """Forward or back."""
    campaign = open_campaign(request.user, key, rules.can_move_phase)
    back = _is_back(request.POST.get("seen", ""), request.POST.get("to", ""))
    form: MoveForm = BackForm(request.POST, auto_id="back_%s") if back else ForwardForm(request.POST)
    if form.is_valid():
        stated = form.cleaned_data
        try:
            step = move_phase(
                campaign=campaign,
                to=stated["to"],
                actor=actor_of(request),
                reason=stated["reason"],
                due_at=stated["due_at"],
                override=stated.get("override", False),
                seen=stated["seen"],
            )
        except FaultsError as error:
            add_faults(form, error.faults)
        except PhaseBlocked as error:
            verdict = rules.can_view_blockers(request.user, campaign)
            words = [verdict.reason] if isinstance(verdict, Denied) else [blocker.words for blocker in error.blockers]
            form.add_error(None, _("Refused: %(reasons)s") % {"reasons": " ".join(words)})
        else:
            sentence = _("The campaign is now in the phase “%(phase)s”; whom it concerns is told.")
            messages.success(request, sentence % {"phase": step.get_to_phase_display()})
            return redirect("campaigns:phases", campaign.key)
    return _page(request, campaign, **{"back" if back else "forward": form})


def _is_back(seen: str, to: str) -> bool:
    known = [phase.value for phase in ORDER]
    return seen in known and to in known and known.index(to) < known.index(seen)


@require_POST
@login_required
def extension(request: HttpRequest, key: str) -> HttpResponse:
    campaign = open_campaign(request.user, key, rules.can_move_phase)
    form = ExtensionForm(request.POST, auto_id="extension_%s")
    if form.is_valid():
        stated = form.cleaned_data
        try:
            extend_phase(
                campaign=campaign,
                phase=stated["seen"],
                due_at=stated["due_at"],
                reason=stated["reason"],
                actor=actor_of(request),
            )
        except FaultsError as error:
            add_faults(form, error.faults)
        else:
            messages.success(request, _("The deadline was extended; whom it concerns is told."))
            return redirect("campaigns:phases", campaign.key)
    return _page(request, campaign, extension=form)


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, key: str) -> HttpResponse:
    """The dates of the phases to come."""
    campaign = open_campaign(request.user, key, rules.can_move_phase)
    windows = windows_of(campaign)
    loose = plannable(campaign, windows)
    form = PlanForm(request.POST if request.method == "POST" else None, phases=loose, windows=windows)
    if request.method == "POST" and form.is_valid():
        try:
            plan_phases(campaign=campaign, plan=form.plan, actor=actor_of(request))
        except FaultsError as error:
            add_faults(form, error.faults)
        else:
            messages.success(request, _("The plan is kept."))
            return redirect("campaigns:phases", campaign.key)
    rows = [(phase, form[f"{phase}-starts_at"], form[f"{phase}-due_at"]) for phase in loose]
    context = {"campaign": campaign, "form": form, "rows": rows}
    return render(request, "campaigns/phase_plan.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, campaign: Campaign, **bound: forms.Form) -> HttpResponse:
    """``bound``: the form that was refused, under "forward", "back" or "extension"."""
    page = phase_page(request.user, campaign)
    context: dict[str, Any] = {"campaign": campaign, "page": page}
    if rules.can_move_phase(request.user, campaign):
        context |= {**_forms(campaign, page), **bound}
    return render(request, "campaigns/phases.html", context, status=422 if bound else 200)


def _forms(campaign: Campaign, page: PhasePage) -> dict[str, forms.Form | None]:
    seen = campaign.phase
    forward = extension = back = None
    if page.following is not None:
        window = page.windows.get(page.following)
        due_at = window.due_at if window else None
        forward = ForwardForm(initial={"seen": seen, "to": page.following, "due_at": due_at})
        if not page.blockers:
            del forward.fields["override"], forward.fields["reason"]
    if campaign.due_at is not None:
        extension = ExtensionForm(initial={"seen": seen}, auto_id="extension_%s")
    if page.earlier:
        back = BackForm(initial={"seen": seen}, auto_id="back_%s")
        back.fields["to"].choices = [(phase.value, phase.label) for phase in page.earlier]  # type: ignore[attr-defined]
    return {"forward": forward, "extension": extension, "back": back}
