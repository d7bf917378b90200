"""The page of conflicts of interest: all of them for who assigns, their own for evaluators, who may declare one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessment.campaigns import rules
from assessment.campaigns.access import open_campaign
from assessment.campaigns.conflicts import ConflictTable
from assessment.campaigns.evaluators import Evaluator, people_of
from assessment.campaigns.files import read_conflicts
from assessment.campaigns.forms import ConflictForm, FileForm
from assessment.campaigns.models import Campaign, Conflict, Reviewer
from assessment.campaigns.services.conflicts import declare_conflict, import_conflicts, withdraw_conflict
from assessment.campaigns.services.evaluators import enrol_evaluators
from assessment.core.faults import Fault, FaultsError
from assessment.core.models import User
from assessment.core.verbs import actor_of, verb
from assessment.core.verdicts import require


@login_required
@require_http_methods(["GET", "POST"])
def conflicts(request: HttpRequest, key: str) -> HttpResponse:
    """POST declares one."""
    campaign = open_campaign(request.user, key, rules.can_view_conflicts)
    people = _people(request, campaign)
    form = ConflictForm(
        request.POST if request.method == "POST" else None,
        campaign=campaign,
        reviewers=[(person.key, person.name) for person in people if person.is_active],
        initial={"reviewer": people[0].key} if len(people) == 1 else None,
    )
    if request.method == "POST":
        require(_may_declare(request, campaign))
        if form.is_valid():
            return _declare(request, campaign, form)
    return _page(request, campaign, form, people)


def _people(request: HttpRequest, campaign: Campaign) -> list[Evaluator]:
    """Whose conflicts the reader sees."""
    everybody = people_of(campaign)
    if rules.can_view_assignment(request.user, campaign):
        return everybody
    return [person for person in everybody if person.user == request.user.pk]


def _may_declare(request: HttpRequest, campaign: Campaign) -> rules.Verdict:
    if rules.Role.EVALUATOR in rules.roles_in(request.user, campaign):
        return rules.Allowed()
    return rules.can_manage_campaign(request.user, campaign)


def _page(
    request: HttpRequest,
    campaign: Campaign,
    form: ConflictForm,
    people: list[Evaluator],
    faults: list[Fault] | None = None,
) -> HttpResponse:
    names = {person.key: person.name for person in people}
    entities = {entity.pk: entity for entity in campaign.entities.all()}
    found = [one for one in ConflictTable(campaign, people).all() if one.key in names]
    rows = sorted(
        ((names[one.key], entities[one.entity], one) for one in found),
        key=lambda row: (row[2].key, row[1].sort_key, row[2].ground),
    )
    stated = Conflict.objects.filter(campaign=campaign, entity=None, reviewer__key__in=names)
    context = {
        "campaign": campaign,
        "rows": rows,
        "form": form,
        "file_form": FileForm(),
        "faults": faults,
        "everybody": bool(rules.can_view_assignment(request.user, campaign)),
        "may_declare": _may_declare(request, campaign),
        "may_manage": bool(rules.can_manage_campaign(request.user, campaign)),
        "stated": stated.select_related("reviewer").order_by("reviewer__key", "organisation"),
    }
    wrong = bool(faults) or (form.is_bound and not form.is_valid())
    return render(request, "campaigns/conflicts.html", context, status=422 if wrong else 200)


def _declare(request: HttpRequest, campaign: Campaign, form: ConflictForm) -> HttpResponse:
    assert isinstance(request.user, User)
    enrol_evaluators(campaign=campaign, actor=request.user)
    stated = form.cleaned_data
    key = stated["reviewer"]
    reviewers = Reviewer.objects.filter(campaign=campaign)
    own = reviewers.filter(user=request.user).order_by("key").first()
    reviewer = get_object_or_404(reviewers, key=key) if key else own
    if reviewer is None:
        messages.error(request, _("Choose the evaluator."))
        return redirect("campaigns:conflicts", campaign.key)
    declare_conflict(
        reviewer=reviewer,
        entity=stated["entity"],
        organisation=stated["organisation"],
        reason=stated["reason"],
        actor=request.user,
    )
    messages.success(request, _("The conflict of interest is kept; it counts from now on."))
    return redirect("campaigns:conflicts", campaign.key)


@require_POST
@login_required
def conflict_file(request: HttpRequest, key: str) -> HttpResponse:
    """Import a list; refused with every fault."""
    campaign = open_campaign(request.user, key, rules.can_manage_campaign)
    assert isinstance(request.user, User)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["file"])))
        return redirect("campaigns:conflicts", campaign.key)
    enrol_evaluators(campaign=campaign, actor=request.user)
    try:
        stated = read_conflicts(campaign, form.cleaned_data["file"].read())
    except FaultsError as error:
        people = _people(request, campaign)
        blank = ConflictForm(campaign=campaign, reviewers=[(person.key, person.name) for person in people])
        return _page(request, campaign, blank, people, error.faults)
    count = import_conflicts(campaign=campaign, conflicts=stated, actor=request.user)
    messages.success(request, _("Conflicts added: %(count)s") % {"count": count})
    return redirect("campaigns:conflicts", campaign.key)


def _conflict(request: HttpRequest, key: str, pk: int) -> Conflict:
    campaign = open_campaign(request.user, key, rules.can_manage_campaign)
    return get_object_or_404(Conflict.objects.select_related("campaign"), campaign=campaign, pk=pk)


@verb(of=_conflict, back=lambda conflict: reverse("campaigns:conflicts", args=[conflict.campaign.key]))
def withdrawal(request: HttpRequest, conflict: Conflict) -> str:
    withdraw_conflict(conflict=conflict, actor=actor_of(request))
    return ""
