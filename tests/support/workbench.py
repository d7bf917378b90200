"""The workbench as ``make run`` starts it, for the browser tests and for the tests of the supervisor."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from assessment.core.supervisor import lock, processes
from tests.support.plugin import ROOT, clean_environment


class Workbench:
    """``manage.py runworkbench`` with a data directory of its own, on any free port."""

    def __init__(self, data_dir: Path, **variables: str) -> None:
        self.data_dir = data_dir
        self.log = data_dir.with_suffix(".log")
        self.env = {**clean_environment(), "DATA_DIR": str(data_dir), "PORT": "0", **variables}
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""
        self.interpreter: subprocess.Popen[str] | None = None

    def start(self, *options: str) -> None:
        """Start it without waiting."""
        with self.log.open("ab") as log:
            self.process = processes.start(
                [sys.executable, "manage.py", "runworkbench", *options],
                env=self.env,
                cwd=ROOT,
                output=log.fileno(),
            )

    def serve(self) -> None:
        """Start it and return when the web server answers."""
        self.start()
        deadline = time.monotonic() + 120
        while not self.url:
            if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the workbench did not start:\n{self.said()}")
            time.sleep(0.05)
            holder = lock.read(self.data_dir / lock.NAME)  # a killed one leaves its own behind
            self.url = str(holder["url"]) if holder.get("pid") == self.process.pid else ""

    def stop(self) -> None:
        if self.interpreter is not None:
            self.interpreter.communicate()  # its input ends, and so does it
            self.interpreter = None
        if self.process is not None:
            processes.stop(self.process, steps=[(signal.SIGTERM, 30)])

    def said(self) -> str:
        """What it printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def manage(self, *arguments: str) -> str:
        """Run a management command on its data; returns what it printed, fails with what it complained about."""
        if self.interpreter is None:
            self.interpreter = subprocess.Popen(
                [sys.executable, "-m", "tests.support.interpreter"],
                env={**self.env, "DJANGO_SETTINGS_MODULE": "assessment.settings"},
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self.interpreter.stdin is not None
        assert self.interpreter.stdout is not None
        print(json.dumps(arguments), file=self.interpreter.stdin, flush=True)
        answer = json.loads(self.interpreter.stdout.readline())
        assert answer["failed"] == "", f"manage.py {' '.join(arguments)}: {answer['said']}{answer['failed']}"
        return str(answer["said"])
