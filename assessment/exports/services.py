"""Make a report of a run; keep the workbook of every run (architecture.md §2)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.db import transaction
from django.utils import translation

from assessment.core.services import jobs
from assessment.core.workbook import Progress
from assessment.exports.files import appearing, settle, sha256_of
from assessment.exports.parts import ExportError
from assessment.exports.report import Report
from assessment.exports.writers.csv import write_csv
from assessment.exports.writers.docx import write_docx
from assessment.exports.writers.json import write_json
from assessment.exports.writers.pdf import write_pdf
from assessment.exports.writers.xlsx import write_xlsx
from assessment.results.models import Run
from assessment.results.services.runs import EXPORT_KIND

TextWriter = Callable[[Report, TextIO], None]
FileWriter = Callable[[Report, Path, Progress | None], None]

TEXTS: dict[str, TextWriter] = {"json": write_json, "csv": write_csv}
FILES: dict[str, FileWriter] = {"xlsx": write_xlsx, "docx": write_docx, "pdf": write_pdf}
FORMATS = (*TEXTS, *FILES)
CONTENT_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
WORKBOOK = "xlsx"

#: Progress in percent at the beginning of each step of the job.
STEPS = {"reading": 5, "writing": 20, "storing": 90}


@dataclass(frozen=True)
class Exported:
    """A written report."""

    path: Path
    format: str
    size: int


def export_run(
    *, run: Run, format: str, path: Path, language: str | None = None, progress: Progress | None = None
) -> Exported:
    """Write a report of ``run`` to ``path``: it appears whole, or what was there stays.

    ``format`` is one of FORMATS, ``language`` that of titles and indicator names (default: the installation's).
    ``progress(done, total)`` is called while rows are written; what it raises ends the export. Raises ExportError for
    a run that can't be reported and OSError for a path that can't be written.
    """
    with translation.override(language or settings.LANGUAGE_CODE), appearing(path) as unfinished:
        write_report(Report(run), format, unfinished, progress)
        size = unfinished.stat().st_size
    return Exported(path=path, format=format, size=size)


def write_report(report: Report, format: str, path: Path, progress: Progress | None = None) -> None:
    """Write ``report`` to ``path`` in the active language, as it comes."""
    if format in TEXTS:
        with path.open("w", encoding="utf-8", newline="") as stream:
            TEXTS[format](report, stream)
    else:
        FILES[format](report, path, progress)


@jobs.handles(EXPORT_KIND)
def export_workbook(claim: jobs.Claim) -> None:
    """The job that follows a run: its workbook, kept under the digest of its bytes.

    Doing it again gives the same file under the same name. What a lost attempt left unfinished is cleared away.
    """
    run = Run.objects.select_related("campaign").get(pk=claim.job.arguments["run"])
    claim.step("reading", STEPS["reading"])
    root = settings.EXPORT_ROOT
    root.mkdir(parents=True, exist_ok=True)
    for leftover in root.glob(f".job-{claim.job.pk}-*.part"):
        leftover.unlink(missing_ok=True)
    unfinished = root / f".job-{claim.job.pk}-{claim.fence}.part"
    try:
        with translation.override(settings.LANGUAGE_CODE):
            write_report(Report(run), WORKBOOK, unfinished, _progress(claim))
    except ExportError as fault:
        raise jobs.JobError(str(fault)) from fault
    else:
        claim.step("storing", STEPS["storing"])
        stored = _store(unfinished)
    finally:
        unfinished.unlink(missing_ok=True)
    with transaction.atomic():
        claim.finish({"path": str(stored.relative_to(root)), "sha256": stored.stem, "format": WORKBOOK})


def _store(unfinished: Path) -> Path:
    """Give a finished file the name of its content."""
    digest = sha256_of(unfinished)
    stored: Path = settings.EXPORT_ROOT / digest[:2] / f"{digest}.{WORKBOOK}"
    stored.parent.mkdir(exist_ok=True)
    settle(unfinished, stored)
    return stored


def _progress(claim: jobs.Claim) -> Progress:
    """Show how far the rows are, at most once a second: each step is a commit."""
    shown = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal shown
        if time.monotonic() - shown >= 1:
            shown = time.monotonic()
            span = STEPS["storing"] - STEPS["writing"]
            claim.step("writing", STEPS["writing"] + span * done // max(total, 1))

    return tell


def file_name(run: Run, format: str) -> str:
    """The name under which a report is handed out."""
    return f"{run.campaign.key}-run-{run.number}.{format}"
