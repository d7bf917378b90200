"""What a page shows of a job that is under way: its steps, how long it has taken, whether anybody works on it.

The markup is templates/core/job_progress.html; a room's template extends it and fills the block ``outcome``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from assessment.core.models import Job

#: After so long in the queue the page says that no worker seems to be running.
PATIENCE = timedelta(seconds=10)


@dataclass(frozen=True)
class Stage:
    """A step of the job: ``state`` is done, queued, or that of the job where it stands."""

    word: str
    state: str


def stages_of(job: Job, words: Mapping[str, str | Promise]) -> list[Stage]:
    """``words`` by step, in the order in which the job goes through them."""
    reached = {entry["step"] for entry in job.log}
    finished = job.status == Job.Status.DONE
    stages = []
    for name, word in words.items():
        state = "queued"
        if finished or (name in reached and name != job.step):
            state = "done"
        elif name == job.step:
            state = job.status
        stages.append(Stage(str(word), state))
    return stages


def elapsed_of(job: Job, now: datetime) -> str:
    """Minutes and seconds since the work began."""
    if job.started_at is None:
        return ""
    seconds = int(((job.finished_at or now) - job.started_at).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d}"


def progress_of(job: Job, words: Mapping[str, str | Promise], *, poll_url: str) -> dict[str, Any]:
    """What the template needs; ``poll_url`` is asked by htmx each second while the job is active."""
    now = timezone.now()
    return {
        "job": job,
        "poll_url": poll_url,
        "stages": stages_of(job, words),
        "elapsed": elapsed_of(job, now),
        "impatient": job.status == Job.Status.QUEUED and now - job.created_at > PATIENCE,
    }
