"""An xlsx file in two steps: openpyxl lays out the book (sheets, styles, print set-up), we pour the rows in.

openpyxl writes a cell in some 6 µs and holds dates of its own in the file; a census report has a million cells, and
the same run must give the same bytes. Pouring also leaves one single place where text becomes a cell: always an inline
string, whatever it begins with, so there is no way for a formula to come about (quality.md §3).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assessment.core.text import clean

#: (style, value): a text, a number, or None for an empty cell that still has its borders.
Cell = tuple[int, str | int | float | None]
Progress = Callable[[int, int], None]

A4 = 9
LONGEST_TEXT = 32_767  # what a cell of Excel holds
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
LONGEST_TITLE = 31
#: ``_x0041_`` in a text means "A" to Excel unless its first sign is written as a code itself.
CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
ROWS_A_STEP = 500
EPOCH = (1980, 1, 1, 0, 0, 0)  # the date of every part: bytes depend on content alone


@dataclass(frozen=True)
class Row:
    """Cells from column A on; ``height`` in points where it can't be left to the program."""

    cells: Sequence[Cell]
    height: float | None = None


@dataclass
class Sheet:
    """A sheet: ``rows`` may be a generator, ``row_count`` says how many it gives.

    ``frozen`` is the first cell that scrolls; ``filtered`` and ``merged`` are ranges; ``repeated_rows`` ("4:5") and
    ``repeated_columns`` ("A:B") stand on every printed page. A print is at most ``pages_wide`` pages wide and
    ``pages_high`` high (0: any height). ``prepare`` gets the empty sheet for whatever else it needs (protection,
    drop-downs).
    """

    title: str
    widths: Sequence[float]
    rows: Iterable[Row]
    row_count: int
    frozen: str | None = None
    filtered: str | None = None
    merged: Sequence[str] = ()
    repeated_rows: str | None = None
    repeated_columns: str | None = None
    pages_wide: int = 1
    pages_high: int = 0
    landscape: bool = True
    tab_colour: str | None = None
    prepare: Callable[[Worksheet], None] | None = None


@dataclass
class Book:
    """The sheets and what stands in the file's properties. ``footer`` are left and right texts of printed pages."""

    workbook: Workbook
    title: str
    created: datetime
    footer: tuple[str, str]
    sheets: list[Sheet] = field(default_factory=list)


class TooLargeError(Exception):
    """More rows or columns than a sheet can hold."""


def save(book: Book, path: Path, progress: Progress | None = None) -> None:
    """Write the book to ``path``. Memory doesn't grow with the rows."""
    for sheet in book.sheets:
        if sheet.row_count > MOST_ROWS or len(sheet.widths) > MOST_COLUMNS:
            raise TooLargeError(sheet.title)
    with (
        zipfile.ZipFile(io.BytesIO(_skeleton(book))) as layout,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as target,
    ):
        steps = _Steps(progress, sum(sheet.row_count for sheet in book.sheets))
        pages = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(book.sheets, start=1)}
        for name in layout.namelist():
            content = layout.read(name)
            if name == "docProps/core.xml":
                content = _undated(content, book.created)
            with target.open(part(name), "w") as stream:
                if name in pages:
                    _pour(content.decode(), pages[name], stream.write, steps)
                else:
                    stream.write(content)


def part(name: str) -> zipfile.ZipInfo:
    """A part of the archive that carries no date of its own."""
    info = zipfile.ZipInfo(name, date_time=EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def unique_titles(wanted: Iterable[str]) -> list[str]:
    """Titles that Excel accepts: at most 31 characters, without ``[]:*?/\\``, different in more than their case."""
    taken: set[str] = {"history"}  # reserved by Excel
    titles = []
    for text in wanted:
        plain = re.sub(r"[\[\]:*?/\\\n\t]", " ", clean(text)).strip(" '") or "-"
        title, number = plain[:LONGEST_TITLE].rstrip(" '"), 2
        while title.lower() in taken:
            suffix = f" ({number})"
            title, number = plain[: LONGEST_TITLE - len(suffix)] + suffix, number + 1
        taken.add(title.lower())
        titles.append(title)
    return titles


class _Steps:
    """Counts rows over all sheets and tells whoever asked."""

    def __init__(self, tell: Progress | None, total: int) -> None:
        self.tell, self.total, self.done = tell, total, 0

    def advance(self, rows: int) -> None:
        self.done += rows
        if self.tell is not None:
            self.tell(self.done, self.total)


def _skeleton(book: Book) -> bytes:
    """The empty book as openpyxl saves it."""
    properties = book.workbook.properties
    properties.title, properties.creator = clean(book.title), "Pingheng"
    properties.created = book.created.replace(microsecond=0)
    for sheet, title in zip(book.sheets, unique_titles(sheet.title for sheet in book.sheets), strict=True):
        _lay_out(book.workbook.create_sheet(title), sheet, book.footer)
    stream = io.BytesIO()
    book.workbook.save(stream)
    return stream.getvalue()


def _lay_out(worksheet: Worksheet, sheet: Sheet, footer: tuple[str, str]) -> None:
    for number, width in enumerate(sheet.widths, start=1):
        worksheet.column_dimensions[get_column_letter(number)].width = width
    worksheet.sheet_view.showGridLines = False
    worksheet.freeze_panes = sheet.frozen
    worksheet.auto_filter.ref = sheet.filtered
    for area in sheet.merged:
        worksheet.merged_cells.add(area)
    if sheet.tab_colour:
        worksheet.sheet_properties.tabColor = sheet.tab_colour
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.page_setup.paperSize = A4
    worksheet.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = sheet.pages_wide, sheet.pages_high
    worksheet.print_title_rows, worksheet.print_title_cols = sheet.repeated_rows, sheet.repeated_columns
    margins = worksheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.35
    if sheet.prepare is not None:
        sheet.prepare(worksheet)
    footers = worksheet.oddFooter
    footers.left.text, footers.right.text = _footer_text(footer[0]), footer[1]  # type: ignore[union-attr]


def _footer_text(text: str) -> str:
    """``&`` begins a code in headers and footers; doubled, it is itself. A footer holds 255 characters in all."""
    return clean(text).replace("\n", " ")[:80].replace("&", "&&")


def _undated(content: bytes, created: datetime) -> bytes:
    """openpyxl notes the moment of saving; the moment of the run says more and is the same each time."""
    stamp = created.strftime("%Y-%m-%dT%H:%M:%SZ")
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp.encode(), content)


def _pour(layout: str, sheet: Sheet, write: Callable[[bytes], object], steps: _Steps) -> None:
    """Write a sheet's part: openpyxl's text around the rows."""
    before, found, after = re.split(r"(<sheetData\s*/>|<sheetData>\s*</sheetData>)", layout, maxsplit=1)
    if not found:
        raise ValueError("the layout of a sheet has cells")
    extent = f'<dimension ref="A1:{get_column_letter(len(sheet.widths))}{max(sheet.row_count, 1)}"/>'
    write(re.sub(r"<dimension [^>]*/>", extent, before).encode() + b"<sheetData>")
    letters = [get_column_letter(number) for number in range(1, len(sheet.widths) + 1)]
    waiting: list[str] = []
    for number, row in enumerate(sheet.rows, start=1):
        waiting.append(_row_xml(number, row, letters))
        if len(waiting) == ROWS_A_STEP:
            write("".join(waiting).encode())
            steps.advance(len(waiting))
            waiting.clear()
    write("".join(waiting).encode() + b"</sheetData>" + after.encode())
    steps.advance(len(waiting))


def _row_xml(number: int, row: Row, letters: Sequence[str]) -> str:
    """The class is asked for once a cell, the likeliest first: a census has a million and a half of them."""
    height = f' ht="{row.height:g}" customHeight="1"' if row.height else ""
    parts = [f'<row r="{number}"{height}>']
    for letter, (style, value) in zip(letters, row.cells, strict=False):
        kind = value.__class__
        if kind is float or kind is int:
            parts.append(f'<c r="{letter}{number}" s="{style}"><v>{value!r}</v></c>')
        elif value is None:
            parts.append(f'<c r="{letter}{number}" s="{style}"/>')
        else:
            parts.append(f'<c r="{letter}{number}" s="{style}" t="inlineStr">{_text_xml(str(value))}</c>')
    parts.append("</row>")
    return "".join(parts)


def _text_xml(text: str) -> str:
    shown = clean(text)
    if len(shown) > LONGEST_TEXT:
        shown = shown[: LONGEST_TEXT - 1] + "…"
    return f'<is><t xml:space="preserve">{escape(CODED.sub("_x005F_", shown))}</t></is>'


def blanks(style: int, count: int) -> Iterator[Cell]:
    """``count`` empty cells."""
    return ((style, None) for _number in range(count))
