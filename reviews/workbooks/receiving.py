"""A file that was sent → what it says about the rows of its scope. Generic; see layout.py for the parts.

The file is believed only where it agrees with its signed scope: the same person, every table with its titles, each row
with its key, and the texts beside a key those that were downloaded with it. Whatever else is wrong with the file as a
whole is refused at once, with all faults. A cell that can't be read as it stands (a formula, a date) stays with its row
as a fault, so that a plan can show it beside the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from assessment.core import child
from assessment.core.fault_list import Faults
from assessment.core.text import clean
from reviews.workbooks import scopes
from reviews.workbooks.layout import COMMENT, KEY, VALUE, Layout
from reviews.workbooks.merging import Texts, is_untouched
from reviews.workbooks.scopes import Keys, ScopeError, ScopeRow

READER = "reviews.workbooks.reading:read"
LIMITS = child.Limits(seconds=30, memory=1024 * 2**20)

FILE_FAULTS: dict[str, str | Promise] = {
    "no_workbook": gettext_lazy("This is no xlsx workbook, or a damaged one."),
    "old_or_locked": gettext_lazy("This is an old .xls file or one with a password. Save it as .xlsx without one."),
    "too_large": gettext_lazy("The workbook is too large when it is unpacked."),
    "too_many_rows": gettext_lazy("A sheet of the workbook reaches further than any that is downloaded here."),
    "entities": gettext_lazy("The workbook declares a document type, which no spreadsheet program does."),
    "time": gettext_lazy("The workbook could not be read in the time there is for it."),
    "memory": gettext_lazy("The workbook needs more memory than there is for it."),
    "broken": gettext_lazy("The workbook can't be read."),
    "no_scope": gettext_lazy("This workbook was not downloaded here, or its hidden sheets are lost. Download it anew."),
    "signature": gettext_lazy("The hidden part that says what this workbook holds was changed. Download it anew."),
    "kind": gettext_lazy("This is a workbook of another kind."),
    "person": gettext_lazy("This workbook was downloaded by somebody else."),
}
CELL_FAULTS: dict[str, str | Promise] = {
    "formula": gettext_lazy("Here stands a formula. Enter the value itself."),
    "date": gettext_lazy("Here stands a date or a time. If 3/4 was meant, enter it as text."),
    "boolean": gettext_lazy("Here stands TRUE or FALSE. Enter 1 or 0."),
    "error": gettext_lazy("Here stands an error of the spreadsheet. For not applicable enter NA."),
}


@dataclass(frozen=True)
class FileRow:
    """What the file says about the row ``index`` of the scope, where it differs from the download.

    ``letters`` are the columns of value and comment; ``faults``: column name → code of CELL_FAULTS.
    """

    index: int
    tab: str
    line: int
    letters: tuple[str, str]
    given: Texts
    faults: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Received:
    """``content`` is the scope's; ``rows`` those that differ; ``read`` how many rows stood in the file."""

    content: Any
    scope: Sequence[ScopeRow]
    rows: Sequence[FileRow]
    read: int


def receive(
    path: Path,
    *,
    name: str,
    kind: str,
    user: int,
    layout: Layout,
    scope_of: Callable[[Any, Faults], Sequence[ScopeRow]],
) -> Received:
    """Read the file ``name`` of the person with the account ``user``. Raises FaultsError.

    ``scope_of`` makes the rows of a scope's content and may add faults: the workbench may have moved on.
    """
    faults = Faults()
    titles = {column: given for column, given in layout.titles().items() if column in _needed(layout)}
    arguments = {"titles": titles, "mark": scopes.MARK, "key": scopes.KEY.pattern}
    try:
        book = child.run(READER, path, arguments, limits=LIMITS)
    except child.ChildRefused as refused:
        faults.add(name, 0, "", str(FILE_FAULTS.get(refused.code, FILE_FAULTS["broken"])))
        book = {"scope": "", "tables": [], "strays": []}
    faults.raise_if_any()
    keys, content = _opened(book, name, kind, user, faults)
    scope = scope_of(content, faults)
    faults.raise_if_any()
    found = _Found(keys, scope, layout, faults)
    rows = list(found.rows(book))
    faults.raise_if_any()
    return Received(content, scope, rows, len(found.seen))


def _needed(layout: Layout) -> set[str]:
    return {*layout.checked, VALUE, COMMENT, KEY}


def _opened(book: Any, name: str, kind: str, user: int, faults: Faults) -> tuple[Keys, Any]:
    try:
        if not book["scope"]:
            raise ScopeError("no_scope")
        return scopes.open_scope(book["scope"], kind=kind, user=user)
    except ScopeError as error:
        faults.add(name, 0, "", str(FILE_FAULTS[error.code]))
    faults.raise_if_any()
    raise AssertionError("a fault was added")


@dataclass
class _Found:
    """Goes through the tables; ``seen``: row of the scope → where it stood."""

    keys: Keys
    scope: Sequence[ScopeRow]
    layout: Layout
    faults: Faults
    seen: dict[int, tuple[str, int]] = field(default_factory=dict)

    def rows(self, book: Any) -> Iterator[FileRow]:
        for name in book["strays"]:
            self.faults.add(name, 1, "", _("The titles of the columns are gone; they are needed as they were."))
        for table in book["tables"]:
            if self.has_all_columns(table):
                for line, cells in table["rows"]:
                    yield from self.row(table, line, cells)

    def has_all_columns(self, table: Any) -> bool:
        for column in table["missing"]:
            title = self.layout.title(column)
            self.faults.add(table["name"], table["header"], "", _("The column “%(title)s” is gone.") % {"title": title})
        for column in table["doubled"]:
            title = self.layout.title(column)
            message = _("The column “%(title)s” stands twice.") % {"title": title}
            self.faults.add(table["name"], table["header"], "", message)
        return not table["missing"] and not table["doubled"]

    def row(self, table: Any, line: int, cells: dict[str, Any]) -> Iterator[FileRow]:
        tab, letters = table["name"], {name: get_column_letter(at + 1) for name, at in table["places"].items()}
        index = self.index(tab, line, letters[KEY], cells[KEY])
        if index is None:
            return
        base = self.scope[index]
        for column in self.layout.checked:
            if cells[column] != clean(base.shown[column]).strip() and cells[column] != clean(base.shown[column]):
                expected = {"text": base.shown[column], "key": cells[KEY]}
                message = _("The key of this row belongs to “%(text)s”; rows and keys have come apart.") % expected
                self.faults.add(tab, line, letters[column], message)
        texts = {name: cells[name] for name in (VALUE, COMMENT)}
        bad = {name: cell["fault"] for name, cell in texts.items() if isinstance(cell, dict)}
        given = Texts(*("" if isinstance(cell, dict) else cell for cell in texts.values()))
        if bad or not is_untouched(given, Texts(base.value, base.comment)):
            yield FileRow(index, tab, line, (letters[VALUE], letters[COMMENT]), given, bad)

    def index(self, tab: str, line: int, letter: str, key: Any) -> int | None:
        """The row of the scope; None with a fault."""
        index = self.keys.index(key) if isinstance(key, str) else None
        if index is None or index >= len(self.scope):
            message = _("Something is entered beside a key that is none of this workbook.") if key else _(
                "Something is entered in a row without a key."
            )  # fmt: skip
            self.faults.add(tab, line, letter, message)
            return None
        if index in self.seen:
            where = {"tab": self.seen[index][0], "line": self.seen[index][1]}
            message = _("The same row stands already in “%(tab)s”, row %(line)s.") % where
            self.faults.add(tab, line, letter, message)
            return None
        self.seen[index] = (tab, line)
        return index
