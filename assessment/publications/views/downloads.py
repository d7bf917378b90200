"""Files of a revision and records of the ledger, under addresses that stay."""

from __future__ import annotations

import re
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessment.core import files
from assessment.publications.canonical import sha256
from assessment.publications.files import MANIFEST, SEAL
from assessment.publications.models import Ledger
from assessment.publications.reading import Published, open_publication, open_revision

BUNDLE = "publication.zip"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "py": "text/x-python; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "zip": "application/zip",
}
#: What a file says never changes, only whether it may still be had: a withdrawal shows within this time.
FRESH_SECONDS = 300


@require_safe
def file(request: HttpRequest, key: str, number: int, name: str) -> HttpResponseBase:
    """One file of the manifest, the manifest, the sealed record, or everything as an archive."""
    published = open_revision(open_publication(key), number)
    if published.standing.is_withdrawn:
        return HttpResponse(_("This revision is withdrawn."), status=410, content_type="text/plain; charset=utf-8")
    if name == MANIFEST:
        return _bytes(request, bytes(published.revision.manifest), name, published)
    if name == SEAL:
        return _bytes(request, bytes(published.standing.published.record), name, published)
    digest = published.standing.published.bundle if name == BUNDLE else _digest(published, name)
    known = get_conditional_response(request, etag=f'"{digest}"')
    if known is not None:
        return _headers(known, digest)
    try:
        stream = files.open_stored(digest)
    except FileNotFoundError as error:
        raise Http404 from error
    return _headers(FileResponse(stream, as_attachment=True, **_named(published, name)), digest)


def _digest(published: Published, name: str) -> str:
    """Raises Http404 for a name that the manifest doesn't list."""
    stated = published.manifest["files"].get(name)
    if stated is None:
        raise Http404
    return str(stated["sha256"])


@require_safe
def record(request: HttpRequest, key: str, sequence: int) -> HttpResponseBase:
    """The sealed record of a line of the ledger, byte for byte; there also while a revision is withdrawn."""
    publication = open_publication(key)
    line = get_object_or_404(Ledger, publication=publication, sequence=sequence)
    return _answer(request, bytes(line.record), {"filename": f"{_plain(key)}-{sequence}.json"}, TYPES["json"])


def _bytes(request: HttpRequest, data: bytes, name: str, published: Published) -> HttpResponseBase:
    named = _named(published, name)
    return _answer(request, data, named, named["content_type"])


def _answer(request: HttpRequest, data: bytes, named: dict[str, Any], content_type: str) -> HttpResponseBase:
    digest = sha256(data)
    known = get_conditional_response(request, etag=f'"{digest}"')
    response = known or HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{named["filename"]}"'
    return _headers(response, digest)


def _headers(response: HttpResponseBase, digest: str) -> HttpResponseBase:
    response["ETag"] = f'"{digest}"'
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _named(published: Published, name: str) -> dict[str, Any]:
    ending = name.rpartition(".")[2]
    short = name.rpartition("/")[2]
    shown = f"{published.campaign.key}-{published.number}.zip" if name == BUNDLE else short
    return {"filename": _plain(shown), "content_type": TYPES[ending]}


def _plain(name: str) -> str:
    return re.sub(r"[^\w.-]", "-", name, flags=re.ASCII)
