"""Pages of the indicator library."""

from __future__ import annotations

import re

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from assessment.core.verdicts import require
from indicators import rules, selectors
from indicators.documents.yaml import write_yaml
from indicators.lint import lint
from indicators.models import IndicatorVersion
from indicators.outline import Outline, anchor
from indicators.summaries import summaries


@require_GET
@login_required
def library(request: HttpRequest) -> HttpResponse:
    """Every version the account may see, with what it holds. Constant number of statements."""
    versions = list(selectors.visible_versions(request.user).defer("document"))
    known = summaries(versions)
    entries = [(version, known[version.content_hash]) for version in versions]
    may_edit = rules.can_edit_versions(request.user)
    return render(request, "indicators/library.html", {"entries": entries, "may_edit": may_edit})


def visible_version(request: HttpRequest, pk: int) -> IndicatorVersion:
    """The version, 404 for a stranger to it (style.md §2.5)."""
    version = get_object_or_404(selectors.visible_versions(request.user), pk=pk)
    require(rules.can_view_version(request.user, version))
    return version


@require_GET
@login_required
def version(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_version(request, pk)
    outline = Outline(selectors.document_of(found))
    places = {row.code for row in outline.rows} | {
        criterion.address for row in outline.rows for criterion in row.criteria
    }
    findings = [
        (finding, anchor(finding.place) if finding.place in places else "") for finding in lint(outline.document)
    ]
    return render(request, "indicators/version.html", {"version": found, "outline": outline, "findings": findings})


@require_GET
@login_required
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The version as a YAML file (formats.md §1)."""
    found = visible_version(request, pk)
    name = re.sub(r"[^\w.-]", "-", f"{found.system.key}-{found.version}", flags=re.ASCII)
    return HttpResponse(
        write_yaml(selectors.document_of(found)),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.yaml"'},
    )
