"""The pages of self-assessment: an agency's own, one to fill in, the administration's overview, receipts."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessment.campaigns.access import open_campaign
from assessment.campaigns.frame import stand_in
from assessment.campaigns.phases import Phase
from assessment.campaigns.selectors import visible_entities
from assessment.campaigns.windows import deadline_of
from assessment.core.verbs import actor_of
from reviews.errors import RefusedError
from reviews.sheet_words import key_words, sheet_words
from reviews.submissions import overview, rules
from reviews.submissions.payload import assessment_payload
from reviews.submissions.selectors import own_assessments, visible_assessments, visible_receipts
from reviews.submissions.services.earlier import earlier_assessment
from reviews.submissions.services.submitting import begin_assessment, reopen_assessment
from reviews.submissions.typeset import receipt_pdf
from reviews.submissions.words import page_words

ENTITIES_A_PAGE = 100


@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What the account's entities have to answer, and how far they are."""
    return render(request, "submissions/mine.html", {"entities": overview.own_entities(actor_of(request))})


@require_GET
@login_required
def assessment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A self-assessment as a tool for its agency; the same page, locked, for who reads everything."""
    actor = actor_of(request)
    row = get_object_or_404(visible_assessments(actor), pk=pk)
    stand_in(request, row.entity.campaign)
    is_own = own_assessments(actor).filter(pk=pk).exists()
    payload = assessment_payload(row, actor)
    page = {
        "assessment": row,
        "campaign": row.entity.campaign,
        "entity": row.entity,
        "payload": payload,
        "is_own": is_own,
        "may_reopen": row.is_submitted and rules.can_reopen_assessment(actor, row),
        "receipt": row.receipts.order_by("-revision").first(),
        "due_at": deadline_of(row.entity.campaign, Phase.SELF_ASSESSMENT),
        "has_earlier": payload["editable"] and earlier_assessment(row) is not None,
        "sign_in_url": f"{reverse('sign_in')}?next={request.path}",
        "words": {**sheet_words(), **page_words()},
        "key_words": key_words(),
    }
    return render(request, "submissions/assessment.html", page)


@require_POST
@login_required
def beginning(request: HttpRequest, key: str, entity: str, component: int) -> HttpResponse:
    """Begin the self-assessment of an entity in a component, and go there."""
    actor = actor_of(request)
    campaign = open_campaign(actor, key)
    chosen = get_object_or_404(visible_entities(actor, campaign), key=entity)
    chosen.campaign = campaign
    part = get_object_or_404(campaign.components.select_related("version__system"), pk=component)
    row = begin_assessment(component=part, entity=chosen, actor=actor)
    return redirect("submissions:assessment", row.pk)


@require_GET
@login_required
def overview_page(request: HttpRequest, key: str) -> HttpResponse:
    """All entities of a campaign: who has submitted, late, after being reopened."""
    actor = actor_of(request)
    campaign = open_campaign(actor, key, rules.can_view_assessments)
    entities = campaign.entities.order_by("sort_key", "key").select_related("campaign")
    page = Paginator(entities, ENTITIES_A_PAGE).get_page(request.GET.get("page"))
    lines = overview.lines_of(overview.components_of([campaign]), list(page.object_list))
    order = {entity.pk: place for place, entity in enumerate(page.object_list)}
    lines.sort(key=lambda line: (order[line.entity.pk], line.component.position))
    due = deadline_of(campaign, Phase.SELF_ASSESSMENT)
    context = {"campaign": campaign, "lines": lines, "page": page, "due_at": due}
    return render(request, "submissions/overview.html", context)


@require_POST
@login_required
def reopening(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    row = get_object_or_404(visible_assessments(actor), pk=pk)
    try:
        reopen_assessment(assessment=row, actor=actor, reason=request.POST.get("reason", ""))
    except RefusedError as refused:
        messages.error(request, refused.reason)
        return redirect("submissions:assessment", pk)
    messages.success(request, _("The self-assessment is open again for its agency."))
    return redirect("submissions:overview", row.entity.campaign.key)


@require_GET
@login_required
def receipt(request: HttpRequest, pk: int, revision: int) -> HttpResponse:
    """The receipt of one submission as PDF; ``?form=json`` gives the document whose digest it states."""
    found = get_object_or_404(visible_receipts(request.user), assessment=pk, revision=revision)
    name = f"receipt-{pk}-{revision}"
    if request.GET.get("form") == "json":
        response = HttpResponse(found.document, content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return response
    response = HttpResponse(receipt_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
