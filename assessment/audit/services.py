"""Checking the trail, and keeping its head where a later check can be held against it (quality.md §2)."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.audit.models import TrailCheck
from assessment.audit.rules import can_check_trail
from assessment.core.models import Job, User
from assessment.core.services import audit, heads, jobs
from assessment.core.verdicts import require

KIND = "check_trail"


def start_check(*, actor: User | None) -> Job:
    """Have the whole chain walked by a worker; ``actor`` None is the daily check. One check at a time."""
    if actor is not None:
        require(can_check_trail(actor))
    with transaction.atomic():
        job, created = jobs.enqueue(kind=KIND, key=KIND, arguments={}, actor=actor)
        if created and actor is not None:
            audit.record(actor=actor, verb="check_trail", object_type="audit_trail", object_key=str(job.pk))
    return job


@jobs.handles(KIND)
def check(claim: jobs.Claim) -> None:
    """Walk the chain and keep what was found."""
    claim.step(_("walking the chain"), 10)
    end = audit.head() or audit.EMPTY
    bad = audit.first_bad_entry()
    with transaction.atomic():
        claim.finish({"sequence": end.sequence, "bad": bad and list(bad)})
        sequence, fault = bad or (None, "")
        TrailCheck.objects.create(sequence=end.sequence, hash=end.hash, bad_sequence=sequence, fault=fault)


def export_head(*, folder: Path | None = None) -> Path | None:
    """Write today's head into ``folder`` (DATA_DIR/heads) and mail it; None where today's is there already.

    A file that exists is never written again: its worth is that it's older than what somebody may do to the trail.
    """
    folder = folder or Path(settings.HEAD_ROOT)
    path = folder / f"head-{timezone.localdate():%Y-%m-%d}.json"
    if path.exists():
        return None
    try:
        text = write_head(path)
    except FileExistsError:
        return None  # another process was quicker
    if settings.HEAD_MAIL:
        send_mail(
            _("Head of the audit trail of %(day)s") % {"day": timezone.localdate()}, text, None, settings.HEAD_MAIL
        )
    return path


def write_head(path: Path) -> str:
    """Write the head of this moment into a new file, whole and for reading only; its text.

    Raises FileExistsError, and OSError where nothing can be written.
    """
    text = json.dumps(heads.take(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".head-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o444)
        os.link(temporary, path)
    finally:
        Path(temporary).unlink()
    return text


def exported_heads(most: int = 5) -> list[Path]:
    """The last heads that were exported, the newest first."""
    folder = Path(settings.HEAD_ROOT)
    return sorted(folder.glob("head-*.json"), reverse=True)[:most] if folder.is_dir() else []
