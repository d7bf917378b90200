"""Files appear whole or not at all: temporary file → fsync → rename (quality.md §1)."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BLOCK = 1 << 20


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path`` to write to; afterwards it takes the place of ``path``, or is removed.

    A symbolic link is followed: what it points to is replaced, not the link. Raises OSError.
    """
    target = path.resolve()
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(6)}.part")
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))  # the umask decides
    try:
        yield unfinished
        settle(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def settle(unfinished: Path, target: Path) -> None:
    """Bring a written file to the disk and to its name."""
    with unfinished.open("rb") as stream:
        os.fsync(stream.fileno())
    unfinished.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
