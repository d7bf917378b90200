"""Self-assessments as workbooks: the page to take them away and bring them back, and the file. What was brought back
is shown, applied and given up on the pages of all workbooks (reviews.workbooks.upload_views).
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from assessment.campaigns.access import open_campaign
from assessment.campaigns.models import Campaign
from assessment.core.models import User
from assessment.core.verbs import actor_of
from reviews.submissions import overview, rules
from reviews.submissions.selectors import open_own_assessments
from reviews.submissions.workbook import KIND, answers_document
from reviews.workbooks.http import Home, rows_asked, views_of, workbook_response
from reviews.workbooks.kinds import kind_named


def _opened(request: HttpRequest, key: str) -> tuple[User, Campaign]:
    """A campaign in which the account speaks for an entity. Raises Http404, PermissionDenied."""
    campaign = open_campaign(request.user, key, rules.can_view_answer_workbooks)
    return actor_of(request), campaign


def _home(request: HttpRequest, key: str) -> Home:
    user, campaign = _opened(request, key)
    url = reverse("submissions:workbook_uploads", args=[key])

    def context() -> dict[str, Any]:
        entities = overview.own_entities(user, campaign)
        tasks = [line for own in entities for line in own.lines if line.is_open]
        return {"tasks": tasks, "chosen": set(request.GET.getlist("assessment"))}

    return Home(request, kind_named(KIND), campaign, user, "submissions/workbook.html", url, context)


home, uploads = views_of(_home)


@require_GET
@login_required
@cache_control(private=True, no_store=True)
def file(request: HttpRequest, key: str) -> HttpResponseBase:
    """``?assessment=…`` the open ones named, without it all of them. Raises Http404 unless each is there."""
    user, campaign = _opened(request, key)
    found = rows_asked(request, "assessment", open_own_assessments(user, campaign))
    entities = sorted({row.entity.key for row in found})
    which = entities[0] if len(entities) == 1 else "entities"
    name = f"{campaign.key}-{which}-self-assessment.xlsx"
    return workbook_response(answers_document(found, campaign=campaign, user=user), name)
