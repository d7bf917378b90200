"""Files that arrive in pieces: begun, continued after any interruption, taken when complete.

A piece is put away first and counted then, by compare-and-set on what has been received: whoever sends a piece twice,
or from two tabs, is told where to go on.
"""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assessment.campaigns.models import Entity
from assessment.core import files
from assessment.core.models import User
from assessment.core.verdicts import require
from reviews.errors import RefusedError
from reviews.evidence import rules
from reviews.evidence.models import EvidenceVersion, Upload
from reviews.evidence.names import clean_folder, clean_name
from reviews.evidence.sentences import refusal
from reviews.evidence.services.keeping import add_version, refuse
from reviews.evidence.services.taking import FileRefused, stored_row, take

PIECE = 2 * 2**20
MOST_OPEN = 300
KEPT_FOR = timedelta(days=7)
State = Upload.State


class OffsetError(RefusedError):
    """The piece does not begin where the last one ended; ``received`` is where to go on."""

    def __init__(self, received: int) -> None:
        self.received = received
        super().__init__("offset", str(received))


def begin_upload(*, entity: Entity, actor: User, folder: str, name: str, size: int) -> Upload:
    """Announce a file. Raises RefusedError (size, name, too many on their way), PermissionDenied."""
    require(rules.can_upload_evidence(actor, entity))
    most = settings.FILES_MOST_MEGABYTES
    if size > most * 2**20:
        raise refuse("too_large", most=most)
    if size == 0:
        raise refuse("nothing")
    if not clean_name(name):
        raise refuse("no_name")
    clear_old_uploads(entity=entity)
    if Upload.objects.filter(entity=entity, state=State.OPEN).count() >= MOST_OPEN:
        raise refuse("too_many_open", most=MOST_OPEN)
    return Upload.objects.create(
        entity=entity, user=actor, folder=clean_folder(folder), name=clean_name(name), size=size
    )


def receive_piece(*, upload: Upload, actor: User, offset: int, data: bytes) -> Upload:
    """Take the piece that begins at ``offset``. Raises OffsetError, RefusedError, PermissionDenied."""
    require(rules.can_upload_evidence(actor, upload.entity))
    upload.refresh_from_db(fields=["received", "pieces", "state"])
    if offset != upload.received or upload.state != State.OPEN:
        raise OffsetError(upload.received)
    if len(data) != min(PIECE, upload.size - offset):
        raise refuse("wrong_piece", size=PIECE)
    files.keep_part(str(upload.pk), offset, data)
    received, pieces = offset + len(data), [*upload.pieces, offset]
    rows = Upload.objects.filter(pk=upload.pk, received=offset, state=State.OPEN)
    if not rows.update(received=received, pieces=pieces, touched_at=timezone.now()):
        upload.refresh_from_db(fields=["received"])
        raise OffsetError(upload.received)
    upload.received, upload.pieces = received, pieces
    return upload


def complete_upload(*, upload: Upload, actor: User) -> EvidenceVersion:
    """Look at the file and keep it as a version; asked again, the answer is the same.

    Raises RefusedError: not complete, or why it is not taken (then for good), PermissionDenied.
    """
    require(rules.can_upload_evidence(actor, upload.entity))
    upload.refresh_from_db()
    if upload.version is not None:
        return upload.version
    if upload.state == State.REFUSED:
        raise RefusedError(upload.code, refusal(upload.code, upload.params))
    if upload.received != upload.size:
        raise refuse("incomplete")
    with tempfile.TemporaryDirectory(prefix="pingheng-upload-") as folder:
        path = Path(folder) / f"file{Path(upload.name).suffix[:12]}"
        with path.open("wb") as file:
            files.join_parts(str(upload.pk), upload.pieces, file)
        try:
            taken = take(path)
        except FileRefused as refused:
            _refuse(upload, refused)
            raise RefusedError(refused.code, refusal(refused.code, refused.params)) from refused
    with transaction.atomic():
        locked = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
        if locked.version is not None:
            return locked.version
        version = add_version(
            entity=upload.entity, actor=actor, folder=upload.folder, name=upload.name, stored=stored_row(taken)
        )
        locked.state, locked.version = State.DONE, version
        locked.save(update_fields=["state", "version", "touched_at"])
        transaction.on_commit(lambda: files.drop_parts(str(upload.pk), upload.pieces))
    return version


def _refuse(upload: Upload, refused: FileRefused) -> None:
    Upload.objects.filter(pk=upload.pk).update(state=State.REFUSED, code=refused.code, params=refused.params)
    files.drop_parts(str(upload.pk), upload.pieces)


def give_up_upload(*, upload: Upload) -> None:
    """Forget a file that is not complete; what was kept already stays."""
    if upload.state != State.DONE:
        Upload.objects.filter(pk=upload.pk).delete()
        files.drop_parts(str(upload.pk), upload.pieces)


def clear_old_uploads(*, entity: Entity) -> None:
    """Forget what nobody has continued for a week."""
    old = Upload.objects.filter(entity=entity, touched_at__lt=timezone.now() - KEPT_FOR)
    for upload in old:
        files.drop_parts(str(upload.pk), upload.pieces)
    old.delete()
