"""Files under their SHA-256: temporary file → fsync → rename → row (quality.md §1, Files).

A name is given once its bytes are on the disk, so a row never points at half a file; the same bytes are stored once.
Files are not removed with the rows that named them: another row may name the same bytes in the same moment. What no row
names is cleared away by whoever sweeps the folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"[0-9a-f]{64}")


def path_of(sha256: str) -> Path:
    """Where a file stands. Raises ValueError for what is no name."""
    if not NAME.fullmatch(sha256):
        raise ValueError(f"no SHA-256: {sha256!r}")
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def store(data: bytes) -> str:
    """Put ``data`` on the disk for good; its SHA-256 (hex). Storing the same bytes again is harmless."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync(path.parent)
    return sha256


def _sync(folder: Path) -> None:
    """The rename itself is on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
