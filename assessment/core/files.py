"""Files under their SHA-256: temporary file → fsync → rename → row (quality.md §1, Files).

A name is given once its bytes are on the disk, so a row never points at half a file; the same bytes are stored once.
Files are not removed with the rows that named them: another row may name the same bytes in the same moment. What no row
names is cleared away a day later (core/services/sweeping.py).

They lie below MEDIA_ROOT, or, where STORAGES has an entry "files" (settings.py: FILES_BUCKET), in an S3-compatible
bucket under the same names. Either way they are only handed out by views that ask who may have them.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages

NAME = re.compile(r"[0-9a-f]{64}")
PART = re.compile(r"[0-9a-z-]{1,80}")
BLOCK = 2**20


def path_of(sha256: str) -> Path:
    """Where a file stands on the disk. Raises ValueError for what is no name."""
    return Path(settings.MEDIA_ROOT) / _name(sha256)


def _name(sha256: str) -> str:
    if not NAME.fullmatch(sha256):
        raise ValueError(f"no SHA-256: {sha256!r}")
    return f"{sha256[:2]}/{sha256}"


def bucket() -> Storage | None:
    """The bucket that takes the place of the disk; None where there is none."""
    return storages["files"] if "files" in settings.STORAGES else None


def store(data: bytes) -> str:
    """Put ``data`` away for good; its SHA-256 (hex). Storing the same bytes again is harmless."""
    sha256 = hashlib.sha256(data).hexdigest()
    _keep(_name(sha256), [data])
    return sha256


def store_file(path: Path) -> str:
    """The same for what lies in a file, read in blocks."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        _keep(_name(sha256), iter(lambda: file.read(BLOCK), b""), file)
    return sha256


def open_stored(sha256: str) -> BinaryIO:
    """A stored file for reading. Raises FileNotFoundError."""
    return _open(_name(sha256))


# --- parts of what is still arriving ----------------------------------------------------------------------------------
def keep_part(folder: str, number: int, data: bytes) -> None:
    """A piece of an upload, whole or not at all; one that was kept under its number before is replaced."""
    name, far = _part(folder, number), bucket()
    if far is None:
        _write(Path(settings.MEDIA_ROOT) / name, [data])
    else:
        far.delete(name)
        far.save(name, ContentFile(data))


def join_parts(folder: str, numbers: Iterable[int], target: IO[bytes]) -> None:
    """Write the pieces to ``target`` one after another. Raises FileNotFoundError."""
    for number in numbers:
        with _open(_part(folder, number)) as piece:
            shutil.copyfileobj(piece, target, BLOCK)


def drop_parts(folder: str, numbers: Iterable[int]) -> None:
    """Clear the pieces away; those that are gone already are no fault."""
    far = bucket()
    for number in numbers:
        name = _part(folder, number)
        if far is not None:
            far.delete(name)
        else:
            (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
    if far is None:
        shutil.rmtree(Path(settings.MEDIA_ROOT) / "parts" / folder, ignore_errors=True)


def _part(folder: str, number: int) -> str:
    if not PART.fullmatch(folder):
        raise ValueError(f"no folder of parts: {folder!r}")
    return f"parts/{folder}/{number}"


# --- disk or bucket ---------------------------------------------------------------------------------------------------
def _open(name: str) -> BinaryIO:
    far = bucket()
    return cast(BinaryIO, far.open(name) if far is not None else (Path(settings.MEDIA_ROOT) / name).open("rb"))


def _keep(name: str, blocks: Iterable[bytes], source: BinaryIO | None = None) -> None:
    """``source`` is what ``blocks`` come from, where that is a file: a bucket reads it itself."""
    far = bucket()
    if far is None:
        path = Path(settings.MEDIA_ROOT) / name
        if not _is_fresh(path):
            _write(path, blocks)
    elif not far.exists(name):
        far.save(name, File(source) if source is not None else ContentFile(b"".join(blocks)))


def _is_fresh(path: Path) -> bool:
    """Whether the file is there, and young from now on: what is stored anew is not swept away (services.sweeping)."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _write(path: Path, blocks: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(blocks)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """The rename itself is on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
