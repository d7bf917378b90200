"""From bytes on the disk to a stored file: looked at in a child process, scanned where a scanner is set, put away."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessment.core import child, files
from reviews.errors import RefusedError
from reviews.evidence import clamav
from reviews.evidence.models import StoredFile

LIMITS = child.Limits(seconds=20, memory=1024 * child.MEGABYTE, output=32 * child.MEGABYTE)
INSPECTION = "reviews.evidence.inspection:inspect"
log = structlog.get_logger(__name__)


class FileRefused(Exception):  # noqa: N818 - the answer to an input
    """``code`` and ``params`` of evidence.sentences.REFUSALS."""

    def __init__(self, code: str, params: dict[str, Any] | None = None) -> None:
        self.code, self.params = code, params or {}
        super().__init__(code)


@dataclass(frozen=True)
class Taken:
    """Bytes that were put away, with what was found in them; the row is written in the caller's transaction."""

    sha256: str
    size: int
    found: dict[str, Any]
    scanned: bool


def take(path: Path) -> Taken:
    """Look at a file and put it away with its previews. Outside of a transaction: it takes seconds.

    Raises FileRefused for what is not taken, RefusedError while the configured scanner does not answer.
    """
    scanned = _scan(path)
    with tempfile.TemporaryDirectory(prefix="pingheng-previews-") as folder:
        try:
            found = child.run(INSPECTION, path, limits=LIMITS, folder=Path(folder))
        except child.ChildRefused as refused:
            if refused.detail:
                log.warning("file_not_read", code=refused.code, detail=refused.detail)
            raise FileRefused(refused.code, refused.params) from refused
        previews = [files.store_file(Path(folder) / Path(name).name) for name in found["previews"]]
    return Taken(files.store_file(path), path.stat().st_size, found | {"previews": previews}, scanned)


def _scan(path: Path) -> bool:
    if not clamav.is_configured():
        return False
    try:
        name = clamav.found_in(path)
    except clamav.ScannerError as fault:
        log.error("scanner_down", detail=str(fault))
        raise RefusedError("scanner_down", _("The virus scanner does not answer. Please try again later.")) from fault
    if name:
        raise FileRefused("virus", {"name": name})
    return True


def stored_row(taken: Taken) -> StoredFile:
    """The row of the content, made when it is new. Inside a transaction."""
    row = StoredFile.objects.filter(sha256=taken.sha256).first()
    if row is not None:
        return row
    made = StoredFile(sha256=taken.sha256, size=taken.size, scanned=taken.scanned, **taken.found)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # the same bytes came twice in the same moment
        return StoredFile.objects.get(sha256=taken.sha256)
    return made
