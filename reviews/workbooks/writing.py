"""Rows → xlsx: instructions first, then the tables; drop-downs, locked texts, and the signed scope on a hidden sheet.

Texts are always typed strings (core.workbook pours them), so nothing that stands in a name or a comment can become a
formula. Figures are numbers, so that the reader's spreadsheet treats them as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessment.core.cell_styles import PAPER, PRIMARY, SOFT, Styles
from assessment.core.workbook import Book, Cell, Progress, Sheet, save
from assessment.core.workbook import Row as Line
from assessment.scoring.cells import format_number
from reviews.workbooks.layout import COMMENT, KEY, NUMERIC, VALUE, Control, Document, Entry, Row, Tab
from reviews.workbooks.scopes import MARK

YELLOW = "FFF8E1"  # where one writes
CHUNK = 30_000  # a cell holds 32,767 characters
RANGES = 400  # of one validation: Excel is slow with very long lists of ranges
LISTS, SCOPE = "_lists", "_scope"
NA = "NA"
#: ``{0}`` is the first cell of the range.
FORMULAS = {
    Entry.RATIO: 'OR(EXACT({0},"NA"),AND(ISNUMBER({0}),{0}>=0,{0}<=1))',
    Entry.NUMBER: 'OR(EXACT({0},"NA"),ISNUMBER({0}))',
    Entry.AMOUNT: 'OR(EXACT({0},"NA"),AND(ISNUMBER({0}),{0}>=0))',
    Entry.PARTS: 'OR(EXACT({0},"NA"),ISNUMBER(FIND("/",{0})))',
}


def write_document(document: Document, path: Path, *, made: datetime, progress: Progress | None = None) -> None:
    """Write the workbook to ``path``. Memory grows with the rows of ``document`` only, not with the file."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.security = WorkbookProtection(lockStructure=True)
    writer = _Writer(document, Styles(workbook))
    footer = (document.title, _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"})
    save(Book(workbook, document.title, made, footer, writer.sheets()), path, progress)


class _Writer:
    def __init__(self, document: Document, styles: Styles) -> None:
        self.document, self.layout = document, document.layout
        make = styles.make
        self.title, self.paragraph = make(size=16, bold=True), make(size=11, wrap=True, down="top")
        self.label, self.fact = make(colour=SOFT), make(wrap=True)
        self.head = make(bold=True, fill=PAPER, wrap=True, top=PRIMARY, lined=True)
        self.shown = make(lined=True, down="top")
        self.wrapped = make(lined=True, wrap=True, down="top")
        self.key = make(lined=True, down="top", size=8, colour=SOFT)
        self.number = make(lined=True, down="top", fill=YELLOW, locked=False)
        self.text = make(lined=True, down="top", fill=YELLOW, locked=False, number="@")
        self.comment = make(lined=True, down="top", fill=YELLOW, locked=False, wrap=True, number="@")
        self.lists = _lists(document.tabs)

    def sheets(self) -> list[Sheet]:
        return [self.first(), *map(self.table, self.document.tabs), self.choices(), self.scope()]

    def first(self) -> Sheet:
        lines = [Line(((self.title, self.document.title),), 26)]
        lines += [Line(((self.label, label), (self.fact, text))) for label, text in self.document.facts]
        lines.append(Line(()))
        lines += [
            Line(((self.label, f"{number}"), (self.paragraph, text)))
            for number, text in enumerate(self.document.instructions, start=1)
        ]
        return Sheet(_("Instructions"), (16, 100), lines, len(lines), landscape=False, prepare=protect)

    def table(self, tab: Tab) -> Sheet:
        columns = self.layout.columns
        last = get_column_letter(len(columns))
        return Sheet(
            title=tab.title,
            widths=[column.width for column in columns],
            rows=self.lines(tab.rows),
            row_count=len(tab.rows) + 1,
            frozen="B2",
            filtered=f"A1:{last}{len(tab.rows) + 1}",
            repeated_rows="1:1",
            tab_colour=PRIMARY,
            prepare=self.preparing(tab.rows),
        )

    def lines(self, rows: Sequence[Row]) -> Iterator[Line]:
        yield Line([(self.head, str(column.title)) for column in self.layout.columns])
        for row in rows:
            yield Line([self.cell(column.name, column.wrapped, row) for column in self.layout.columns])

    def cell(self, name: str, wrapped: bool, row: Row) -> Cell:
        if name == VALUE:
            if row.control.entry in NUMERIC or all(map(is_plain_number, row.control.options)):
                return self.number, as_number(row.value)
            return self.text, row.value or None
        if name == COMMENT:
            return self.comment, row.comment or None
        if name == KEY:
            return self.key, row.key
        return self.wrapped if wrapped else self.shown, row.shown[name]

    def preparing(self, rows: Sequence[Row]) -> Callable[[Worksheet], None]:
        letter = get_column_letter(self.layout.position(VALUE) + 1)

        def prepare(worksheet: Worksheet) -> None:
            protect(worksheet)
            worksheet.sheet_view.zoomScale = 100
            for control, ranges in _runs(rows, letter).items():
                for begin in range(0, len(ranges), RANGES):
                    validation = self.validation(control, ranges[begin : begin + RANGES])
                    if validation is not None:
                        worksheet.add_data_validation(validation)

        return prepare

    def validation(self, control: Control, ranges: Sequence[str]) -> DataValidation | None:
        where = " ".join(ranges)
        if control.entry is Entry.CHOICE:
            source = get_column_letter(self.lists.index(control.options) + 1)
            formula = f"'{LISTS}'!${source}$1:${source}${len(control.options)}"
            return _validation(where, "list", formula, "stop", _("Choose one of the list."))
        if control.entry not in FORMULAS:
            return None
        formula = FORMULAS[control.entry].format(ranges[0].partition(":")[0])
        # A warning only: full-width figures are taken, too, and the upload says exactly what is wrong.
        return _validation(where, "custom", formula, "warning", _("This may be no value of this criterion."))

    def choices(self) -> Sheet:
        """The lists of the drop-downs, a column each."""
        height = max(map(len, self.lists), default=0)
        lines = [
            Line([(self.text, options[row] if row < len(options) else None) for options in self.lists])
            for row in range(height)
        ]
        return Sheet(LISTS, [12] * max(len(self.lists), 1), lines, height, prepare=hide)

    def scope(self) -> Sheet:
        text = self.document.scope
        parts = [MARK, *(text[begin : begin + CHUNK] for begin in range(0, len(text), CHUNK))]
        return Sheet(SCOPE, [12], [Line(((self.shown, part),)) for part in parts], len(parts), prepare=hide)


def protect(worksheet: Worksheet) -> None:
    """Without a password: it keeps from slips, the signature from forgery. Filters and widths stay free."""
    held = worksheet.protection
    held.sheet = True
    held.autoFilter = held.sort = held.formatColumns = held.formatRows = False  # False: permitted


def hide(worksheet: Worksheet) -> None:
    protect(worksheet)
    worksheet.sheet_state = "veryHidden"


def is_plain_number(text: str) -> bool:
    return text == NA or (text.isascii() and text.isdigit() and str(int(text)) == text)


def as_number(text: str) -> str | float | int | None:
    """A canonical figure as the number it is; N/A and whatever a number would not give back stays a text."""
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        return text
    if format_number(value) != text:
        return text
    return int(value) if value.is_integer() else value


def _validation(where: str, kind: str, formula: str, style: str, message: str) -> DataValidation:
    made = DataValidation(type=kind, formula1=formula, allow_blank=True, sqref=where, errorStyle=style)  # type: ignore[arg-type]
    made.showErrorMessage, made.error = True, message
    return made


def _lists(tabs: Sequence[Tab]) -> list[tuple[str, ...]]:
    """The different lists of all drop-downs, in the order of their first use."""
    return list(dict.fromkeys(row.control.options for tab in tabs for row in tab.rows if row.control.options))


def _runs(rows: Sequence[Row], letter: str) -> dict[Control, list[str]]:
    """The ranges of each control in the value column: neighbours together. The first row stands in line 2."""
    found: dict[Control, list[str]] = {}
    begin = 0
    for index in range(1, len(rows) + 1):
        if index == len(rows) or rows[index].control != rows[begin].control:
            found.setdefault(rows[begin].control, []).append(f"{letter}{begin + 2}:{letter}{index + 1}")
            begin = index
    return found
