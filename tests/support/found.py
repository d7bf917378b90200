"""What a service was found to be, or why there is none."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path


class Missing(Exception):  # noqa: N818 - a state of the machine
    """A service the tests can use is not here; the text says how to get it."""


@dataclass(frozen=True)
class Service:
    """A running service: its address, and in words what it is and where it came from."""

    url: str
    words: str


ROOM = 2_000_000_000  # bytes; a whole run of the tests leaves about half of that behind
MEMORY = Path("/dev/shm")  # noqa: S108 - mkdtemp makes the directory


def short_temporary_directory() -> str:
    """Where directories with sockets are made: a socket's path has to stay under about 100 bytes."""
    usual = tempfile.gettempdir()
    return usual if len(usual) < 50 else "/tmp"  # noqa: S108 - mkdtemp makes the directory


def data_directory() -> str:
    """Where the data of the tests go: in memory where there is room, for what they do most is to commit.

    No program can be relied on to start from there (containers mount it so).
    """
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return str(MEMORY)
    return short_temporary_directory()
