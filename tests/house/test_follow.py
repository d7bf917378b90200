"""What the terminal shows of the worker's jobs."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from assessment.core.models import Job
from assessment.core.supervisor import follow as following
from assessment.core.supervisor import terminal
from assessment.core.supervisor.follow import JobsFailed, Task, follow

NAMES = {"reading": "Reading", "writing": "Writing"}


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


class Story:
    """Changes a job at each pause, as a worker would meanwhile."""

    def __init__(self, job, *changes):
        self.job, self.changes = job, list(changes)

    def pause(self):
        Job.objects.filter(pk=self.job.pk).update(**self.changes.pop(0))


def make_job(**fields):
    return Job.objects.create(kind="try", key="try", **fields)


def test_a_job_that_is_done_is_one_line_with_its_steps_each_once(db):
    begun = timezone.now()
    log = [{"step": step, "at": str(number)} for number, step in enumerate(["reading", "writing", "writing", "other"])]
    job = make_job()
    end = {"status": "done", "log": log, "started_at": begun, "finished_at": begun + timedelta(seconds=2.44)}
    said = []
    follow([Task("demo", job)], say=said.append, pause=Story(job, {"status": "running"}, end).pause, names=NAMES)
    assert said == ["  demo: Reading → Writing → other (2.4 s)"]


def test_a_step_that_takes_long_is_shown_once_while_it_lasts(db, monkeypatch):
    monkeypatch.setattr(following, "LONG", -1.0)
    job = make_job(status="running", step="reading", started_at=timezone.now())
    nothing = {"progress": 1}
    end = {"status": "done", "finished_at": timezone.now()}
    said = []
    pause = Story(job, nothing, nothing, {"step": "writing"}, nothing, end).pause
    follow([Task("demo", job)], say=said.append, pause=pause, names=NAMES)
    assert said[:-1] == ["  demo: Reading…", "  demo: Writing…"]


def test_a_failed_job_ends_the_wait_with_its_reason(db):
    job = make_job()
    pause = Story(job, {"status": "failed", "reason": "no cells"}).pause
    with pytest.raises(JobsFailed) as failed:
        follow([Task("demo", job)], say=print, pause=pause, names=NAMES)
    assert str(failed.value) == "demo: failed no cells"


def test_a_job_that_nobody_moves_ends_the_wait(db, monkeypatch):
    monkeypatch.setattr(following, "PATIENCE", -1.0)
    with pytest.raises(JobsFailed) as failed:
        follow([Task("demo", make_job())], say=print, pause=lambda: None, names=NAMES)
    assert str(failed.value) == "demo: nothing has moved for minutes"


@pytest.mark.parametrize(
    ("env", "language"),
    [
        ({}, "zh-hans"),
        ({"LANG": "C.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
    ],
)
def test_the_terminal_speaks_the_language_of_its_locale(env, language):
    assert terminal.language(env, default="zh-hans") == language
