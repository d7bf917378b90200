"""Opening a submitted sheet again: one person asks with a reason, a second one grants it (quality.md §2)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.core.models import User
from assessment.core.verdicts import require
from reviews import rules
from reviews.errors import RefusedError
from reviews.models import Reopening, ScoreSheet
from reviews.services.sheets import check_reason, locked_sheet, record_sheet, unlock
from reviews.telling import tell_asked, tell_decided


def ask_reopening(*, sheet: ScoreSheet, reason: str, actor: User) -> Reopening:
    """A request that waits for a second person; one that waits already is returned as it is.

    Raises PermissionDenied (neither its evaluator nor a lead, phase, imported), RefusedError: "reason_required",
    "open" (the sheet is open anyway).
    """
    require(rules.can_ask_reopening(actor, sheet))
    check_reason(reason)
    with transaction.atomic():
        locked = locked_sheet(sheet)
        if not locked.is_submitted:
            raise RefusedError("open", _("This sheet is open already."))
        waiting = Reopening.objects.filter(sheet=locked, decided_at=None).select_related("asked_by").first()
        if waiting is not None:
            return waiting
        request = Reopening.objects.create(
            sheet=locked, reason=reason.strip(), asked_by=actor, asked_at=timezone.now(), decided_by=None
        )
        record_sheet("ask_reopening", locked, actor, before=None, after={"reason": request.reason})
        tell_asked(request)
    return request


def decide_reopening(*, reopening: Reopening, grant: bool, answer: str, actor: User) -> Reopening:
    """Open the sheet, or refuse with an answer. A request that is decided stays as it is.

    Raises PermissionDenied (asked by the actor, the sheet's own evaluator, no lead among the two, phase) and
    RefusedError for a refusal without a reason.
    """
    require(rules.can_decide_reopening(actor, reopening))
    if answer.strip() or not grant:
        check_reason(answer)
    with transaction.atomic():
        sheet = locked_sheet(reopening.sheet)
        kept = Reopening.objects.select_related("asked_by").get(pk=reopening.pk)
        if not kept.is_waiting:
            return kept
        kept.sheet, kept.decided_by, kept.decided_at = sheet, actor, timezone.now()
        kept.granted, kept.answer = grant, answer.strip()
        kept.save(update_fields=["decided_by", "decided_at", "granted", "answer"])
        if grant:
            unlock(sheet)
        verb = "reopen_sheet" if grant else "refuse_reopening"
        after = {"reason": kept.reason, "asked_by": kept.asked_by.get_username(), "answer": kept.answer}
        record_sheet(verb, sheet, actor, before={"status": "submitted"}, after=after)
        tell_decided(kept)
    return kept
