"""Workbooks over HTTP, of any kind: handing one out, taking one in, and what the page of both shows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assessment.campaigns.models import Campaign
from assessment.core.faults import Fault, FaultsError
from assessment.core.models import User
from assessment.core.verdicts import require
from reviews.services.upload_jobs import bring_back
from reviews.workbooks.forms import WorkbookForm
from reviews.workbooks.kinds import WorkbookKind
from reviews.workbooks.layout import Document
from reviews.workbooks.selectors import visible_uploads
from reviews.workbooks.writing import write_document

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPLOADS_SHOWN = 10
Owner = TypeVar("Owner", bound=Model)  # of the cells: a sheet, a self-assessment


def workbook_response(document: Document, name: str) -> FileResponse:
    """The workbook as a file ``name``, written now."""
    with tempfile.TemporaryDirectory(prefix="pingheng-") as folder:
        path = Path(folder) / "workbook.xlsx"
        write_document(document, path, made=timezone.now())
        stream: IO[bytes] = path.open("rb")  # loses its name here, and is gone when the response closes it
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def rows_asked(request: HttpRequest, name: str, rows: QuerySet[Owner], *, most: int | None = None) -> list[Owner]:
    """Those of ``rows`` that ``?name=1&name=2`` names, without it all of them, ``most`` at the most.

    Raises Http404 for what is no number, where one named is not among them, and where there is none.
    """
    texts = set(request.GET.getlist(name))
    if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in texts):
        raise Http404
    named = set(map(int, texts))
    found = list((rows.filter(pk__in=named) if named else rows)[:most])
    if not found or (named and len(found) != len(named)):
        raise Http404
    return found


@dataclass(frozen=True)
class Home:
    """The page of one kind's workbooks in a campaign: what can be taken away, the form, what was brought back.

    ``template`` extends workbooks/home.html, ``context`` makes what it shows beside; ``uploads_url`` takes the form.
    """

    request: HttpRequest
    kind: WorkbookKind
    campaign: Campaign
    user: User
    template: str
    uploads_url: str
    context: Callable[[], Mapping[str, Any]]

    def page(self, form: WorkbookForm | None = None, faults: Sequence[Fault] = ()) -> HttpResponse:
        """``form`` and ``faults`` are those of a POST that was refused."""
        form = form or WorkbookForm()
        uploads = visible_uploads(self.user, self.campaign).filter(kind=self.kind.name).select_related("job")
        context = {
            "campaign": self.campaign,
            "form": form,
            "faults": faults,
            "uploads": uploads.defer("rows", "result", "faults")[:UPLOADS_SHOWN],
            "uploads_url": self.uploads_url,
            "can_upload": self.kind.can_upload(self.user, self.campaign),
            "trail": self.kind.trail(self.campaign),
            **self.context(),
        }
        return render(self.request, self.template, context, status=422 if form.errors or faults else 200)

    def take(self) -> HttpResponse:
        """To a POST: the way to the upload's page, or this page with every fault. Raises PermissionDenied."""
        require(self.kind.can_upload(self.user, self.campaign))
        form = WorkbookForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.page(form)
        given = form.cleaned_data["file"]
        try:
            with _on_disk(given) as path:
                upload = bring_back(
                    kind=self.kind, campaign=self.campaign, path=path, file_name=str(given.name), actor=self.user
                )
        except FaultsError as error:
            return self.page(faults=error.faults)
        return redirect("workbooks:upload", self.campaign.key, upload.pk)


View = Callable[..., HttpResponse]


def views_of(opened: Callable[[HttpRequest, str], Home]) -> tuple[View, View]:
    """The two views of a kind: its page (what can be taken away, and what was brought back), and what takes a workbook
    that was filled in: refused with every fault, or kept, to be looked at as a plan.

    ``opened`` finds the campaign with the key. Raises Http404, PermissionDenied.
    """

    @require_GET
    @login_required
    def home(request: HttpRequest, key: str) -> HttpResponse:
        return opened(request, key).page()

    @require_POST
    @login_required
    def uploads(request: HttpRequest, key: str) -> HttpResponse:
        return opened(request, key).take()

    return home, uploads


@contextmanager
def _on_disk(given: UploadedFile) -> Iterator[Path]:
    """Under a name of our own, for as long as it is read."""
    with tempfile.NamedTemporaryFile(prefix="pingheng-", suffix=".upload") as stored:
        for chunk in given.chunks():
            stored.write(chunk)
        stored.flush()
        yield Path(stored.name)
