"""Saving cells: compare-and-set on a version, harmless when repeated, nothing lost (quality.md §1).

An operation says: the cell was at ``base_version`` when I wrote this. It is taken if the cell still is; else it has
lost: both values are answered, and the losing one is kept in the history. An operation id that was answered before is
answered the same again, whatever has happened since, so a request may be sent until its answer arrives.

All operations of a request are decided in one transaction under the sheet's row lock, and written in a constant
number of statements: an answer is never partial, and a request that fails has changed nothing. The lock also keeps a
value from slipping in while the sheet is being submitted. The UPDATE itself is conditional on the versions that were
read, so that a writer who does not take the lock can't be overwritten either.

The history is the audit trail of cells: one more entry in the hash chain for each keystroke would queue all evaluators
on one row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.core.models import User
from assessment.core.verdicts import require
from assessment.scoring import CellFault, ValueFault, VersionPlan, locate
from indicators.models import Criterion
from reviews import rules
from reviews.assigned import sections_of
from reviews.errors import LockedError, RefusedError
from reviews.models import Score, ScoreChange, ScoreSheet
from reviews.plans import plan_of
from reviews.scope import asked_cells, is_last_round, scope_of
from reviews.sentences import cell_sentence, value_sentence
from reviews.values import canonical_value

MOST_OPERATIONS = 50
MOST_PLANNED = 150  # of one statement; SQLite's expressions have a depth
LONGEST_VALUE, LONGEST_COMMENT = 1000, 4000
ATTEMPTS = 3
CellKey = tuple[int, str]  # (criterion id, channel)


@dataclass(frozen=True)
class Operation:
    """``criterion`` is the database id; ``value`` the text as typed; ``base_version`` 0: the cell had no row."""

    operation: UUID
    criterion: int
    channel: str
    value: str
    comment: str
    base_version: int

    @property
    def cell(self) -> CellKey:
        return self.criterion, self.channel


@dataclass(frozen=True)
class Content:
    """What a cell holds. ``version`` 0 and no time: nothing yet."""

    value: str = ""
    comment: str = ""
    version: int = 0
    at: datetime | None = None


@dataclass(frozen=True)
class Saved:
    """``content`` is the cell after the operation, its value in canonical form."""

    operation: UUID
    content: Content


@dataclass(frozen=True)
class Conflict:
    """The cell had moved on: ``theirs`` stands, ``mine`` is kept in the history."""

    operation: UUID
    mine: Content
    theirs: Content


@dataclass(frozen=True)
class Refused:
    """No value of this cell. ``code`` for programs, ``reason`` a sentence for the reader."""

    operation: UUID
    code: str
    reason: str


Answer = Saved | Conflict | Refused


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


def save_cells(*, sheet: ScoreSheet, operations: Sequence[Operation], actor: User) -> list[Answer]:
    """The answers in the order of ``operations`` (1…50), which may touch a cell more than once, in that order.

    Raises PermissionDenied (not the evaluator, phase, conflict of interest) and LockedError (submitted) for all of
    them at once. ``sheet`` comes from selectors.visible_sheets.
    """
    if not 1 <= len(operations) <= MOST_OPERATIONS:
        raise RefusedError("count", _("1 to %(most)s changes go into one request.") % {"most": MOST_OPERATIONS})
    require(rules.can_score_sheet(actor, sheet))
    wishes = [replace(wish, channel=wish.channel.strip()) for wish in operations]
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                lock_open(sheet)
                return _Batch(sheet, wishes, actor).save()
        except (_OvertakenError, IntegrityError):  # a row for the same new cell, or the same operation elsewhere
            continue
    raise RefusedError("busy", _("The sheet is being changed by somebody else; please try again."))


def save_planned(
    *, sheet: ScoreSheet, operations: Sequence[Operation], actor: User, checker: CellChecker
) -> list[Answer]:
    """As ``save_cells``, any number of them, for a plan over many sheets: the caller is in a transaction, holds the
    sheet's lock, and has asked there whether the actor may. ``checker`` is that of the sheet.

    Raises RefusedError where a writer without the lock came between; the caller's transaction is to end then.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("planned changes are saved in the transaction that planned them")
    answers: list[Answer] = []
    try:
        for begin in range(0, len(operations), MOST_PLANNED):
            batch = _Batch(sheet, operations[begin : begin + MOST_PLANNED], actor, checker=checker)
            answers += batch.save()
    except (_OvertakenError, IntegrityError) as overtaken:
        raise RefusedError("busy", _("The sheet is being changed by somebody else; please try again.")) from overtaken
    return answers


def lock_open(sheet: ScoreSheet) -> None:
    """Take the sheet's row lock, inside a transaction. Raises LockedError where it is submitted."""
    locked = ScoreSheet.objects.select_for_update(no_key=True).values_list("status", flat=True)
    if locked.get(pk=sheet.pk) == ScoreSheet.Status.SUBMITTED:
        raise LockedError(_("This sheet is submitted; it can be reopened by a second person."))


class _OvertakenError(Exception):
    """A cell changed between reading and writing, by a writer without the lock."""


@dataclass
class _Batch:
    """The operations of one request, decided in memory against the rows read under the lock."""

    sheet: ScoreSheet
    operations: Sequence[Operation]
    actor: User
    now: datetime = field(default_factory=timezone.now)
    changes: list[ScoreChange] = field(default_factory=list)
    checker: CellChecker | None = None

    def save(self) -> list[Answer]:
        self.known = _answered(wish.operation for wish in self.operations)
        if self.checker is None:
            self.checker = CellChecker.of(self.sheet, [wish.criterion for wish in self.operations])
        rows = Score.objects.filter(sheet=self.sheet, criterion__in={wish.criterion for wish in self.operations})
        self.rows = {(row.criterion_id, row.channel): row for row in rows}
        self.cells = {key: _content(row) for key, row in self.rows.items()}
        answers = [self.answer(wish) for wish in self.operations]
        self.write()
        return answers

    def answer(self, wish: Operation) -> Answer:
        change = self.known.get(wish.operation)
        if change is not None:
            return _same_again(change, wish, self.sheet)
        try:
            assert self.checker is not None
            value = self.checker.value(wish.criterion, wish.channel, wish.value)
            check_text(wish.comment, longest=LONGEST_COMMENT)
        except RefusedError as refused:
            return Refused(wish.operation, refused.code, refused.reason)
        stands = self.cells.get(wish.cell, Content())
        lost = stands.version != wish.base_version
        change = ScoreChange(
            sheet=self.sheet,
            criterion_id=wish.criterion,
            channel=wish.channel,
            operation=wish.operation,
            base_version=wish.base_version,
            version=stands.version if lost else stands.version + 1,
            value=value,
            comment=wish.comment,
            previous_value=stands.value,
            previous_comment=stands.comment,
            previous_at=stands.at,
            lost=lost,
            at=self.now,
            actor=self.actor,
        )
        self.changes.append(change)
        self.known[wish.operation] = change
        if not lost:
            self.cells[wish.cell] = Content(value, wish.comment, change.version, self.now)
        return _answer_of(change)

    def write(self) -> None:
        moved = {(change.criterion_id, change.channel) for change in self.changes if not change.lost}
        new = [key for key in sorted(moved) if key not in self.rows]
        Score.objects.bulk_create(
            Score(sheet=self.sheet, criterion_id=key[0], channel=key[1], **_columns(self.cells[key])) for key in new
        )
        old = [key for key in sorted(moved) if key in self.rows]
        if old:
            compare_and_set({self.rows[key].pk: (self.rows[key].version, self.cells[key]) for key in old}, at=self.now)
        ScoreChange.objects.bulk_create(self.changes)


def compare_and_set(wanted: Mapping[int, tuple[int, Content]], *, at: datetime) -> None:
    """``UPDATE … WHERE version = …`` for all rows at once: score id → (version read, new content).

    Raises _OvertakenError, and the transaction with it ends, unless every row was still at the version that was read.
    """
    untouched = Q()
    for pk, (version, _new) in wanted.items():
        untouched |= Q(pk=pk, version=version)

    def by_row(name: str, kind: TextField[str, str] | IntegerField[int, int]) -> Cast:
        cases = [When(pk=pk, then=Value(getattr(content, name))) for pk, (_read, content) in wanted.items()]
        return Cast(Case(*cases, output_field=kind), output_field=kind)

    changed = Score.objects.filter(untouched).update(
        value=by_row("value", TextField()),
        comment=by_row("comment", TextField()),
        version=by_row("version", IntegerField()),
        updated_at=at,
    )
    if changed != len(wanted):
        raise _OvertakenError


def check_text(text: str, *, longest: int) -> None:
    """Raises RefusedError for what no database takes (NUL) or is too long."""
    if "\x00" in text:
        raise RefusedError("bad_text", _("The text holds a sign that cannot be stored."))
    if len(text) > longest:
        raise RefusedError("too_long", _("At most %(most)s characters are expected.") % {"most": longest})


@dataclass(frozen=True)
class CellChecker:
    """Is it a cell of this sheet, and is the text a value of it?"""

    plan: VersionPlan
    addresses: Mapping[int, str]
    asked: frozenset[int]

    @classmethod
    def of(cls, sheet: ScoreSheet, criteria: Iterable[int]) -> CellChecker:
        """Four queries whatever the number of criteria (database ids), and those of the assignment."""
        plan = plan_of(sheet.component.version)
        rows = Criterion.objects.filter(version=sheet.component.version_id, pk__in=set(criteria))
        scope = scope_of(sheet.component, sheet.entity)
        cells = asked_cells(plan, scope, sections_of(sheet), last_round=is_last_round(sheet.round))
        return cls(plan, dict(rows.values_list("pk", "address")), frozenset(cell.index for cell in cells))

    def cell(self, criterion: int, channel: str) -> int:
        """The index of the plan's cell. Raises RefusedError."""
        address = self.addresses.get(criterion)
        if address is None:
            raise RefusedError("unknown_criterion", _("The criterion does not belong to this sheet."))
        try:
            cell = locate(self.plan, address, channel)
        except CellFault as fault:
            raise RefusedError(fault.code, cell_sentence(fault)) from fault
        if cell.index not in self.asked:
            raise RefusedError("not_asked", _("%(address)s is not asked on this sheet.") % {"address": address})
        return cell.index

    def value(self, criterion: int, channel: str, text: str) -> str:
        """The canonical text of a value. Raises RefusedError."""
        cell = self.plan.cells[self.cell(criterion, channel)]
        check_text(text, longest=LONGEST_VALUE)
        try:
            return canonical_value(self.plan.criteria[cell.criterion], text)
        except ValueFault as fault:
            raise RefusedError(fault.code, value_sentence(fault)) from fault


def _answered(operations: Iterable[UUID]) -> dict[UUID, ScoreChange]:
    return {change.operation: change for change in ScoreChange.objects.filter(operation__in=list(operations))}


def _same_again(change: ScoreChange, wish: Operation, sheet: ScoreSheet) -> Answer:
    if (change.sheet_id, change.criterion_id, change.channel) != (sheet.pk, wish.criterion, wish.channel):
        return Refused(wish.operation, "operation_reused", _("The operation id belongs to another change."))
    return _answer_of(change)


def _answer_of(change: ScoreChange) -> Saved | Conflict:
    mine = Content(change.value, change.comment, change.version, change.at)
    if not change.lost:
        return Saved(change.operation, mine)
    theirs = Content(change.previous_value, change.previous_comment, change.version, change.previous_at)
    return Conflict(change.operation, replace(mine, version=change.base_version), theirs)


def _content(row: Score) -> Content:
    return Content(row.value, row.comment, row.version, row.updated_at)


def _columns(content: Content) -> dict[str, object]:
    """``updated_at`` is set by the row itself (auto_now)."""
    return {"value": content.value, "comment": content.comment, "version": content.version}
