"""An agency's own result."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessment.results.access import OpenedEntity, open_own
from assessment.results.own_page import OwnPage


@require_GET
@login_required
def own_page(request: HttpRequest, key: str, entity: str) -> HttpResponse:
    """For the agency; who sees all results reads it as the agency does."""
    own, run = open_own(request.user, key, entity)
    context: dict[str, Any] = {"campaign": own.campaign, "run": run, "entity": own, "page": None}
    if run is not None:
        page = OwnPage(OpenedEntity(run, own, sees_all=False), user=request.user)
        context |= {"page": page, "decimals": page.facts.decimals}
    return render(request, "results/own.html", context)
