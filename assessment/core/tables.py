"""CSV tables that people hand in: rows with the line they begin on, as a text editor counts lines."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from assessment.core.fault_list import Faults
from assessment.core.guard import unguard

MOST_ROWS = 10_000_000
LONGEST_LINE = 1 << 20

NOT_UTF8 = re.compile("[\udc80-\udcff]")  # what surrogateescape leaves of a byte that is no UTF-8
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
CONTROL_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # tab and line ends are part of a longer text


@dataclass(frozen=True)
class Table:
    """A table and its columns. Cells of ``long_text`` columns may hold tabs and line ends."""

    name: str
    columns: tuple[str, ...]
    long_text: frozenset[str] = frozenset({"reason", "comment"})


#: The line a row begins on, and its cells in the order of the table's columns.
Row = tuple[int, Sequence[str]]


def read_rows(stream: IO[bytes], table: Table, faults: Faults) -> Iterator[Row]:
    """The rows of a table. Rows of the wrong shape become faults, named after the table, and are left out."""
    yield from _Reader(stream, table, faults).rows()


class _StopReading(Exception):  # noqa: N818 - a signal inside this module
    """Nothing sensible can be said about the rest of the file; the fault is noted."""


class _Reader:
    def __init__(self, stream: IO[bytes], table: Table, faults: Faults) -> None:
        self.table, self.faults = table, faults
        self.line = 1  # where the current row begins
        self.unusual = False  # the current row holds apostrophes or what is not printable
        self.stream = stream

    def rows(self) -> Iterator[Row]:
        reader = csv.reader(self._lines(), strict=True)
        try:
            order = self._order(next(reader, []))
            width = len(self.table.columns)
            straight = order == list(range(width))
            for count, cells in enumerate(self._numbered(reader)):
                if count >= MOST_ROWS:
                    self._stop("", _("At most %(most)s rows are accepted.") % {"most": MOST_ROWS})
                if len(cells) != width:
                    self._wrong_width(cells, width)
                    continue
                ordered = cells if straight else [cells[position] for position in order]
                if self.unusual:
                    ordered = self._usual(ordered)
                yield self.line, ordered
        except csv.Error as error:
            self._note("", _("The row is no CSV: %(why)s. Check the quotes.") % {"why": error})
        except _StopReading:
            return

    def _numbered(self, reader: Iterator[list[str]]) -> Iterator[list[str]]:
        """Rows that hold something, with ``self.line`` set to where each begins."""
        while True:
            self.line = reader.line_num + 1  # type: ignore[attr-defined]
            self.unusual = False
            cells = next(reader, None)
            if cells is None:
                return
            self.unusual |= reader.line_num > self.line  # type: ignore[attr-defined]  # a cell holds a line end
            if cells:
                yield cells

    def _lines(self) -> Iterator[str]:
        """Lines with their ends kept. Stops at bytes that are no text: what follows would only be noise."""
        text = io.TextIOWrapper(self.stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        for number, line in enumerate(iter(lambda: text.readline(LONGEST_LINE), ""), start=1):
            if len(line) == LONGEST_LINE:
                self.line = number
                self._stop("", _("The line is longer than %(most)s characters.") % {"most": LONGEST_LINE - 1})
            if "'" in line or not line.rstrip("\r\n").isprintable():
                self.unusual = True
                bad = NOT_UTF8.search(line)
                if bad or "\0" in line:
                    self.line = number
                    self._stop("", _("This is not UTF-8.") if bad else _("The line holds a NUL byte."))
            yield line

    def _order(self, header: list[str]) -> list[int]:
        """For each column of the table, its position in the file."""
        names = [name.strip() for name in header]
        wanted = ", ".join(self.table.columns)
        for name in self.table.columns:
            if name not in names:
                self._note(name, _("The column is missing; expected are %(columns)s.") % {"columns": wanted})
        for position, name in enumerate(names):
            if name not in self.table.columns:
                self._note(name, _("There is no such column; expected are %(columns)s.") % {"columns": wanted})
            elif name in names[:position]:
                self._note(name, _("The column stands twice."))
        if sorted(names) != sorted(self.table.columns):
            raise _StopReading
        return [names.index(name) for name in self.table.columns]

    def _usual(self, cells: Sequence[str]) -> list[str]:
        """Cells without guards; control characters are faults."""
        kept = []
        for name, cell in zip(self.table.columns, cells, strict=True):
            text = unguard(cell)
            if (CONTROL_IN_TEXT if name in self.table.long_text else CONTROL).search(text):
                self._note(name, _("The cell holds a control character."))
                text = CONTROL.sub("", text)
            kept.append(text)
        return kept

    def _wrong_width(self, cells: list[str], width: int) -> None:
        self._note(
            "", _("The row has %(given)s cells, expected are %(width)s.") % {"given": len(cells), "width": width}
        )

    def _note(self, place: str, message: str) -> None:
        self.faults.add(self.table.name, self.line, place, message)

    def _stop(self, place: str, message: str) -> None:
        self._note(place, message)
        raise _StopReading
