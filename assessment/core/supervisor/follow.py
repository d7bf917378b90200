"""Showing jobs of the worker in the terminal while they run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from assessment.core.models import Job

PATIENCE = 300.0  # seconds without any change before the wait is given up
LONG = 1.0  # seconds after which a step is shown while it lasts; a quick job is one line in the end


class JobsFailed(Exception):  # noqa: N818 - a state
    """A job ended otherwise than done, or nothing moved any more. The text says which and why."""


@dataclass
class Task:
    """A job with the title its reader knows it by. ``step`` is the one it was last seen in, ``since`` a monotonic time;
    ``told`` whether it was printed."""

    title: str
    job: Job
    step: str = ""
    since: float = 0.0
    told: bool = False


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
    """Print a job that is done with its steps, and a step that takes long while it lasts. Raises JobsFailed."""
    waiting = list(tasks)
    changed = time.monotonic()
    while waiting:
        for task in list(waiting):
            before = (task.job.status, task.job.progress, task.job.step)
            task.job.refresh_from_db()
            if before != (task.job.status, task.job.progress, task.job.step):
                changed = time.monotonic()
            if task.job.is_active:
                _show_step(task, say=say, names=names)
            else:
                waiting.remove(task)
                _show_end(task, say=say, names=names)
        if waiting and time.monotonic() - changed > PATIENCE:
            raise JobsFailed(_("%(title)s: nothing has moved for minutes") % {"title": waiting[0].title})
        if waiting:
            pause()


def _show_step(task: Task, *, say: Callable[[str], None], names: Mapping[str, str]) -> None:
    if task.job.step != task.step:
        task.step, task.since, task.told = task.job.step, time.monotonic(), False
    elif task.step and not task.told and time.monotonic() - task.since > LONG:
        task.told = True
        say(f"  {task.title}: {names.get(task.step, task.step)}…")


def _show_end(task: Task, *, say: Callable[[str], None], names: Mapping[str, str]) -> None:
    job = task.job
    if job.status != Job.Status.DONE:
        raise JobsFailed(f"{task.title}: {job.get_status_display()} {job.reason}".rstrip())
    assert job.finished_at is not None, "a job that is done has its times"
    assert job.started_at is not None
    steps = dict.fromkeys(str(names.get(entry["step"], entry["step"])) for entry in job.log)
    say(
        _("  %(title)s: %(steps)s (%(seconds)s s)")
        % {
            "title": task.title,
            "steps": " → ".join(steps),
            "seconds": f"{(job.finished_at - job.started_at).total_seconds():.1f}",
        }
    )
