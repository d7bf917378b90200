"""Workbooks of score sheets come back: stored with what they say, and applied exactly as their plan said.

Applying is one transaction: the upload and its sheets are locked, the plan is made again, and unless it is the one that
the person saw nothing happens. Each cell then goes the way of every cell (services.cells): compare-and-set on the
version that the plan saw, checked and kept in the history. An upload is applied once; doing it again changes nothing.
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
from assessment.core.services import audit
from assessment.core.verdicts import require
from reviews.errors import RefusedError
from reviews.models import ScoreSheet, SheetUpload
from reviews.services.cells import save_planned
from reviews.services.operations import Operation, Saved
from reviews.workbooks import rules
from reviews.workbooks.merging import Outcome, Texts
from reviews.workbooks.plan import ASKING, Item, Plan, plan_of_upload, rows_to_store, sheets_of_upload
from reviews.workbooks.receiving import receive
from reviews.workbooks.scopes import ScopeRow
from reviews.workbooks.sheets import KIND, LAYOUT, scope_rows

NAMESPACE = uuid5(NAMESPACE_OID, "pingheng/reviews/workbooks")


class StaleError(RefusedError):
    """A cell has changed since the plan was shown: nothing was applied, a new plan is to be looked at."""

    def __init__(self) -> None:
        super().__init__("stale", _("Cells have changed since this plan was shown; nothing was applied. Look again."))


def upload_sheets(*, campaign: Campaign, path: Path, file_name: str, actor: User) -> SheetUpload:
    """Read a workbook and keep what it says. Nothing changes on any sheet.

    Raises PermissionDenied (role, phase), FaultsError where the file as a whole can't be taken.
    """
    require(rules.can_upload_workbook(actor, campaign))
    name = _shown_name(file_name)
    received = receive(path, name=name, kind=KIND, user=actor.pk, layout=LAYOUT, scope_of=_scope_of(campaign, name))
    data = path.read_bytes()
    with transaction.atomic():
        upload = SheetUpload.objects.create(
            campaign=campaign,
            user=actor,
            file_name=name,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            rows=rows_to_store(received),
        )
        after = {"sha256": upload.sha256, "rows": received.read, "different": len(received.rows)}
        _record("upload_sheets", upload, actor, after)
    return upload


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


def apply_upload(*, upload: SheetUpload, digest: str, taken: Collection[int], actor: User) -> SheetUpload:
    """Do what the plan with ``digest`` says. ``taken``: numbers of the cells in question for which the file holds.

    Raises PermissionDenied, StaleError (the plan is another one by now), RefusedError (the file has faults). An upload
    that is applied stays as it is.
    """
    require(rules.can_upload_workbook(actor, upload.campaign))
    with transaction.atomic():
        locked = SheetUpload.objects.select_for_update(no_key=True, of=("self",)).select_related("campaign")
        held = locked.get(pk=upload.pk, user=actor)
        if held.state == SheetUpload.State.APPLIED:
            return held
        _lock_sheets(held, actor)
        plan = plan_of_upload(held, actor)
        if plan.counts[Outcome.FAULT]:
            raise RefusedError("faults", _("The file has faults; correct them and upload it again."))
        if plan.digest != digest:
            raise StaleError
        changes = [item for item in plan.items if item.is_change(take=item.number in taken)]
        _save(held, plan, changes, taken, actor)
        _finish(held, plan, changes, taken, actor)
    return held


def _lock_sheets(upload: SheetUpload, actor: User) -> None:
    """In one order, so that two uploads never wait for each other: what the plan sees stays until the end."""
    ids = sheets_of_upload(upload, actor).order_by().values("pk")
    list(ScoreSheet.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def _save(upload: SheetUpload, plan: Plan, changes: Sequence[Item], taken: Collection[int], actor: User) -> None:
    for pk, items in groupby(sorted(changes, key=_sheet_of), key=_sheet_of):
        wishes = [_operation(upload, item, take=item.number in taken) for item in items]
        answers = save_planned(sheet=plan.sheets[pk], operations=wishes, actor=actor, checker=plan.checkers[pk])
        if not all(isinstance(answer, Saved) for answer in answers):
            raise StaleError


def _sheet_of(item: Item) -> int:
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
    upload.state, upload.applied_at = SheetUpload.State.APPLIED, timezone.now()
    upload.result = {
        "changed": len(changes),
        "left": len(left),
        "refused": plan.counts[Outcome.REFUSED],
        "same": plan.counts[Outcome.SAME],
        "cells": [_done(item, take=item.number in taken) for item in changes],
    }
    upload.save(update_fields=["state", "applied_at", "result"])
    counts = {name: number for name, number in upload.result.items() if name != "cells"}
    _record("apply_sheets", upload, actor, {"sha256": upload.sha256, **counts})


def _done(item: Item, *, take: bool) -> dict[str, Any]:
    """What was done to a cell, for the page: before and after."""
    target = item.target(take=take)
    return {"number": item.number, "before": _texts(item.now), "after": _texts(target)}


def _record(verb: str, upload: SheetUpload, actor: User, after: Any) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        object_type="sheet_upload",
        object_key=str(upload.pk),
        campaign_key=upload.campaign.key,
        after=after,
    )
