"""One entity's result, and each leaf of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessment.results import rules
from assessment.results.access import open_entity
from assessment.results.entity_page import EntityPage
from assessment.results.explaining import explain
from assessment.results.leaf_page import leaf_views
from assessment.results.shelf import facts_of
from assessment.results.tree_rows import name_of


@require_GET
@login_required
def entity_page(request: HttpRequest, key: str, number: int, entity: str) -> HttpResponse:
    """``?league=`` chooses whose mean the entity is compared with."""
    opened = open_entity(request.user, key, number, entity)
    page = EntityPage(opened, user=request.user, league_key=request.GET.get("league", ""))
    context: dict[str, Any] = {
        "campaign": opened.run.campaign,
        "run": opened.run,
        "entity": opened.entity,
        "page": page,
        "sees_all": opened.sees_all,
        "decimals": page.facts.decimals,
    }
    return render(request, "results/entity.html", context)


@require_GET
@login_required
def leaf(request: HttpRequest, key: str, number: int, entity: str, system: str, code: str) -> HttpResponse:
    """How a leaf's score came about: a page of its own, or for htmx the part that opens below its row."""
    opened = open_entity(request.user, key, number, entity)
    explanation = explain(opened.run, opened.entity)
    plan = next((plan for plan in facts_of(opened.run).plans if plan.key == system), None)
    if explanation is None or plan is None or code not in plan.node_index:
        raise Http404
    with_reviewers = bool(rules.can_view_reviewers(request.user, opened.run.campaign))
    views = leaf_views(
        explanation=explanation, entity=opened.entity, system=system, code=code, with_reviewers=with_reviewers
    )
    if not views:
        raise Http404
    context: dict[str, Any] = {
        "campaign": opened.run.campaign,
        "run": opened.run,
        "entity": opened.entity,
        "entity_name": facts_of(opened.run).names[opened.entity.key],
        "code": code,
        "name": name_of(plan.nodes[plan.node_index[code]]),
        "leaves": views,
        "with_reviewers": with_reviewers,
        "sees_all": opened.sees_all,
    }
    template = "results/leaf_body.html" if request.htmx else "results/leaf.html"  # type: ignore[attr-defined]
    return render(request, template, context)
