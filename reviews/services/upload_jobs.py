"""Reading and applying large workbooks by a worker, small ones at once (quality.md §1: what lasts shows its progress).

Both are the services of uploads.py. A job ends in the transaction that writes what it brings: a worker that is killed
leaves nothing or everything, and one that comes second finds the work done.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation

from assessment.campaigns.models import Campaign
from assessment.core.faults import FaultsError
from assessment.core.models import Job, User
from assessment.core.services import jobs
from assessment.core.verdicts import require
from reviews.errors import RefusedError
from reviews.models import SheetUpload
from reviews.services.uploads import (
    StaleError,
    State,
    apply_upload,
    keep_rows,
    lock_upload,
    new_upload,
    read_upload,
    record,
    upload_workbook,
)
from reviews.workbooks import rules
from reviews.workbooks.kinds import WorkbookKind, kind_of
from reviews.workbooks.plan import plan_of_upload

READ, APPLY = "read_workbook", "apply_workbook"
#: What a request reads, and changes, itself: 2,000 to 4,000 rows, 1,000 cells; a fifth of a second each (SQLite).
MOST_BYTES_AT_ONCE, MOST_ROWS_AT_ONCE = 200_000, 1000

#: Progress in percent at the beginning of each step.
READ_STEPS = {"reading": 5, "keeping": 80}
APPLY_STEPS = {"planning": 5, "writing": 25}


# --- reading ----------------------------------------------------------------------------------------------------------
def bring_back(*, kind: WorkbookKind, campaign: Campaign, path: Path, file_name: str, actor: User) -> SheetUpload:
    """A workbook that was sent: read at once, or, if it is large, left to a worker (state READING, with its job).

    Raises PermissionDenied, FaultsError where it is read at once; what a worker refuses is kept with its faults.
    """
    if path.stat().st_size <= MOST_BYTES_AT_ONCE:
        return upload_workbook(kind=kind, campaign=campaign, path=path, file_name=file_name, actor=actor)
    require(kind.can_upload(actor, campaign))
    data = path.read_bytes()
    upload = new_upload(kind=kind, campaign=campaign, data=data, file_name=file_name, actor=actor)
    upload.state, upload.content = State.READING, data
    with transaction.atomic():
        upload.save()
        _enqueue(READ, upload, actor)
    return upload


@jobs.handles(READ)
def read_waiting(claim: jobs.Claim) -> None:
    """The job: what the file says, or why it is refused; nothing of one that was given up meanwhile."""
    upload = SheetUpload.objects.select_related("campaign", "user").get(pk=claim.job.arguments["upload"])
    claim.step("reading", READ_STEPS["reading"])
    with translation.override(claim.job.arguments["language"]), tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(upload.content or b"")
        file.flush()
        try:
            received, faults = read_upload(upload, Path(file.name)), []
        except FaultsError as refused:
            received, faults = None, refused.faults
        claim.step("keeping", READ_STEPS["keeping"])
        with transaction.atomic():
            held = lock_upload(upload, upload.user)
            if held.state == State.READING:
                held.content = None
                if received is not None:
                    keep_rows(held, received)
                else:
                    held.state = State.REFUSED
                    held.faults = [[fault.file, fault.line, fault.place, fault.message] for fault in faults]
                    held.save()
                    record("upload_workbook", held, held.user, {"sha256": held.sha256, "faults": len(faults)})
            claim.finish({"upload": held.pk})


# --- applying ---------------------------------------------------------------------------------------------------------
def start_application(*, upload: SheetUpload, digest: str, taken: Collection[int], actor: User) -> SheetUpload:
    """Apply the plan with ``digest``: at once, or, if it is large, by a worker (the upload is PLANNED, its job active).

    Raises as apply_upload. While a job is at it, asking again changes nothing.
    """
    if len(upload.rows) <= MOST_ROWS_AT_ONCE:
        return apply_upload(upload=upload, digest=digest, taken=taken, actor=actor)
    require(kind_of(upload).can_upload(actor, upload.campaign))
    with transaction.atomic():
        held = lock_upload(upload, actor)
        if held.state == State.PLANNED:
            _enqueue(APPLY, held, actor, digest=digest, taken=sorted(taken))
    return held


@jobs.handles(APPLY)
def apply_waiting(claim: jobs.Claim) -> None:
    """The job. A plan that is another one by now is found before anybody has to wait for locks."""
    given, actor = claim.job.arguments, claim.job.requested_by
    assert actor is not None
    upload = SheetUpload.objects.select_related("campaign").get(pk=given["upload"])
    with translation.override(given["language"]):
        claim.step("planning", APPLY_STEPS["planning"])
        try:
            require(kind_of(upload).can_upload(actor, upload.campaign))
            if upload.state == State.PLANNED and plan_of_upload(upload, actor).digest != given["digest"]:
                raise StaleError
            claim.step("writing", APPLY_STEPS["writing"])
            apply_upload(upload=upload, digest=given["digest"], taken=set(given["taken"]), actor=actor, claim=claim)
        except (RefusedError, PermissionDenied) as refused:
            raise jobs.JobError(str(refused)) from refused


def stop_application(*, upload: SheetUpload, actor: User) -> SheetUpload:
    """Ask the job that applies the upload to stop: as long as it has not begun to write, nothing is changed."""
    require(rules.can_discard_upload(actor, upload))
    with transaction.atomic():
        held = lock_upload(upload, actor)
        if held.job is not None and held.job.kind == APPLY and held.job.is_active:
            jobs.cancel(job=held.job, actor=actor)
            record("stop_workbook", held, actor, {"job": held.job.pk})
    return held


def _enqueue(kind: str, upload: SheetUpload, actor: User, **more: Any) -> Job:
    """In the language of who asked: a worker has none of its own."""
    arguments = {"upload": upload.pk, "language": translation.get_language(), **more}
    job, _created = jobs.enqueue(kind=kind, key=f"{kind}:{upload.pk}", arguments=arguments, actor=actor)
    upload.job = job
    upload.save(update_fields=["job"])
    return job
