"""Appeals: an agency's own ones, the leads' queue, one thread with the trace beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.appeals import rules, selectors
from assessment.appeals.forms import DecisionForm, MessageForm
from assessment.appeals.models import Appeal, AppealMessage
from assessment.appeals.services import decide_appeal, file_appeal, reply, withdraw_appeal
from assessment.appeals.trace import trace_of, trace_of_appeal
from assessment.campaigns.access import open_campaign
from assessment.campaigns.models import Entity
from assessment.campaigns.phase_forms import add_faults
from assessment.campaigns.rules import represents
from assessment.core.faults import FaultsError
from assessment.core.verbs import actor_of, verb
from assessment.core.verdicts import require
from assessment.results import rules as results
from assessment.results.access import open_own
from assessment.results.run_changes import RunChanges
from assessment.results.selectors import last_run
from assessment.results.shelf import facts_of
from indicators.models import Criterion
from reviews.errors import RefusedError
from reviews.evidence.choosing import Choice

PAGE = 50
STATES = ("open", "upheld", "rejected", "withdrawn")


def _appeal(request: HttpRequest, key: str, pk: int) -> Appeal:
    campaign = open_campaign(request.user, key, rules.can_view_appeals)
    found = get_object_or_404(selectors.visible_appeals(request.user, campaign), pk=pk)
    found.component.campaign = found.entity.campaign = campaign
    return found


@require_GET
@login_required
def appeal_list(request: HttpRequest, key: str) -> HttpResponse:
    """``?state=`` narrows to one state."""
    campaign = open_campaign(request.user, key, rules.can_view_appeals)
    state = request.GET.get("state", "")
    rows = selectors.listed(selectors.visible_appeals(request.user, campaign))
    if state in STATES:
        rows = rows.filter(status=state)
    sees_all = bool(results.can_view_runs(request.user, campaign))
    base, _last = selectors.runs_around(campaign) if sees_all else (None, None)
    context = {
        "campaign": campaign,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "state": state if state in STATES else "",
        "states": [(value, label) for value, label in Appeal.Status.choices],
        "sees_all": sees_all,
        "has_changes": base is not None,
    }
    return render(request, "appeals/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, key: str, entity: str, system: str, address: str) -> HttpResponse:
    """Appeal against one criterion."""
    own, run = open_own(request.user, key, entity)
    require(rules.can_file_appeal(request.user, own))
    component = get_object_or_404(
        own.campaign.components.select_related("version__system", "campaign"), version__system__key=system
    )
    rows = Criterion.objects.filter(version=component.version).select_related("indicator")
    criterion = get_object_or_404(rows, address=address)
    trace = trace_of(run=run, entity=own, system=system, criterion=criterion) if run else None
    choice = _choice(request, own)
    form = MessageForm(request.POST if request.method == "POST" else None, versions=choice.stored)
    if request.method == "POST" and form.is_valid():
        try:
            made = file_appeal(
                entity=own,
                component=component,
                criterion=criterion,
                text=form.cleaned_data["text"],
                files=form.chosen,
                actor=actor_of(request),
            )
        except FaultsError as error:
            add_faults(form, error.faults)
        except RefusedError as error:
            form.add_error(None, error.reason)
        else:
            messages.success(request, _("The appeal is filed; you are told when it is answered."))
            return redirect("appeals:appeal", own.campaign.key, made.pk)
    context = {
        "campaign": own.campaign,
        "entity": own,
        "criterion": criterion,
        "trace": trace,
        "form": form,
        "choice": choice,
    }
    return render(request, "appeals/new.html", context, status=422 if form.errors else 200)


def _choice(request: HttpRequest, entity: Entity) -> Choice:
    """The entity's evidence; what was ticked before a refusal stays ticked."""
    return Choice.of(entity, {int(pk) for pk in request.POST.getlist("evidence") if pk.isdecimal()})


@require_GET
@login_required
def appeal(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    return _page(request, _appeal(request, key, pk))


@require_POST
@login_required
def messages_of(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    found = _appeal(request, key, pk)
    require(rules.can_reply(request.user, found))
    choice = _own_choice(request, found)
    form = _message_form(request, choice)
    if form.is_valid():
        try:
            reply(appeal=found, text=form.cleaned_data["text"], files=form.chosen, actor=actor_of(request))
        except FaultsError as error:
            add_faults(form, error.faults)
        else:
            return redirect("appeals:appeal", key, pk)
    return _page(request, found, message=form, choice=choice)


@verb(of=_appeal, back=lambda found: reverse("appeals:list", args=[found.entity.campaign.key]))
def withdrawal(request: HttpRequest, found: Appeal) -> str:
    withdraw_appeal(appeal=found, actor=actor_of(request))
    return _("The appeal is withdrawn.")


@require_POST
@login_required
def decision(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """``verdict``: upheld or rejected."""
    found = _appeal(request, key, pk)
    require(rules.can_decide_appeal(request.user, found))
    form = _decision_form(request, found)
    verdict = request.POST.get("verdict", "")
    if verdict not in ("upheld", "rejected"):
        form.add_error(None, _("Choose whether to uphold or to reject."))
    if form.is_valid():
        try:
            decide_appeal(
                appeal=found,
                upheld=verdict == "upheld",
                values=form.values,
                reason=form.cleaned_data["reason"],
                actor=actor_of(request),
            )
        except FaultsError as error:
            add_faults(form, error.faults)
        else:
            messages.success(request, _("The appeal is decided; the agency is told."))
            return redirect("appeals:appeal", key, pk)
    return _page(request, found, decision=form)


@require_GET
@login_required
def changes(request: HttpRequest, key: str) -> HttpResponse:
    """Totals and ranks before the first upheld appeal and now."""
    campaign = open_campaign(request.user, key, rules.can_view_appeals)
    require(results.can_view_runs(request.user, campaign))
    before, last = selectors.runs_around(campaign)
    both = before is not None and last is not None and before.number < last.number
    for run in filter(None, (before, last)):
        run.campaign = campaign
    context = {
        "campaign": campaign,
        "before": before,
        "run": last,
        "changes": RunChanges(last, before) if both and last and before else None,
        "needs_run": selectors.needs_run(campaign),
        "decimals": facts_of(last).decimals if both and last else 0,
    }
    return render(request, "appeals/changes.html", context)


def _own_choice(request: HttpRequest, found: Appeal) -> Choice | None:
    """Nothing for leads, who answer in words alone."""
    return _choice(request, found.entity) if represents(request.user, found.entity) else None


def _message_form(request: HttpRequest, choice: Choice | None) -> MessageForm:
    posted = request.POST if request.method == "POST" else None
    return MessageForm(posted, versions=choice.stored if choice else [], auto_id="message_%s")


def _decision_form(request: HttpRequest, found: Appeal) -> DecisionForm:
    run = last_run(found.campaign) or found.run
    trace = trace_of_appeal(found, run, with_reviewers=False)
    return DecisionForm(request.POST if request.method == "POST" else None, cells=trace.cells if trace else [])


def _page(request: HttpRequest, found: Appeal, **bound: Any) -> HttpResponse:
    """``bound``: the form that was refused, under "message" (with its "choice") or "decision"."""
    user, campaign = request.user, found.campaign
    sees_all = bool(results.can_view_runs(user, campaign))
    can_reply, can_decide = rules.can_reply(user, found), rules.can_decide_appeal(user, found)
    run = (last_run(campaign) if sees_all else None) or found.run
    run.campaign = campaign
    choice = bound.get("choice") or (_own_choice(request, found) if can_reply else None)
    thread = AppealMessage.objects.filter(appeal=found).select_related("author")
    context: dict[str, Any] = {
        "campaign": campaign,
        "appeal": found,
        "entity": found.entity,
        "run": run,
        "thread": thread.prefetch_related("files__evidence"),
        "rulings": found.rulings.select_related("round"),
        "sees_all": sees_all,
        "with_reviewers": sees_all,
        "trace": trace_of_appeal(found, run, with_reviewers=sees_all),
        "can_reply": can_reply,
        "can_decide": can_decide,
        "can_withdraw": rules.can_withdraw_appeal(user, found),
        "message": bound.get("message") or (_message_form(request, choice) if can_reply else None),
        "choice": choice,
        "decision": bound.get("decision") or (_decision_form(request, found) if can_decide else None),
        "needs_run": sees_all and found.status == Appeal.Status.UPHELD and selectors.needs_run(campaign),
    }
    return render(request, "appeals/appeal.html", context, status=422 if bound else 200)
