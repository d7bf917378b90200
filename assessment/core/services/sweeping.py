"""Clear away stored files that no row names any more (core/files.py).

A file is named by its row only after it lies on the disk, and another row may take up the same bytes at any moment. So
only what is older than a day goes, and storing bytes that are there makes them young again. Each file is moved aside
before it is deleted: had somebody stored it in that moment, it would be young, and is put back.

A bucket is not swept: its operator has rules for that, and listing it costs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import structlog
from django.conf import settings

from assessment.core import files

DAY = 24 * 3600
#: Gives the SHA-256 (hex) of every file that rows of a room name.
Naming = Callable[[], Iterable[str]]
_naming: dict[str, Naming] = {}
log = structlog.get_logger(__name__)


def names_files(naming: Naming) -> Naming:
    """Register, in a module that the room's AppConfig.ready imports, which stored files the room needs.

    Every room that stores files does: what nobody names is deleted. A test holds that.
    """
    _naming[naming.__module__] = naming
    return naming


def naming_modules() -> list[str]:
    return sorted(_naming)


def sweep_files(*, older_than: float = DAY) -> list[str]:
    """Delete the files that no row names and that were not stored for ``older_than`` seconds; their names."""
    if files.bucket() is not None:
        return []
    limit = time.time() - older_than
    old = [path for path in _stored() if path.stat().st_mtime < limit]
    needed = {sha256 for naming in _naming.values() for sha256 in naming()} if old else set()
    gone = [path.name for path in old if path.name not in needed and _remove(path, limit)]
    if gone:
        log.info("files_swept", count=len(gone))
    return gone


def _stored() -> Iterator[Path]:
    """The files under their digests; parts of uploads and temporary files are left to those who write them."""
    for folder in sorted(Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]")):
        yield from sorted(path for path in folder.iterdir() if files.NAME.fullmatch(path.name))


def _remove(path: Path, limit: float) -> bool:
    """Whether the file went: it stays where it was stored again since it was looked at."""
    aside = path.with_name(f".old-{path.name}")
    path.rename(aside)
    if aside.stat().st_mtime >= limit:
        aside.rename(path)
        return False
    aside.unlink()
    return True
