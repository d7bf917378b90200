"""The programs of a workbench: how each is started and stopped."""

from __future__ import annotations

import os
import signal
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from redis import Redis, RedisError

from assessment.core.supervisor import broker

PYTHON = (sys.executable, "-m")
WORKER_PROCESSES = 2


@dataclass(frozen=True)
class Service:
    """``steps``: signals to stop it with and the seconds each gets. ``death_signal``: what the kernel sends it when
    the supervisor itself is killed. ``ready``: whether it answers; None where nothing waits for it."""

    key: str
    name: str
    command: list[str]
    steps: tuple[tuple[int, float], ...] = ((signal.SIGTERM, 5.0),)
    death_signal: int = signal.SIGTERM
    ready: Callable[[], bool] | None = field(default=None, compare=False)
    pass_fds: tuple[int, ...] = ()


class BrokerDirectoryUnsafe(Exception):  # noqa: N818 - a state of the machine
    """Somebody else owns the directory of the broker's socket."""


def broker_service() -> Service:
    """The embedded broker. Raises BrokerMissing, BrokerDirectoryUnsafe."""
    _private_directory(settings.EMBEDDED_BROKER_DIR)
    data = settings.DATA_DIR / "broker"
    data.mkdir(parents=True, exist_ok=True)
    socket = settings.EMBEDDED_BROKER_SOCKET
    return Service(
        key="broker",
        name=str(_("broker")),
        command=broker.server_command(server=broker.find_server(), socket=socket, data=data),
        ready=lambda: _answers(socket),
    )


def worker_service() -> Service:
    """Celery's prefork worker. TERM lets a running job finish; what QUIT breaks off is done again from its lease.

    When the supervisor is killed there is no broker either, and Celery would wait for it: it is killed as well.
    """
    options = ["--pool", "prefork", "--concurrency", str(WORKER_PROCESSES), "--loglevel", "WARNING"]
    return Service(
        key="worker",
        name=str(_("worker")),
        command=[*PYTHON, "celery", "-A", "assessment", "worker", *options, "--without-mingle", "--without-gossip"],
        steps=((signal.SIGTERM, 10.0), (signal.SIGQUIT, 4.0)),
        death_signal=signal.SIGKILL,
    )


def beat_service() -> Service:
    """Celery's clock, which rings the sweeper. No pid file: one left behind would keep it from starting."""
    return Service(
        key="beat",
        name=str(_("clock")),
        command=[*PYTHON, "celery", "-A", "assessment", "beat", "--pidfile", "", "--loglevel", "WARNING"],
    )


def web_service(*, fileno: int, ready: Callable[[], bool]) -> Service:
    """Gunicorn on the listening socket ``fileno``."""
    options = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "4"]
    return Service(
        key="web",
        name=str(_("web server")),
        command=[
            *PYTHON,
            "gunicorn",
            "assessment.wsgi:application",
            "--bind",
            f"fd://{fileno}",
            *options,
            "--no-control-socket",
            "--log-level",
            "warning",
        ],
        death_signal=signal.SIGQUIT,
        ready=ready,
        pass_fds=(fileno,),
    )


def child_environment() -> dict[str, str]:
    """The supervisor's own, with the data directory made absolute."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "assessment.settings",
        "DATA_DIR": str(settings.DATA_DIR),
        "PYTHONUNBUFFERED": "1",
    }


def _private_directory(path: Path) -> None:
    """Its name can be guessed and lies in a directory all may write to: it must be ours alone."""
    path.mkdir(mode=0o700, exist_ok=True)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise BrokerDirectoryUnsafe(str(path))


def _answers(socket: Path) -> bool:
    try:
        return bool(Redis(unix_socket_path=str(socket), socket_connect_timeout=1, socket_timeout=1).ping())
    except (RedisError, OSError):
        return False
