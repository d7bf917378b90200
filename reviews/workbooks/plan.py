"""What an uploaded workbook would change now: each cell with base, file and now, and what is to happen to it.

The plan is made of the stored rows and of the cells as they stand, each time it is shown and once more, under their
owners' locks, when it is applied. Its digest says whether both are the same plan: the person applies exactly what they
saw, or nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessment.campaigns.words import channel_word
from assessment.core.models import User
from reviews.checking import LONGEST_COMMENT, CellChecker, check_text
from reviews.errors import RefusedError
from reviews.models import SheetUpload
from reviews.services.operations import Content
from reviews.workbooks.kinds import Desk, kind_of
from reviews.workbooks.merging import Merged, Outcome, Texts, merge
from reviews.workbooks.receiving import CELL_FAULTS, Received

CHANGING = {Outcome.SET, Outcome.CLEAR, Outcome.CONFLICT}
ASKING = (Outcome.CLEAR, Outcome.CONFLICT)


@dataclass(frozen=True)
class Stored:
    """One row of SheetUpload.rows: the cell, how it was downloaded, and what the file says. ``sheet`` is the id of the
    cell's owner, as in a scope: a score sheet or a self-assessment."""

    sheet: int
    criterion: int
    channel: str
    entity: str
    code: str
    base: tuple[str, str]
    given: tuple[str, str]
    tab: str
    line: int
    letters: tuple[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)


def rows_to_store(received: Received) -> list[dict[str, Any]]:
    """Plain values for SheetUpload.rows."""
    found = []
    for row in received.rows:
        scope = received.scope[row.index]
        stored = Stored(
            **scope.place,
            entity=scope.shown["entity"],
            code=scope.shown["code"],
            base=(scope.value, scope.comment),
            given=(row.given.value, row.given.comment),
            tab=row.tab,
            line=row.line,
            letters=row.letters,
            faults=row.faults,
        )
        found.append(asdict(stored))
    return found


@dataclass(frozen=True)
class Item:
    """One cell of the plan. ``number`` is its place in SheetUpload.rows; ``reason`` a sentence for what can't be done;
    ``column`` the letter where a fault stands."""

    number: int
    stored: Stored
    outcome: Outcome
    version: int = 0
    now: Texts = field(default_factory=lambda: Texts("", ""))
    kept: Texts = field(default_factory=lambda: Texts("", ""))
    taken: Texts = field(default_factory=lambda: Texts("", ""))
    reason: str = ""
    column: str = ""

    @property
    def channel_word(self) -> str:
        return channel_word(self.stored.channel) if self.stored.channel else ""

    @property
    def place(self) -> str:
        where = {"row": self.stored.line, "column": self.column or self.stored.letters[0]}
        return _("Row %(row)s, column %(column)s") % where

    @property
    def base(self) -> Texts:
        return Texts(*self.stored.base)

    @property
    def given(self) -> Texts:
        return Texts(*self.stored.given)

    @property
    def shows_comment(self) -> bool:
        """Whether comments have a part in it."""
        return len({self.base.comment, self.now.comment, self.kept.comment, self.taken.comment}) > 1

    def target(self, *, take: bool) -> Texts:
        """What the cell is to hold afterwards."""
        return self.taken if take or self.outcome is Outcome.SET else self.kept

    def is_change(self, *, take: bool) -> bool:
        return self.outcome in CHANGING and self.target(take=take) != self.now


@dataclass(frozen=True)
class Plan:
    """``desk`` is what the plan was made with."""

    items: Sequence[Item]
    desk: Desk

    @cached_property
    def counts(self) -> Mapping[str, int]:
        found = Counter(item.outcome for item in self.items)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def questions(self) -> int:
        return sum(self.counts[outcome] for outcome in ASKING)

    @property
    def changes(self) -> int:
        """Cells that change at most."""
        return self.questions + self.counts[Outcome.SET]

    def of(self, *outcomes: Outcome) -> list[Item]:
        return [item for item in self.items if item.outcome in outcomes]

    @cached_property
    def digest(self) -> str:
        """Of everything that is to happen, in no language."""
        content = [
            [item.number, item.outcome, item.version, *map(_pair, (item.now, item.kept, item.taken))]
            for item in self.items
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _pair(texts: Texts) -> tuple[str, str]:
    return texts.value, texts.comment


def plan_of_upload(upload: SheetUpload, user: User) -> Plan:
    """A constant number of queries for a component and round, however many sheets and cells."""
    stored = [
        Stored(**{**row, **{name: tuple(row[name]) for name in ("base", "given", "letters")}}) for row in upload.rows
    ]
    kind = kind_of(upload)
    desk = kind.desk(user, list(owners_of_upload(upload, user)))
    contents = kind.contents(desk.owners.keys(), {row.criterion for row in stored})
    lost = kind.lost()
    items = []
    for number, row in enumerate(stored):
        reason = _refusal(row, desk, lost)
        stands = contents.get((row.sheet, row.criterion, row.channel), Content())
        refused = Item(number, row, Outcome.REFUSED, reason=reason)
        items.append(refused if reason else _item(number, row, stands, desk.checkers[row.sheet]))
    return Plan(items, desk)


def owners_of_upload(upload: SheetUpload, user: User) -> QuerySet[Any]:
    """The sheets, or self-assessments, whose cells stand in an upload, as far as they are the account's own."""
    return kind_of(upload).owners(user, upload.campaign_id, {row["sheet"] for row in upload.rows})


def _refusal(row: Stored, desk: Desk, lost: str) -> str:
    """Why the workbench takes nothing for this cell now; '' where it does."""
    reason = desk.refusals.get(row.sheet, lost)
    if reason:
        return reason
    try:
        desk.checkers[row.sheet].cell(row.criterion, row.channel)
    except RefusedError as refused:
        return refused.reason
    return ""


def _item(number: int, row: Stored, stands: Content, checker: CellChecker) -> Item:
    for column, letter in zip(("value", "comment"), row.letters, strict=True):
        if column in row.faults:
            return Item(number, row, Outcome.FAULT, reason=str(CELL_FAULTS[row.faults[column]]), column=letter)
    now = Texts(stands.value, stands.comment)
    column = row.letters[0]
    try:
        value = checker.value(row.criterion, row.channel, row.given[0])
        column = row.letters[1]
        check_text(row.given[1], longest=LONGEST_COMMENT)
    except RefusedError as refused:
        return Item(number, row, Outcome.FAULT, stands.version, now, now, now, reason=refused.reason, column=column)
    merged: Merged = merge(base=Texts(*row.base), given=Texts(value, row.given[1]), now=now)
    return Item(number, row, merged.outcome, stands.version, now, merged.kept, merged.taken)
