"""Reports of a run as downloads."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from assessment.exports.report import Report
from assessment.exports.selectors import workbook_of
from assessment.exports.services import CONTENT_TYPES, WORKBOOK, file_name, write_report
from assessment.results.access import open_run
from assessment.results.models import Run


@require_GET
@login_required
@cache_control(private=True, no_store=True)
def download(request: HttpRequest, key: str, number: int, format: str) -> HttpResponseBase:
    """``results.json|csv|xlsx|docx|pdf`` in the reader's language, for those who see all results.

    A stranger finds nothing (404), the unentitled is told why (403).
    """
    run = open_run(request.user, key, number)
    response = FileResponse(
        _open_report(run, format),
        as_attachment=True,
        filename=file_name(run, format),
        content_type=CONTENT_TYPES[format],
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _open_report(run: Run, format: str) -> IO[bytes]:
    """The stored workbook where there is one in the reader's language; else a report made now.

    The latter has lost its name when it is returned: it is gone as soon as the response closes it.
    """
    if format == WORKBOOK and get_language() == settings.LANGUAGE_CODE:
        stored = workbook_of(run)
        if stored:
            return stored.open("rb")
    with tempfile.TemporaryDirectory(prefix="pingheng-") as folder:
        path = Path(folder) / f"results.{format}"
        write_report(Report(run), format, path)
        return path.open("rb")
