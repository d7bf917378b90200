"""Operations on cells: compare-and-set on a version, harmless when repeated, nothing lost (quality.md §1, ADR 8).

An operation says: the cell was at ``base_version`` when I wrote this. It is taken if the cell still is; else it has
lost: both values are answered, and the losing one is kept in the history. An operation id that was answered before is
answered the same again, whatever has happened since, so a request may be sent until its answer arrives.

All operations of a request are decided in one transaction under the row lock of what the cells belong to, and written
in a constant number of statements: an answer is never partial, and a request that fails has changed nothing. The lock
also keeps a value from slipping in while a sheet is being submitted. The UPDATE itself is conditional on the versions
that were read, so that a writer who does not take the lock can't be overwritten either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.core.frozen import refuse
from assessment.core.models import User
from reviews.checking import LONGEST_COMMENT, CellChecker, check_text
from reviews.errors import RefusedError
from reviews.models.cells import CellChange, CellRow

MOST_OPERATIONS = 50
MOST_PLANNED = 150  # of one statement
ATTEMPTS = 3
CellKey = tuple[int, str]  # (criterion id, channel)


# --- what is asked and answered ---------------------------------------------------------------------------------------
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


Result = Saved | Conflict | Refused


# --- a request --------------------------------------------------------------------------------------------------------
class OvertakenError(Exception):
    """A cell changed between reading and writing, by a writer without the lock."""


def accepted(operations: Sequence[Operation]) -> list[Operation]:
    """Those of one request, 1…50, their channels without blanks around. Raises RefusedError for another number."""
    if not 1 <= len(operations) <= MOST_OPERATIONS:
        raise RefusedError("count", _("1 to %(most)s changes go into one request.") % {"most": MOST_OPERATIONS})
    return [replace(wish, channel=wish.channel.strip()) for wish in operations]


def in_one_go(decide: Callable[[], list[Result]], *, attempts: int = ATTEMPTS) -> list[Result]:
    """``decide`` in a transaction, and again where another writer was quicker: a row for the same new cell, or the
    same operation elsewhere. Raises RefusedError ("busy") after the last attempt.
    """
    for _attempt in range(attempts):
        try:
            with transaction.atomic():
                return decide()
        except (OvertakenError, IntegrityError):
            continue
    raise RefusedError("busy", _("It is being changed by somebody else; please try again."))


# --- deciding ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Kind:
    """A kind of cell: the models of its rows and of their history, the field of what a cell belongs to, that of the
    text beside the value, and what else a row holds once somebody has saved it (by field).
    """

    rows: type[CellRow]
    changes: type[CellChange]
    owner: str
    text: str
    also: Mapping[str, Any] = field(default_factory=dict)

    def content(self, row: Any) -> Content:
        return Content(row.value, getattr(row, self.text), row.version, row.updated_at)

    def columns(self, content: Content) -> dict[str, Any]:
        """``updated_at`` is set by a new row itself (auto_now)."""
        return {"value": content.value, self.text: content.comment, "version": content.version, **self.also}

    def result(self, change: Any) -> Saved | Conflict:
        """What an operation was answered, out of the history."""
        mine = Content(change.value, getattr(change, self.text), change.version, change.at)
        if not change.lost:
            return Saved(change.operation, mine)
        before = getattr(change, f"previous_{self.text}")
        theirs = Content(change.previous_value, before, change.version, change.previous_at)
        return Conflict(change.operation, replace(mine, version=change.base_version), theirs)


@dataclass
class Batch:
    """Operations on the cells of ``owner``, decided in memory against the rows read under its lock.

    ``save`` is called in the transaction that holds the lock. It raises OvertakenError or IntegrityError where a writer
    without the lock came between, and the transaction is to end then.
    """

    kind: Kind
    owner: Model
    operations: Sequence[Operation]
    actor: User
    checker: CellChecker
    now: datetime = field(default_factory=timezone.now)
    changes: list[CellChange] = field(default_factory=list)

    def save(self) -> list[Result]:
        """In the order of ``operations``, which may touch a cell more than once, in that order."""
        ids = [wish.operation for wish in self.operations]
        known = self.kind.changes.objects.filter(operation__in=ids)
        self.known: dict[UUID, CellChange] = {change.operation: change for change in known}
        wanted = {wish.criterion for wish in self.operations}
        rows = self.kind.rows.objects.filter(**{self.kind.owner: self.owner}, criterion__in=wanted)
        self.rows = {(row.criterion_id, row.channel): row for row in rows}
        self.contents = {key: self.kind.content(row) for key, row in self.rows.items()}
        results = [self.decide(wish) for wish in self.operations]
        self.write()
        return results

    def decide(self, wish: Operation) -> Result:
        change = self.known.get(wish.operation)
        if change is not None:
            return self.same_again(change, wish)
        try:
            value = self.checker.value(wish.criterion, wish.channel, wish.value)
            check_text(wish.comment, longest=LONGEST_COMMENT)
        except RefusedError as refused:
            return Refused(wish.operation, refused.code, refused.reason)
        stands = self.contents.get(wish.cell, Content())
        change = self.change(replace(wish, value=value), stands, lost=stands.version != wish.base_version)
        self.changes.append(change)
        self.known[wish.operation] = change
        if not change.lost:
            self.contents[wish.cell] = Content(value, wish.comment, change.version, self.now)
        return self.kind.result(change)

    def change(self, wish: Operation, stands: Content, *, lost: bool) -> CellChange:
        """The operation as the history keeps it."""
        return self.kind.changes(
            criterion_id=wish.criterion,
            channel=wish.channel,
            operation=wish.operation,
            base_version=wish.base_version,
            version=stands.version if lost else stands.version + 1,
            value=wish.value,
            previous_value=stands.value,
            previous_at=stands.at,
            lost=lost,
            at=self.now,
            actor=self.actor,
            **{self.kind.owner: self.owner, self.kind.text: wish.comment, f"previous_{self.kind.text}": stands.comment},
        )

    def same_again(self, change: CellChange, wish: Operation) -> Result:
        owner = getattr(change, f"{self.kind.owner}_id")
        if (owner, change.criterion_id, change.channel) != (self.owner.pk, *wish.cell):
            return Refused(wish.operation, "operation_reused", _("The operation id belongs to another change."))
        return self.kind.result(change)

    def write(self) -> None:
        """Three statements at most, whatever the number of cells, and the guard's question."""
        moved = sorted({(change.criterion_id, change.channel) for change in self.changes if not change.lost})
        self.kind.rows.objects.bulk_create(self.row(key) for key in moved if key not in self.rows)
        old = {self.rows[key].pk: (self.rows[key].version, self.contents[key]) for key in moved if key in self.rows}
        if old:
            compare_and_set(self.kind, old, at=self.now)
        self.kind.changes.objects.bulk_create(self.changes)

    def row(self, key: CellKey) -> CellRow:
        columns = self.kind.columns(self.contents[key])
        return self.kind.rows(**{self.kind.owner: self.owner}, criterion_id=key[0], channel=key[1], **columns)


def save_planned(
    kind: Kind, owner: Model, operations: Sequence[Operation], actor: User, checker: CellChecker
) -> list[Result]:
    """Any number of operations, of a plan over the cells of many owners: the caller is in a transaction, holds the
    owner's lock, and has asked there whether the actor may. ``checker`` is that of the owner.

    Raises RefusedError where a writer without the lock came between; the caller's transaction is to end then.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("planned changes are saved in the transaction that planned them")
    parts = [operations[begin : begin + MOST_PLANNED] for begin in range(0, len(operations), MOST_PLANNED)]
    return in_one_go(
        lambda: [answer for part in parts for answer in Batch(kind, owner, part, actor, checker).save()], attempts=1
    )


def compare_and_set(kind: Kind, wanted: Mapping[int, tuple[int, Content]], *, at: datetime) -> None:
    """``UPDATE … WHERE version = …`` for all rows at once: row id → (version read, new content).

    Raises OvertakenError, and the transaction with it ends, unless every row was still at the version that was read.
    Written as SQL: with a condition for each row and column the ORM takes forty times as long, and a plan may bring
    thousands of rows while everybody else waits for the database.
    """
    if kind.rows.frozen_rows(kind.rows.objects.filter(pk__in=wanted)).exists():
        refuse(kind.rows)
    connection, fields = transaction.get_connection(), {field.name: field for field in kind.rows._meta.concrete_fields}

    def name(field: str) -> str:
        return connection.ops.quote_name(fields[field].column)

    same = {**kind.also, "updated_at": at}  # for every row
    given = [fields[field].get_db_prep_save(value, connection) for field, value in same.items()]
    for pk, (read, content) in wanted.items():
        given += [pk, read, content.version, content.value, content.comment]
    table = connection.ops.quote_name(kind.rows._meta.db_table)
    rows = ", ".join(["(%s, %s, %s, %s, %s)"] * len(wanted))
    columns = [f"{name(field)} = %s" for field in same]
    columns += [f"{name('version')} = new.column3", "value = new.column4", f"{name(kind.text)} = new.column5"]
    statement = (
        f"UPDATE {table} SET {', '.join(columns)} FROM (VALUES {rows}) AS new "  # noqa: S608 — names of models only
        f"WHERE {table}.id = new.column1 AND {table}.{name('version')} = new.column2"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        if cursor.rowcount != len(wanted):
            raise OvertakenError
