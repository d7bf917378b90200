"""The pages of innovation cases: a campaign's list, one case with what the reader may do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessment.campaigns.access import open_campaign
from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.campaigns.rules import roles_in
from assessment.campaigns.selectors import visible_entities
from assessment.core.models import User
from assessment.core.verbs import actor_of, attempt, verb
from assessment.core.verdicts import require
from reviews.cases import rules
from reviews.cases.forms import CaseForm, CategoryForm
from reviews.cases.models import CaseAward, CaseCategory, InnovationCase
from reviews.cases.selectors import categories_of, marking_sheet, visible_cases
from reviews.cases.services import entering, marking
from reviews.errors import RefusedError
from reviews.evidence.choosing import Choice
from reviews.evidence.payload import version_payload

SEES_MARKS = {Membership.Role.ADMINISTRATOR, Membership.Role.AUDITOR}


def _case(request: HttpRequest, key: str, pk: int) -> InnovationCase:
    actor = actor_of(request)
    return get_object_or_404(visible_cases(actor, open_campaign(actor, key)), pk=pk)


@require_GET
@login_required
def case_list(request: HttpRequest, key: str) -> HttpResponse:
    """The cases one may see, by category."""
    actor = actor_of(request)
    campaign = open_campaign(actor, key)
    own_marks = {}
    rows = list(visible_cases(actor, campaign).prefetch_related("marks__reviewer"))
    sees_marks = bool(roles_in(actor, campaign) & SEES_MARKS)
    for row in rows:
        own_marks[row.pk] = next((mark for mark in row.marks.all() if mark.reviewer.user_id == actor.pk), None)
    context = {
        "campaign": campaign,
        "rows": [(row, own_marks[row.pk], mean_mark(row) if sees_marks else None) for row in rows],
        "sees_marks": sees_marks,
        "awarded": awarded(rows),
        "categories": categories_of(campaign),
        "own": _own_entities(actor, campaign),
        "may_set": rules.can_set_categories(actor, campaign),
        "category_form": CategoryForm(campaign),
    }
    return render(request, "cases/list.html", context)


def mean_mark(case: InnovationCase) -> float | None:
    """The mean of the evaluators' marks, in points; None before the first. The marks are loaded."""
    marks = [float(mark.value) for mark in case.marks.all()]
    return sum(marks) / len(marks) if marks else None


def awarded(cases: Sequence[InnovationCase]) -> list[tuple[CaseCategory, list[InnovationCase]]]:
    """By category, the cases that got an award, the first prize first. ``cases`` stand in the order of categories."""
    order = {award: place for place, award in enumerate(CaseAward.Award.values)}
    found: dict[CaseCategory, list[InnovationCase]] = {}
    for case in cases:
        if getattr(case, "given", None):
            found.setdefault(case.category, []).append(case)
    return [(category, sorted(won, key=lambda case: order[case.given.award])) for category, won in found.items()]


def _own_entities(actor: User, campaign: Campaign) -> list[tuple[Entity, Any]]:
    """The entities for which the account may enter cases, and whether it may now."""
    rows = Membership.objects.filter(user=actor, campaign=campaign, role=Membership.Role.AGENCY)
    found = []
    for row in rows.select_related("entity__campaign"):
        assert row.entity is not None, "an agency's membership names one"
        found.append((row.entity, rules.can_enter_case(actor, row.entity)))
    return found


def _kept_campaign(request: HttpRequest, key: str) -> Campaign:
    return open_campaign(request.user, key, rules.can_set_categories)


@verb(of=_kept_campaign, back=lambda campaign: reverse("cases:list", args=[campaign.key]), refused=RefusedError)
def category_adding(request: HttpRequest, campaign: Campaign) -> str:
    """One of its own name or, without a name, the usual ones."""
    form = CategoryForm(campaign, request.POST)
    if not form.is_valid():
        raise RefusedError("form", " ".join(str(error) for errors in form.errors.values() for error in errors))
    given = form.cleaned_data
    names = [(given["name_zh"], given["name_en"])] if given["name_zh"].strip() else list(entering.USUAL)
    criterion = form.criteria.get(given["criterion"])
    entering.add_categories(campaign=campaign, names=names, criterion=criterion, actor=actor_of(request))
    return _("Saved.")


@login_required
def new_case(request: HttpRequest, key: str, entity: str) -> HttpResponse:
    """The form for a new case of one's entity; POST enters it."""
    actor = actor_of(request)
    campaign = open_campaign(actor, key)
    chosen = get_object_or_404(visible_entities(actor, campaign), key=entity)
    chosen.campaign = campaign
    require(rules.can_enter_case(actor, chosen))
    form = CaseForm(campaign, request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = entering.save_case(entity=chosen, actor=actor, **form.cleaned_data)
        return redirect("cases:case", key, row.pk)
    context = {"campaign": campaign, "entity": chosen, "form": form}
    return render(request, "cases/new.html", context, status=422 if form.errors else 200)


@require_GET
@login_required
def case_page(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    case = _case(request, key, pk)
    return render(request, "cases/case.html", _context(request, case))


def _context(request: HttpRequest, case: InnovationCase, form: CaseForm | None = None) -> dict[str, Any]:
    actor, campaign = actor_of(request), case.entity.campaign
    sheet = marking_sheet(actor, case)
    may_change = rules.can_change_case(actor, case)
    given = {"category": case.category_id, "title": case.title, "summary": case.summary}
    rows = case.files.select_related("evidence__evidence", "evidence__stored", "evidence__uploaded_by").order_by("pk")
    marks = list(case.marks.select_related("reviewer__user")) if roles_in(actor, campaign) & SEES_MARKS else []
    return {
        "campaign": campaign,
        "case": case,
        "files": [version_payload(row.evidence) for row in rows],
        "may_change": may_change,
        "form": form or CaseForm(campaign, initial=given),
        "choice": Choice.of(case.entity, {row.evidence_id for row in rows}) if may_change else None,
        "may_mark": rules.can_mark_case(actor, case, sheet),
        "mark": case.marks.filter(reviewer__user=actor).first(),
        "most": case.category.criterion.rule["item_max"] if case.category.criterion else None,
        "marks": marks,
        "may_award": rules.can_award_case(actor, case),
        "awards": CaseAward.Award.choices,
    }


@require_POST
@login_required
def case_text(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    case, actor = _case(request, key, pk), actor_of(request)
    require(rules.can_change_case(actor, case))
    form = CaseForm(case.entity.campaign, request.POST)
    if not form.is_valid():
        return render(request, "cases/case.html", _context(request, case, form), status=422)

    def save() -> str:
        entering.save_case(entity=case.entity, actor=actor, case=case, **form.cleaned_data)
        return _("Saved.")

    attempt(request, save, RefusedError)
    return redirect(_case_page(case))


def _case_page(case: InnovationCase) -> str:
    return reverse("cases:case", args=[case.entity.campaign.key, case.pk])


_on_case = verb(of=_case, back=_case_page, refused=RefusedError)


@_on_case
def case_files(request: HttpRequest, case: InnovationCase) -> str:
    ids = [int(text) for text in request.POST.getlist("version") if text.isdecimal() and len(text) < 18]
    entering.attach_files(case=case, versions=ids, actor=actor_of(request))
    return _("Saved.")


@_on_case
def case_submission(request: HttpRequest, case: InnovationCase) -> str:
    entering.submit_case(case=case, actor=actor_of(request))
    return _("The case is submitted.")


@_on_case
def case_mark(request: HttpRequest, case: InnovationCase) -> str:
    value, comment = request.POST.get("value", ""), request.POST.get("comment", "")
    marking.mark_case(case=case, value=value, comment=comment, actor=actor_of(request))
    return _("Saved.")


@_on_case
def case_award(request: HttpRequest, case: InnovationCase) -> str:
    marking.award_case(case=case, award=request.POST.get("award", ""), actor=actor_of(request))
    return _("Saved.")
