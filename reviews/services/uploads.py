"""Workbooks come back: stored with what they say, applied exactly as their plan said, or given up (docs/adr/0014).

Applying is one transaction: the upload and the owners of its cells (score sheets, self-assessments) are locked, the
plan is made again, and unless it is the one that the person saw nothing happens. Each cell then goes the way of every
cell (services.operations): compare-and-set on the version that the plan saw, checked and kept in the history. An upload
is applied once; doing it again changes nothing. What takes longer than a page may is done by upload_jobs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Component
from assessment.core.fault_list import Faults
from assessment.core.models import User
from assessment.core.services import audit, jobs
from assessment.core.verdicts import require
from reviews.errors import RefusedError
from reviews.models import SheetUpload
from reviews.services.operations import Operation, Saved, save_planned
from reviews.workbooks import rules
from reviews.workbooks.kinds import WorkbookKind, kind_of
from reviews.workbooks.merging import Outcome, Texts
from reviews.workbooks.plan import ASKING, Item, Plan, owners_of_upload, plan_of_upload, rows_to_store
from reviews.workbooks.receiving import Received, receive
from reviews.workbooks.rows import scope_rows
from reviews.workbooks.scopes import ScopeRow

NAMESPACE = uuid5(NAMESPACE_OID, "pingheng/reviews/workbooks")
State = SheetUpload.State


class StaleError(RefusedError):
    """A cell has changed since the plan was shown: nothing was applied, a new plan is to be looked at."""

    def __init__(self) -> None:
        super().__init__("stale", _("Cells have changed since this plan was shown; nothing was applied. Look again."))


# --- reading ----------------------------------------------------------------------------------------------------------
def upload_workbook(
    *, kind: WorkbookKind, campaign: Campaign, path: Path, file_name: str, actor: User
) -> SheetUpload:  # fmt: skip
    """Read a workbook and keep what it says. Nothing changes in any cell.

    Raises PermissionDenied (role, phase), FaultsError where the file as a whole can't be taken.
    """
    require(kind.can_upload(actor, campaign))
    upload = new_upload(kind=kind, campaign=campaign, data=path.read_bytes(), file_name=file_name, actor=actor)
    received = read_upload(upload, path)
    with transaction.atomic():
        keep_rows(upload, received)
    return upload


def new_upload(*, kind: WorkbookKind, campaign: Campaign, data: bytes, file_name: str, actor: User) -> SheetUpload:
    """Not saved yet."""
    return SheetUpload(
        campaign=campaign,
        user=actor,
        kind=kind.name,
        file_name=_shown_name(file_name),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
    )


def read_upload(upload: SheetUpload, path: Path) -> Received:
    """What the file at ``path`` says. Raises FaultsError."""
    kind, name = kind_of(upload), upload.file_name
    return receive(
        path,
        name=name,
        kind=kind.name,
        user=upload.user_id,
        layout=kind.layout,
        scope_of=_scope_of(upload.campaign, name),
    )


def keep_rows(upload: SheetUpload, received: Received) -> None:
    """Store what was read; the caller is in a transaction."""
    upload.rows, upload.state = rows_to_store(received), State.PLANNED
    upload.save()
    after = {"sha256": upload.sha256, "rows": received.read, "different": len(received.rows)}
    record("upload_workbook", upload, upload.user, after)


def _shown_name(file_name: str) -> str:
    """As it is shown again: the end of a name says more than its beginning."""
    return "".join(sign if sign.isprintable() else " " for sign in file_name).strip()[-200:] or "xlsx"


def _scope_of(campaign: Campaign, name: str) -> Callable[[Any, Faults], Sequence[ScopeRow]]:
    """Holds a signed scope against the campaign it is brought to."""

    def rows(content: Any, faults: Faults) -> Sequence[ScopeRow]:
        if content["campaign"] != campaign.key:
            message = _("This workbook belongs to another campaign: %(key)s.") % {"key": content["campaign"]}
            faults.add(name, 0, "", message)
            return []
        parts = Component.objects.filter(campaign=campaign).values_list("pk", "version__content_hash")
        hashes = {str(pk): content_hash for pk, content_hash in parts}
        if any(hashes.get(pk) != content_hash for pk, content_hash in content["versions"].items()):
            faults.add(name, 0, "", _("The indicators have changed since this workbook was downloaded."))
        return scope_rows(content)

    return rows


# --- applying ---------------------------------------------------------------------------------------------------------
def apply_upload(
    *, upload: SheetUpload, digest: str, taken: Collection[int], actor: User, claim: jobs.Claim | None = None
) -> SheetUpload:
    """Do what the plan with ``digest`` says. ``taken``: numbers of the cells in question for which the file holds.

    Raises PermissionDenied, StaleError (the plan is another one by now), RefusedError (the file has faults, or is given
    up). An upload that is applied stays as it is. ``claim`` is that of the job that does it: it ends in the same
    transaction, so that a worker that lost it writes nothing.
    """
    require(kind_of(upload).can_upload(actor, upload.campaign))
    with transaction.atomic():
        held = lock_upload(upload, actor)
        if held.state != State.APPLIED:
            _require_planned(held)
            _lock_owners(held, actor)
            plan = plan_of_upload(held, actor)
            if plan.counts[Outcome.FAULT]:
                raise RefusedError("faults", _("The file has faults; correct them and upload it again."))
            if plan.digest != digest:
                raise StaleError
            changes = [item for item in plan.items if item.is_change(take=item.number in taken)]
            _save(held, plan, changes, taken, actor)
            _finish(held, plan, changes, taken, actor)
        if claim is not None:
            claim.finish({"upload": held.pk})
    return held


def lock_upload(upload: SheetUpload, actor: User) -> SheetUpload:
    """The account's own upload as it stands, its row locked."""
    rows = SheetUpload.objects.select_for_update(no_key=True, of=("self",)).select_related("campaign", "job")
    return rows.get(pk=upload.pk, user=actor)


def _require_planned(upload: SheetUpload) -> None:
    """Raises RefusedError for what is still to be read, refused or given up."""
    if upload.state != State.PLANNED:
        raise RefusedError("not_planned", _("This workbook is not waiting to be applied any more."))


def _lock_owners(upload: SheetUpload, actor: User) -> None:
    """In one order, so that two uploads never wait for each other: what the plan sees stays until the end."""
    owners = owners_of_upload(upload, actor)
    rows = owners.model._default_manager.select_for_update(no_key=True)
    list(rows.filter(pk__in=owners.order_by().values("pk")).order_by("pk").values_list("pk"))


def _save(upload: SheetUpload, plan: Plan, changes: Sequence[Item], taken: Collection[int], actor: User) -> None:
    cells = kind_of(upload).cells
    for pk, items in groupby(sorted(changes, key=_owner_of), key=_owner_of):
        wishes = [_operation(upload, item, take=item.number in taken) for item in items]
        answers = save_planned(cells, plan.desk.owners[pk], wishes, actor, plan.desk.checkers[pk])
        if not all(isinstance(answer, Saved) for answer in answers):
            raise StaleError


def _owner_of(item: Item) -> int:
    return item.stored.sheet


def _operation(upload: SheetUpload, item: Item, *, take: bool) -> Operation:
    """Its id follows from the file, the cell and what is done to it, so that the same is never done twice."""
    cell, target = item.stored, item.target(take=take)
    parts = (upload.user_id, upload.sha256, cell.sheet, cell.criterion, cell.channel, item.version, *_texts(target))
    return Operation(
        operation=uuid5(NAMESPACE, "\n".join(map(str, parts))),
        criterion=cell.criterion,
        channel=cell.channel,
        value=target.value,
        comment=target.comment,
        base_version=item.version,
    )


def _texts(target: Texts) -> tuple[str, str]:
    return target.value, target.comment


def _finish(upload: SheetUpload, plan: Plan, changes: Sequence[Item], taken: Collection[int], actor: User) -> None:
    left = [item for item in plan.items if item.outcome in ASKING and item.number not in taken]
    upload.state, upload.applied_at = State.APPLIED, timezone.now()
    upload.result = {
        "changed": len(changes),
        "left": len(left),
        "refused": plan.counts[Outcome.REFUSED],
        "same": plan.counts[Outcome.SAME],
        "cells": [_done(item, take=item.number in taken) for item in changes],
    }
    upload.save(update_fields=["state", "applied_at", "result"])
    counts = {name: number for name, number in upload.result.items() if name != "cells"}
    record("apply_workbook", upload, actor, {"sha256": upload.sha256, **counts})


def _done(item: Item, *, take: bool) -> dict[str, Any]:
    """What was done to a cell, for the page: before and after."""
    target = item.target(take=take)
    return {"number": item.number, "before": _texts(item.now), "after": _texts(target)}


# --- giving up --------------------------------------------------------------------------------------------------------
def discard_upload(*, upload: SheetUpload, actor: User) -> SheetUpload:
    """Give up a workbook that waits to be read or applied; what it says is forgotten, and its job stops.

    One that is given up or refused stays so. Raises PermissionDenied, RefusedError for one that is applied.
    """
    require(rules.can_discard_upload(actor, upload))
    with transaction.atomic():
        held = lock_upload(upload, actor)
        if held.state == State.APPLIED:
            raise RefusedError("applied", _("This workbook is applied; what it changed stands on its page."))
        if held.state in (State.READING, State.PLANNED):
            if held.job is not None:
                jobs.cancel(job=held.job, actor=actor)
            held.state, held.rows, held.content = State.DISCARDED, [], None
            held.save(update_fields=["state", "rows", "content"])
            record("discard_workbook", held, actor, {"sha256": held.sha256})
    return held


def record(verb: str, upload: SheetUpload, actor: User, after: Any) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        object_type="sheet_upload",
        object_key=str(upload.pk),
        campaign_key=upload.campaign.key,
        after={"kind": upload.kind, **after},
    )
