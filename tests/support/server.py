"""The web server as the workbench starts it (core.supervisor.services), alone: on a free port, for any database.

It needs no settings: the benchmark, which has none of its own, starts it too.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from assessment.core.supervisor import processes

OPTIONS = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket"]


@contextmanager
def served(environment: Mapping[str, str], *, log: Path | None = None) -> Iterator[str]:
    """``host:port``, once the server answers. Its output, two lines a request, goes to ``log`` or nowhere."""
    with socket.create_server(("127.0.0.1", 0)) as listening, (log or Path(os.devnull)).open("ab") as output:
        fileno = listening.fileno()
        command = [sys.executable, "-m", "gunicorn", "assessment.wsgi:application", *OPTIONS, "--log-level", "error"]
        server = processes.start(
            [*command, "--bind", f"fd://{fileno}"],
            env={**os.environ, **environment},
            output=output,
            pass_fds=(fileno,),
        )
        try:
            place = f"127.0.0.1:{listening.getsockname()[1]}"
            _wait_for(place)
            yield place
        finally:
            processes.stop(server, steps=[(signal.SIGTERM, 10)])


def _wait_for(place: str) -> None:
    """Whatever it says of its health; connections wait in the socket until it has started."""
    connection = HTTPConnection(place, timeout=60)
    connection.request("GET", "/health/")
    connection.getresponse().read()
    connection.close()
