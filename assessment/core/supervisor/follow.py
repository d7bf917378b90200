"""Showing jobs of the worker in the terminal while they run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext as _

from assessment.core.models import Job

PATIENCE = 300.0  # seconds without any change before the wait is given up


class JobsFailed(Exception):  # noqa: N818 - a state
    """A job ended otherwise than done, or nothing moved any more. The text says which and why."""


@dataclass
class Task:
    """A job with the title its reader knows it by. ``shown``: the log entries already printed."""

    title: str
    job: Job
    shown: list[dict[str, str]] = field(default_factory=list)


class Demonstration(Protocol):
    """What ``runworkbench --demo`` shows; settings.WORKBENCH_DEMONSTRATION names it."""

    #: step of a job → what the reader is told
    step_names: Mapping[str, str]

    def load(self, *, say: Callable[[str], None]) -> None:
        """Put the demonstration's data into the database; does nothing where they are already."""

    def work(self) -> Iterator[list[Task]]:
        """Enqueue jobs, yield them, and go on when they are done."""

    def report(self, *, say: Callable[[str], None]) -> None:
        """Say what came out and how to sign in."""


def follow(
    tasks: Iterable[Task], *, say: Callable[[str], None], pause: Callable[[], None], names: Mapping[str, str]
) -> None:
    """Print each step of each job as it comes, until all are done. Raises JobsFailed."""
    waiting = list(tasks)
    changed = time.monotonic()
    while waiting:
        for task in list(waiting):
            before = (task.job.status, task.job.progress, task.job.step)
            task.job.refresh_from_db()
            if before != (task.job.status, task.job.progress, task.job.step):
                changed = time.monotonic()
            _show_steps(task, say=say, names=names)
            if not task.job.is_active:
                waiting.remove(task)
                _show_end(task, say=say)
        if waiting and time.monotonic() - changed > PATIENCE:
            raise JobsFailed(_("%(title)s: nothing has moved for minutes") % {"title": waiting[0].title})
        if waiting:
            pause()


def _show_steps(task: Task, *, say: Callable[[str], None], names: Mapping[str, str]) -> None:
    """A step that reports several times (progress in percent) is printed once. A new attempt starts again."""
    told = {entry["step"] for entry in task.shown if entry in task.job.log}
    for entry in task.job.log:
        if entry not in task.shown and entry["step"] not in told:
            say(f"    {task.title}: {names.get(entry['step'], entry['step'])}")
            told.add(entry["step"])
    task.shown = list(task.job.log)


def _show_end(task: Task, *, say: Callable[[str], None]) -> None:
    if task.job.status != Job.Status.DONE:
        raise JobsFailed(f"{task.title}: {task.job.get_status_display()} {task.job.reason}".rstrip())
    assert task.job.finished_at is not None, "a job that is done has its time"
    assert task.job.started_at is not None
    seconds = (task.job.finished_at - task.job.started_at).total_seconds()
    say(_("    %(title)s: done in %(seconds)s s") % {"title": task.title, "seconds": f"{seconds:.1f}"})
