"""Which reports are there already."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from assessment.core.models import Job
from assessment.results.models import Run
from assessment.results.services.runs import EXPORT_KIND


def workbook_of(run: Run) -> Path | None:
    """The workbook that the job of ``run`` has stored; None while it isn't there, or no longer."""
    done = Job.objects.filter(kind=EXPORT_KIND, key=f"{EXPORT_KIND}:{run.pk}", status=Job.Status.DONE)
    job = done.order_by("-finished_at").first()
    if job is None or not job.result:
        return None
    path: Path = settings.EXPORT_ROOT / job.result["path"]
    return path if path.is_file() else None
