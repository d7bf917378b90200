"""Handing out files, and the page of an entity's evidence."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from assessment.campaigns.access import open_campaign
from assessment.campaigns.selectors import visible_entities
from assessment.core import files
from assessment.core.verbs import actor_of
from assessment.core.verdicts import require
from reviews.evidence import rules
from reviews.evidence.names import name_for_download
from reviews.evidence.payload import version_payload
from reviews.evidence.selectors import current_versions, visible_versions
from reviews.evidence.words import evidence_page_words

PREVIEW_KIND = "image/webp"


@require_GET
@login_required
def evidence_page(request: HttpRequest, key: str, entity: str) -> HttpResponse:
    """Everything an entity has laid before the evaluators, to send more and to look at it in place."""
    actor = actor_of(request)
    campaign = open_campaign(actor, key)
    chosen = get_object_or_404(visible_entities(actor, campaign), key=entity)
    chosen.campaign = campaign
    require(rules.can_view_evidence(actor, chosen))
    rows = [version_payload(row) for row in current_versions(chosen)]
    page = {
        "campaign": campaign,
        "entity": chosen,
        "rows": rows,
        "may_upload": rules.can_upload_evidence(actor, chosen),
        "words": evidence_page_words(),
        "key_words": {},
        "sign_in_url": f"{reverse('sign_in')}?next={request.path}",
    }
    return render(request, "evidence/evidence.html", page)


@require_GET
@login_required
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it came, for saving: never shown as a page of this host."""
    version = get_object_or_404(visible_versions(actor_of(request)).filter(stored__isnull=False), pk=pk)
    assert version.stored is not None, "the queryset asks for it"
    name = name_for_download(version.evidence.name, version.stored.suffix)
    return handed_out(version.stored.sha256, version.stored.kind, name)


@require_GET
@login_required
def preview(request: HttpRequest, pk: int, place: int) -> FileResponse:
    """A picture drawn by us; 0 is the thumbnail."""
    version = get_object_or_404(visible_versions(actor_of(request)).filter(stored__isnull=False), pk=pk)
    previews = version.stored.previews if version.stored else []
    if place >= len(previews):
        raise Http404
    return handed_out(previews[place], PREVIEW_KIND, f"evidence-{pk}-{place}.webp")


def handed_out(sha256: str, kind: str, name: str) -> FileResponse:
    """An attachment that no browser reads as anything but its kind, and opens without rights (quality.md §3)."""
    response = FileResponse(files.open_stored(sha256), as_attachment=True, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    return response
