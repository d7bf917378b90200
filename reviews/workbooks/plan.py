"""What an uploaded workbook would change now: each cell with base, file and now, and what is to happen to it.

The plan is made of the stored rows and of the sheets as they stand, each time it is shown and once more, under the
sheets' locks, when it is applied. Its digest says whether both are the same plan: the person applies exactly what they
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
from assessment.core.verdicts import Denied, Verdict
from indicators.models import Criterion
from reviews import rules
from reviews.assigned import standings_of
from reviews.checking import LONGEST_COMMENT, CellChecker, check_text
from reviews.errors import RefusedError
from reviews.models import Score, ScoreSheet, SheetUpload
from reviews.plans import plan_of
from reviews.scope import EntityScope, asked_cells, is_last_round, scopes_of
from reviews.selectors import own_sheets
from reviews.workbooks.merging import Merged, Outcome, Texts, merge
from reviews.workbooks.receiving import CELL_FAULTS, Received

CHANGING = {Outcome.SET, Outcome.CLEAR, Outcome.CONFLICT}
ASKING = (Outcome.CLEAR, Outcome.CONFLICT)


@dataclass(frozen=True)
class Stored:
    """One row of SheetUpload.rows: the cell, how it was downloaded, and what the file says."""

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
    """``sheets`` and ``checkers`` by sheet id: what the plan was made with."""

    items: Sequence[Item]
    sheets: Mapping[int, ScoreSheet]
    checkers: Mapping[int, CellChecker]

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
    desk = _Desk.of(sheets_of_upload(upload, user), user, stored)
    return Plan([_item(number, row, desk) for number, row in enumerate(stored)], desk.sheets, desk.checkers)


def sheets_of_upload(upload: SheetUpload, user: User) -> QuerySet[ScoreSheet]:
    ids = {row["sheet"] for row in upload.rows}
    return own_sheets(user).filter(pk__in=ids, component__campaign=upload.campaign_id)


@dataclass(frozen=True)
class _Desk:
    """What is known about the sheets of a plan, read for all of them at once."""

    sheets: Mapping[int, ScoreSheet]
    verdicts: Mapping[int, Verdict]
    checkers: Mapping[int, CellChecker]
    scores: Mapping[tuple[int, int, str], Score]

    @classmethod
    def of(cls, sheets: QuerySet[ScoreSheet], user: User, rows: Sequence[Stored]) -> _Desk:
        held = {sheet.pk: sheet for sheet in sheets}
        standings = standings_of(list(held.values()))
        verdicts = {pk: rules.can_score_sheet(user, sheet, standings[pk]) for pk, sheet in held.items()}
        scores = Score.objects.filter(sheet__in=held, criterion__in={row.criterion for row in rows})
        by_cell = {(row.sheet_id, row.criterion_id, row.channel): row for row in scores}
        sections = {pk: standing.sections for pk, standing in standings.items()}
        return cls(held, verdicts, _checkers(held, sections), by_cell)


def _checkers(sheets: Mapping[int, ScoreSheet], sections: Mapping[int, Sequence[str]]) -> dict[int, CellChecker]:
    """By sheet id, like CellChecker.of for each of them."""
    found = {}
    for place in {(sheet.component_id, sheet.round_id): sheet for sheet in sheets.values()}.values():
        component = place.component
        plan, last = plan_of(component.version), is_last_round(place.round)
        rows = Criterion.objects.filter(version=component.version_id)
        addresses = dict(rows.values_list("pk", "address"))
        here = [s for s in sheets.values() if (s.component_id, s.round_id) == (component.pk, place.round_id)]
        scopes: Mapping[int, EntityScope] = scopes_of(component, [sheet.entity for sheet in here])
        for sheet in here:
            cells = asked_cells(plan, scopes[sheet.entity_id], sections[sheet.pk], last_round=last)
            found[sheet.pk] = CellChecker(plan, addresses, frozenset(cell.index for cell in cells))
    return found


def _item(number: int, row: Stored, desk: _Desk) -> Item:
    reason = _refusal(row, desk)
    if reason:
        return Item(number, row, Outcome.REFUSED, reason=reason)
    for column, letter in zip(("value", "comment"), row.letters, strict=True):
        if column in row.faults:
            return Item(number, row, Outcome.FAULT, reason=str(CELL_FAULTS[row.faults[column]]), column=letter)
    score = desk.scores.get((row.sheet, row.criterion, row.channel))
    now = Texts(score.value, score.comment) if score else Texts("", "")
    version = score.version if score else 0
    column = row.letters[0]
    try:
        value = desk.checkers[row.sheet].value(row.criterion, row.channel, row.given[0])
        column = row.letters[1]
        check_text(row.given[1], longest=LONGEST_COMMENT)
    except RefusedError as refused:
        return Item(number, row, Outcome.FAULT, version, now, now, now, reason=refused.reason, column=column)
    merged: Merged = merge(base=Texts(*row.base), given=Texts(value, row.given[1]), now=now)
    return Item(number, row, merged.outcome, version, now, merged.kept, merged.taken)


def _refusal(row: Stored, desk: _Desk) -> str:
    """Why the workbench takes nothing for this cell now; '' where it does."""
    sheet = desk.sheets.get(row.sheet)
    if sheet is None:
        return _("This sheet is not yours any more.")
    if sheet.is_submitted:
        return _("This sheet is submitted; it can be reopened by a second person.")
    verdict = desk.verdicts[row.sheet]
    if isinstance(verdict, Denied):
        return verdict.reason
    try:
        desk.checkers[row.sheet].cell(row.criterion, row.channel)
    except RefusedError as refused:
        return refused.reason
    return ""
