"""Workbooks over HTTP, of any kind: handing one out, taking one in, and what the page of both shows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone

from assessment.campaigns.models import Campaign
from assessment.core.models import User
from assessment.core.verdicts import require
from reviews.models import SheetUpload
from reviews.services.upload_jobs import bring_back
from reviews.workbooks.forms import WorkbookForm
from reviews.workbooks.kinds import WorkbookKind
from reviews.workbooks.layout import Document
from reviews.workbooks.selectors import visible_uploads
from reviews.workbooks.writing import write_document

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPLOADS_SHOWN = 10


def workbook_response(document: Document, name: str) -> FileResponse:
    """The workbook as a file ``name``, written now."""
    with tempfile.TemporaryDirectory(prefix="pingheng-") as folder:
        path = Path(folder) / "workbook.xlsx"
        write_document(document, path, made=timezone.now())
        stream: IO[bytes] = path.open("rb")  # loses its name here, and is gone when the response closes it
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def numbers_asked(request: HttpRequest, name: str) -> set[int]:
    """``?name=1&name=2`` → {1, 2}. Raises Http404 for what is no number."""
    texts = set(request.GET.getlist(name))
    if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in texts):
        raise Http404
    return set(map(int, texts))


def take_in(request: HttpRequest, kind: WorkbookKind, campaign: Campaign, user: User) -> SheetUpload | WorkbookForm:
    """The upload that a POST has brought, or its form with what is wrong.

    Raises PermissionDenied, and FaultsError for a file that is refused at once.
    """
    require(kind.can_upload(user, campaign))
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return form
    given = form.cleaned_data["file"]
    with _on_disk(given) as path:
        return bring_back(kind=kind, campaign=campaign, path=path, file_name=str(given.name), actor=user)


@contextmanager
def _on_disk(given: UploadedFile) -> Iterator[Path]:
    """Under a name of our own, for as long as it is read."""
    with tempfile.NamedTemporaryFile(prefix="pingheng-", suffix=".upload") as stored:
        for chunk in given.chunks():
            stored.write(chunk)
        stored.flush()
        yield Path(stored.name)


def home_context(kind: WorkbookKind, campaign: Campaign, user: User, form: WorkbookForm) -> dict[str, Any]:
    """What every page of workbooks shows: the form, and what was brought back."""
    uploads = visible_uploads(user, campaign).filter(kind=kind.name).select_related("job")
    return {
        "campaign": campaign,
        "form": form,
        "uploads": uploads.defer("rows", "result", "faults")[:UPLOADS_SHOWN],
        "can_upload": kind.can_upload(user, campaign),
    }
