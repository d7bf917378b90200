"""Starts services, restarts what dies, stops all."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from assessment.core.supervisor import processes
from assessment.core.supervisor.services import Service, child_environment

TICK = 0.1  # seconds between two looks at the children
LONGEST_PAUSE = 30.0  # seconds before a restart
STEADY = 60.0  # seconds after which a service counts as well again
LOG_LIMIT = 5_000_000  # bytes; a longer log is put aside at the next start
LAST_LINES = 5


class ServiceFailed(Exception):  # noqa: N818 - a state
    """A service does not come up. The text says which, and the end of its log."""


@dataclass
class Child:
    """A service and its process. ``deaths`` counts since it last ran steadily; ``restart_at`` is set while it rests."""

    service: Service
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: int = 0
    restart_at: float = 0.0


class Supervisor:
    """Use it from the main thread only (processes.start). ``say`` prints a sentence to the operator."""

    def __init__(self, *, cwd: Path, logs: Path, say: Callable[[str], None]) -> None:
        self.cwd, self.logs, self.say = cwd, logs, say
        self.children: list[Child] = []
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, service: Service) -> Child:
        """Start it and keep it running from now on."""
        child = Child(service, self.logs / f"{service.key}.log")
        self.children.append(child)
        self._launch(child)
        return child

    def _launch(self, child: Child) -> None:
        if child.log.exists() and child.log.stat().st_size > LOG_LIMIT:
            child.log.replace(child.log.with_suffix(".log.1"))
        with child.log.open("ab") as log:
            child.process = processes.start(
                child.service.command,
                env=child_environment(),
                cwd=self.cwd,
                output=log.fileno(),
                death_signal=child.service.death_signal,
                pass_fds=child.service.pass_fds,
            )
        child.started_at, child.restart_at = time.monotonic(), 0.0

    def watch(self, *, give_up_after: int | None = None) -> None:
        """One look at every child. ``give_up_after``: so many deaths in a row raise ServiceFailed."""
        now = time.monotonic()
        for child in self.children:
            if child.restart_at:
                if now >= child.restart_at:
                    self._launch(child)
                continue
            assert child.process is not None, "a child that does not rest has a process"
            if not processes.has_ended(child.process):
                if child.deaths and now - child.started_at > STEADY:
                    child.deaths = 0
                continue
            status = processes.end_session(child.process)  # with what it may have left behind
            child.deaths += 1
            if give_up_after is not None and child.deaths >= give_up_after:
                raise ServiceFailed(self._failure(child))
            pause = min(LONGEST_PAUSE, 0.5 * 2 ** (child.deaths - 1))
            child.restart_at = now + pause
            self.say(
                _("The %(service)s stopped (%(status)s); it is started again in %(seconds)s s. Log: %(log)s")
                % {"service": child.service.name, "status": status, "seconds": f"{pause:g}", "log": child.log}
            )

    def wait_until_ready(self, child: Child, *, seconds: float) -> None:
        """Until the service answers. Raises ServiceFailed when it keeps dying or does not answer in time."""
        ready = child.service.ready
        assert ready is not None, f"nothing tells whether {child.service.key} is ready"
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                raise ServiceFailed(self._failure(child))
            self.pause(give_up_after=3)

    def pause(self, *, give_up_after: int | None = None) -> None:
        """Wait a moment and look after the children."""
        time.sleep(TICK)
        self.watch(give_up_after=give_up_after)

    def stop(self) -> None:
        """Stop all: first everybody who uses the broker, at once, then the broker."""
        brokers = [child for child in self.children if child.service.key == "broker"]
        others = [child for child in self.children if child.service.key != "broker"]
        for group in (others, brokers):
            self._stop_together(group)
        self.children.clear()

    def _stop_together(self, children: list[Child]) -> None:
        running = [(child.process, list(child.service.steps)) for child in children if child.process is not None]
        deadlines = {process.pid: 0.0 for process, _steps in running}
        while running:
            still = []
            for process, steps in running:
                ended = processes.has_ended(process)
                if not ended and time.monotonic() < deadlines[process.pid]:
                    still.append((process, steps))
                elif not ended and steps:
                    number, seconds = steps.pop(0)
                    os.kill(process.pid, number)
                    deadlines[process.pid] = time.monotonic() + seconds
                    still.append((process, steps))
                else:
                    processes.end_session(process)
            running = still
            if running:
                time.sleep(TICK / 4)

    def kill(self) -> None:
        """At once, with no chance to finish anything."""
        for child in self.children:
            if child.process is not None:
                processes.end_session(child.process)

    def _failure(self, child: Child) -> str:
        lines = child.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
        sentence = _("The %(service)s does not start. The end of %(log)s:") % {
            "service": child.service.name,
            "log": child.log,
        }
        return "\n".join([sentence, *lines])
