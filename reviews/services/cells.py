"""Saving the cells of a score sheet, by the operations of all cells (reviews.services.operations).

The history is the audit trail of cells: one more entry in the hash chain for each keystroke would queue all evaluators
on one row (ADR 8).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from assessment.core.models import User
from assessment.core.verdicts import require
from reviews import rules
from reviews.checking import CellChecker
from reviews.errors import LockedError, RefusedError
from reviews.models import Score, ScoreChange, ScoreSheet
from reviews.remit import Remit, remit_of
from reviews.services.operations import (
    Batch,
    Conflict,
    Kind,
    Operation,
    Refused,
    Result,
    Saved,
    accepted,
    in_one_go,
)

SCORES = Kind(Score, ScoreChange, owner="sheet", text="comment")


def save_cell(
    *,
    sheet: ScoreSheet,
    criterion: int,
    channel: str,
    value: str,
    comment: str,
    base_version: int,
    operation: UUID,
    actor: User,
) -> Saved | Conflict:
    """One cell. Raises RefusedError for what is no value, LockedError, PermissionDenied."""
    wish = Operation(operation, criterion, channel, value, comment, base_version)
    (answer,) = save_cells(sheet=sheet, operations=[wish], actor=actor)
    if isinstance(answer, Refused):
        raise RefusedError(answer.code, answer.reason)
    return answer


def save_cells(
    *, sheet: ScoreSheet, operations: Sequence[Operation], actor: User, remit: Remit | None = None
) -> list[Result]:
    """The answers in the order of ``operations`` (1…50), which may touch a cell more than once, in that order.

    Raises PermissionDenied (not the evaluator, phase, conflict of interest) and LockedError (submitted) for all of
    them at once. ``sheet`` comes from selectors.visible_sheets; ``remit`` where it is known already.
    """
    wishes, known = accepted(operations), remit or remit_of(sheet)
    require(rules.can_score_sheet(actor, sheet, known.standing))
    checker = CellChecker.of(sheet, known, [wish.criterion for wish in wishes])

    def decide() -> list[Result]:
        lock_open(sheet)
        return Batch(SCORES, sheet, wishes, actor, checker).save()

    return in_one_go(decide)


def lock_open(sheet: ScoreSheet) -> None:
    """Take the sheet's row lock, inside a transaction. Raises LockedError where it is submitted."""
    locked = ScoreSheet.objects.select_for_update(no_key=True).values_list("status", flat=True)
    if locked.get(pk=sheet.pk) == ScoreSheet.Status.SUBMITTED:
        raise LockedError(_("This sheet is submitted; it can be reopened by a second person."))
