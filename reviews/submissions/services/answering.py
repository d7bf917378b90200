"""Saving answers as scores are saved (reviews.services.cells, ADR 8): compare-and-set on a version, harmless when
repeated, what loses is kept. The content of a cell is its value and its statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.core.models import User
from assessment.core.verdicts import require
from reviews.errors import LockedError, RefusedError
from reviews.services.cells import (
    ATTEMPTS,
    LONGEST_COMMENT,
    MOST_OPERATIONS,
    CellChecker,
    Conflict,
    Content,
    Operation,
    Refused,
    Saved,
    check_text,
)
from reviews.submissions import rules
from reviews.submissions.asked import CellKey, Questions
from reviews.submissions.models import Answer, AnswerChange, SelfAssessment
from reviews.submissions.selectors import answers_of

Result = Saved | Conflict | Refused


def save_answers(*, assessment: SelfAssessment, operations: Sequence[Operation], actor: User) -> list[Result]:
    """The answers in the order of ``operations`` (1…50). Raises PermissionDenied, LockedError for all at once.

    ``assessment`` comes from selectors.visible_assessments; a comment is the cell's statement.
    """
    if not 1 <= len(operations) <= MOST_OPERATIONS:
        raise RefusedError("count", _("1 to %(most)s changes go into one request.") % {"most": MOST_OPERATIONS})
    require(rules.can_answer_assessment(actor, assessment))
    wishes = [replace(wish, channel=wish.channel.strip()) for wish in operations]
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _Batch(lock_open(assessment), wishes, actor).save()
        except IntegrityError:  # the same operation elsewhere in the same moment
            continue
    raise RefusedError("busy", _("It is being changed by somebody else; please try again."))


def lock_open(assessment: SelfAssessment) -> SelfAssessment:
    """The self-assessment as it stands, its row locked. Raises LockedError where it is submitted."""
    rows = SelfAssessment.objects.select_for_update(no_key=True, of=("self",))
    locked = rows.select_related("component__version__system", "entity__campaign").get(pk=assessment.pk)
    if locked.is_submitted:
        raise LockedError(_("This self-assessment is submitted; the administration can reopen it."))
    return locked


@dataclass
class _Batch:
    """The operations of one request, decided in memory; every writer holds the lock of the self-assessment."""

    assessment: SelfAssessment
    operations: Sequence[Operation]
    actor: User
    now: datetime = field(default_factory=timezone.now)
    changes: list[AnswerChange] = field(default_factory=list)

    def save(self) -> list[Result]:
        known = AnswerChange.objects.filter(operation__in=[wish.operation for wish in self.operations])
        self.known = {change.operation: change for change in known}
        self.checker = checker_of(Questions.of(self.assessment))
        self.rows = answers_of(self.assessment)
        self.contents = {key: content_of(row) for key, row in self.rows.items()}
        results = [self.answer(wish) for wish in self.operations]
        self.write()
        return results

    def answer(self, wish: Operation) -> Result:
        change = self.known.get(wish.operation)
        if change is not None:
            return self.same_again(change, wish)
        try:
            value = self.checker.value(wish.criterion, wish.channel, wish.value)
            check_text(wish.comment, longest=LONGEST_COMMENT)
        except RefusedError as refused:
            return Refused(wish.operation, refused.code, refused.reason)
        stands = self.contents.get(wish.cell, Content())
        lost = stands.version != wish.base_version
        change = AnswerChange(
            assessment=self.assessment,
            criterion_id=wish.criterion,
            channel=wish.channel,
            operation=wish.operation,
            base_version=wish.base_version,
            version=stands.version if lost else stands.version + 1,
            value=value,
            statement=wish.comment,
            previous_value=stands.value,
            previous_statement=stands.comment,
            previous_at=stands.at,
            lost=lost,
            at=self.now,
            actor=self.actor,
        )
        self.changes.append(change)
        self.known[wish.operation] = change
        if not lost:
            self.contents[wish.cell] = Content(value, wish.comment, change.version, self.now)
        return result_of(change)

    def same_again(self, change: AnswerChange, wish: Operation) -> Result:
        if (change.assessment_id, change.criterion_id, change.channel) != (self.assessment.pk, *wish.cell):
            return Refused(wish.operation, "operation_reused", _("The operation id belongs to another change."))
        return result_of(change)

    def write(self) -> None:
        moved = {(change.criterion_id, change.channel) for change in self.changes if not change.lost}
        rows = [self.row(key) for key in sorted(moved)]
        Answer.objects.bulk_create([row for row in rows if row.pk is None])
        Answer.objects.bulk_update(
            [row for row in rows if row.pk is not None], ["value", "statement", "version", "taken_over", "updated_at"]
        )
        AnswerChange.objects.bulk_create(self.changes)

    def row(self, key: CellKey) -> Answer:
        """The row with its new content; what somebody has saved is no longer last year's."""
        row, new = self.rows.get(key), self.contents[key]
        if row is None:
            row = Answer(assessment=self.assessment, criterion_id=key[0], channel=key[1])
        row.value, row.statement, row.version = new.value, new.comment, new.version
        row.taken_over, row.updated_at = False, self.now
        return row


def checker_of(questions: Questions) -> CellChecker:
    addresses = {pk: address for address, pk in questions.ids.items()}
    return CellChecker(questions.plan, addresses, frozenset(cell.index for cell in questions.cells))


def content_of(row: Answer) -> Content:
    return Content(row.value, row.statement, row.version, row.updated_at)


def result_of(change: AnswerChange) -> Saved | Conflict:
    mine = Content(change.value, change.statement, change.version, change.at)
    if not change.lost:
        return Saved(change.operation, mine)
    theirs = Content(change.previous_value, change.previous_statement, change.version, change.previous_at)
    return Conflict(change.operation, replace(mine, version=change.base_version), theirs)
