"""Pages of assignment: a plan as a table before it is applied, changes by hand, files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.campaigns import rules
from assessment.campaigns.access import open_campaign
from assessment.campaigns.assignment_page import EntityPage, choices_of, current_plan, people_of_line
from assessment.campaigns.files import read_assignments, write_assignments
from assessment.campaigns.forms import FileForm, PlaceForm, PlanForm
from assessment.campaigns.models import Campaign
from assessment.campaigns.planning import Plan, propose_assignment
from assessment.campaigns.services.assignment import AssignmentRefused, apply_assignment, assign, unassign
from assessment.core.faults import FaultsError
from assessment.core.models import User
from assessment.core.verdicts import require

LINES_A_PAGE = 200


@login_required
@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest, key: str) -> HttpResponse:
    """Who scores what. With ``?k=…`` the plan for it; POST applies the plan that was shown."""
    campaign = open_campaign(request.user, key, rules.can_view_assignment)
    if request.method == "POST":
        return _apply(request, campaign)
    form = PlanForm(request.GET if "k" in request.GET else None)
    if form.is_bound and form.is_valid():
        return _page(request, campaign, form, propose_assignment(campaign=campaign, **form.cleaned_data))
    return _page(request, campaign, form, None)


def _page(request: HttpRequest, campaign: Campaign, form: PlanForm, plan: Plan | None, **more: Any) -> HttpResponse:
    """``more``: ``rows``, the text of a file that the plan was read from; ``faults`` of one that was refused."""
    shown = plan or current_plan(campaign)
    only_changed = plan is not None and request.GET.get("lines") != "all"
    lines = Paginator(plan.changed if plan and only_changed else shown.lines, LINES_A_PAGE)
    page = lines.get_page(request.GET.get("page"))
    names = {load.evaluator.key: load.evaluator.name for load in shown.loads}
    context = {
        "campaign": campaign,
        "form": form,
        "file_form": FileForm(),
        "plan": plan,
        "shown": shown,
        "only_changed": only_changed,
        "page": page,
        "lines": [(line, people_of_line(line, names, planned=plan is not None)) for line in page],
        "rows": None,
        "can_assign": rules.can_assign(request.user, campaign),
        **more,
    }
    return render(request, "campaigns/assignment.html", context, status=422 if more.get("faults") else 200)


def _apply(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """A plan is made again from what it was made of; applied only if it is still the one that was shown."""
    require(rules.can_assign(request.user, campaign))
    assert isinstance(request.user, User)
    try:
        plan = _plan_again(request, campaign)
        if plan is None or plan.digest != request.POST.get("digest"):
            raise AssignmentRefused(_("Assignments have changed since this plan was shown. Look at a new one."))
        count = apply_assignment(plan=plan, actor=request.user)
    except AssignmentRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Assignments changed: %(count)s") % {"count": count})
    return redirect("campaigns:assignment", campaign.key)


def _plan_again(request: HttpRequest, campaign: Campaign) -> Plan | None:
    if "rows" in request.POST:
        try:
            return read_assignments(campaign, request.POST["rows"].encode())
        except FaultsError:  # what stood in the file no longer fits: the same as a plan that changed
            return None
    form = PlanForm(request.POST)
    return propose_assignment(campaign=campaign, **form.cleaned_data) if form.is_valid() else None


@login_required
@require_http_methods(["GET", "POST"])
@cache_control(private=True, no_store=True)
def assignment_file(request: HttpRequest, key: str) -> HttpResponse:
    """GET: all assignments as CSV. POST: a changed list; shown as a plan, or refused with every fault."""
    campaign = open_campaign(request.user, key, rules.can_view_assignment)
    if request.method == "GET":
        response = HttpResponse(write_assignments(campaign), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{campaign.key}-assignments.csv"'
        return response
    require(rules.can_assign(request.user, campaign))
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["file"])))
        return redirect("campaigns:assignment", campaign.key)
    data = form.cleaned_data["file"].read()
    try:
        plan = read_assignments(campaign, data)
    except FaultsError as error:
        return _page(request, campaign, PlanForm(), None, faults=error.faults)
    return _page(request, campaign, PlanForm(), plan, rows=data.decode("utf-8-sig"))


@require_GET
@login_required
def entity(request: HttpRequest, key: str, entity: str) -> HttpResponse:
    """Who scores one entity, to change by hand."""
    campaign = open_campaign(request.user, key, rules.can_view_assignment)
    chosen = get_object_or_404(campaign.entities, key=entity)
    page = EntityPage.of(campaign, chosen)
    context = {
        "campaign": campaign,
        "entity": chosen,
        "page": page,
        "form": PlaceForm(choices=choices_of(page)),
        "can_assign": rules.can_assign(request.user, campaign),
    }
    return render(request, "campaigns/assignment_entity.html", context)


@require_POST
@login_required
def entity_additions(request: HttpRequest, key: str, entity: str) -> HttpResponse:
    return _by_hand(request, key, entity, adds=True)


@require_POST
@login_required
def entity_removals(request: HttpRequest, key: str, entity: str) -> HttpResponse:
    return _by_hand(request, key, entity, adds=False)


def _by_hand(request: HttpRequest, key: str, entity_key: str, *, adds: bool) -> HttpResponse:
    campaign = open_campaign(request.user, key, rules.can_assign)
    assert isinstance(request.user, User)
    chosen = get_object_or_404(campaign.entities, key=entity_key)
    page = EntityPage.of(campaign, chosen)
    form = PlaceForm(request.POST, choices=choices_of(page))
    if not form.is_valid():
        messages.error(request, _("Choose what is to be scored and by whom."))
        return redirect("campaigns:assignment_entity", campaign.key, chosen.key)
    system, _slash, section = form.cleaned_data["place"].partition("/")
    what = {
        "campaign": campaign,
        "component": page.components[system],
        "entity": chosen,
        "key": form.cleaned_data["reviewer"],
        "section": section,
        "actor": request.user,
    }
    try:
        (assign if adds else unassign)(**what)
    except AssignmentRefused as error:
        messages.error(request, str(error))
    return redirect("campaigns:assignment_entity", campaign.key, chosen.key)
