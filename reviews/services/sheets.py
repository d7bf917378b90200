"""Submitting and reopening sheets: a submitted sheet is one packed vector, and locked (architecture.md §2)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.campaigns.policy import work_policy
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from indicators.models import Criterion
from reviews import rules
from reviews.checking import check_text
from reviews.errors import Gap, GapsError, RefusedError
from reviews.models import Score, ScoreSheet
from reviews.remit import remit_of
from reviews.scope import channel_name
from reviews.selectors import WITH
from reviews.services.packing import pack_sheets
from reviews.values import is_below_full

LONGEST_REASON = 4000


def submit_sheet(*, sheet: ScoreSheet, actor: User) -> ScoreSheet:
    """Pack the sheet and lock it; a second submission changes nothing.

    Raises PermissionDenied, and GapsError while something is missing that the campaign's policy asks for.
    """
    require(rules.can_submit_sheet(actor, sheet))
    with transaction.atomic():
        locked = locked_sheet(sheet)
        if locked.is_submitted:
            return locked
        gaps = list(find_gaps(locked))
        if gaps:
            raise GapsError(_("%(count)s places are not filled in yet.") % {"count": len(gaps)}, gaps)
        (pack,) = pack_sheets([locked])
        locked.pack, locked.status, locked.submitted_at = pack, ScoreSheet.Status.SUBMITTED, timezone.now()
        locked.save(update_fields=["pack", "status", "submitted_at"])
        record_sheet("submit_sheet", locked, actor, before={"status": "open"}, after={"revision": pack.revision})
    return locked


def unlock(sheet: ScoreSheet) -> ScoreSheet:
    """Open a submitted sheet again, inside the transaction of services.reopening. Its packs stay: runs read them."""
    locked = locked_sheet(sheet)
    if locked.is_submitted:
        locked.status, locked.submitted_at, locked.pack = ScoreSheet.Status.OPEN, None, None
        locked.save(update_fields=["status", "submitted_at", "pack"])
    return locked


def find_gaps(sheet: ScoreSheet) -> Iterable[Gap]:
    """What the sheet lacks, in document order: values, and reasons where the policy asks for them. Eight queries."""
    policy = work_policy(sheet.component.campaign.policy)
    remit = remit_of(sheet)
    ids = dict(Criterion.objects.filter(version=sheet.component.version_id).values_list("address", "pk"))
    rows = Score.objects.filter(sheet=sheet).values_list("criterion_id", "channel", "value", "comment")
    held = {(criterion, channel): (value, comment) for criterion, channel, value, comment in rows}
    for cell in remit.cells:
        criterion, channel = remit.plan.criteria[cell.criterion], channel_name(remit.plan, cell)
        value, comment = held.get((ids[criterion.address], channel), ("", ""))
        place = (ids[criterion.address], criterion.address, channel)
        if not value and policy["gaps"] == "refuse":
            yield Gap(*place, missing="value")
        if policy["reasons"] == "below_full" and not comment.strip() and is_below_full(criterion, value):
            yield Gap(*place, missing="comment")


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise RefusedError("reason_required", _("Please give a reason."))
    check_text(reason, longest=LONGEST_REASON)


def locked_sheet(sheet: ScoreSheet) -> ScoreSheet:
    """The sheet as it stands, its row locked."""
    rows = ScoreSheet.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related(*WITH, "component__campaign").get(pk=sheet.pk)


def record_sheet(verb: str, sheet: ScoreSheet, actor: User, *, before: object, after: object) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        object_type="sheet",
        object_key=str(sheet.pk),
        campaign_key=sheet.component.campaign.key,
        before=before,
        after={**(after if isinstance(after, dict) else {}), "sheet": str(sheet)},
    )
