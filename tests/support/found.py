"""What a service was found to be, or why there is none."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass


class Missing(Exception):  # noqa: N818 - a state of the machine
    """A service the tests can use is not here; the text says how to get it."""


@dataclass(frozen=True)
class Service:
    """A running service: its address, and in words what it is and where it came from."""

    url: str
    words: str


def short_temporary_directory() -> str:
    """Where directories with sockets are made: a socket's path has to stay under about 100 bytes."""
    usual = tempfile.gettempdir()
    return usual if len(usual) < 50 else "/tmp"  # noqa: S108 - mkdtemp makes the directory
