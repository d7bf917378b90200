"""A real Celery worker on the test database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from assessment.core.models import Job
from assessment.core.services import jobs
from assessment.core.supervisor import processes

OPTIONS = ["--pool", "prefork", "--concurrency", "1", "--loglevel", "WARNING", "--without-mingle", "--without-gossip"]


class Worker:
    """``start``, ``kill`` (SIGKILL, the pool's processes too), ``wait_for`` a job."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None, "the worker was not started"
        return self.process.pid

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it, unless it runs, and return when it answers."""
        if self.is_running():
            return
        with self.log.open("ab") as log:
            self.process = processes.start(
                [sys.executable, "-m", "celery", "-A", "assessment", "worker", *OPTIONS],
                env={**os.environ, "DATABASE_URL": database_url()},
                cwd=settings.BASE_DIR,
                output=log.fileno(),
                death_signal=signal.SIGKILL,
            )
        deadline = time.monotonic() + 60
        while not jobs.worker_is_alive():
            if not self.is_running() or time.monotonic() > deadline:
                raise RuntimeError(f"the worker did not start:\n{self.tail()}")

    def kill(self) -> None:
        if self.process is not None:
            processes.end_session(self.process)

    def wait_for(self, job: Job, *, seconds: float = 60, sweep: bool = False) -> Job:
        """Until the job is no longer active. ``sweep``: ring what waits meanwhile, as the clock would."""
        deadline = time.monotonic() + seconds
        while True:
            job.refresh_from_db()
            if not job.is_active:
                return job
            if time.monotonic() > deadline:
                raise AssertionError(f"{job} after {seconds} s (step {job.step!r}):\n{self.tail()}")
            if sweep:
                jobs.sweep()
            time.sleep(0.05)

    def tail(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:])


def database_url() -> str:
    """The database this process tests with, for another process."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
