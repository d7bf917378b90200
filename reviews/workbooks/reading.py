"""A workbook that was sent → plain cells. Runs in a child process with limits (assessment/core/child.py), no Django.

What is looked at first is the archive itself: its size when unpacked, the number of its parts and rows, and whether a
part declares entities; only then does a parser see it. Tables are found by their titles, wherever they stand; rows are
not judged here. A cell is a text, or ``{"fault": code}``: formula, date, boolean, error.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import python_calamine

from assessment.core.child_main import Refused

MOST_PARTS, MOST_BYTES, MOST_ROWS, MOST_CELLS = 400, 200 * 2**20, 120_000, 3_000_000
HEADER_WITHIN = 20  # rows in which a table's titles are looked for
NOT_XLSX = {b"\xd0\xcf\x11\xe0": "old_or_locked"}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: What the parser does not tell: it gives the last result of a formula, and nothing for an error.
MARKED = {"formula": re.compile(rb"<c\b([^>]*)>\s*<f[\s>/]"), "error": re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>')}
PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)")

Json = dict[str, Any]
#: (row, column) from 0 → "formula" or "error".
Marks = dict[tuple[int, int], str]


def read(path: Path, folder: Path, *, titles: dict[str, list[str]], mark: str, key: str) -> Json:
    """``{"scope": text, "tables": […], "strays": […]}``.

    ``titles``: column name → its titles in any language; the columns "key" and "value" make a table. ``mark`` is what
    the first cell of the sheet with the scope holds, ``key`` a pattern of row keys: a sheet that has such keys but not
    the titles is a stray. Refuses (child_main.Refused) what is no workbook or too large.
    """
    marks = inspect(path)
    with open_book(path) as book:
        answer: Json = {"scope": "", "tables": [], "strays": []}
        for name in book.sheet_names:
            rows = rows_of(book, name)
            if rows and rows[0] and rows[0][0] == mark:
                answer["scope"] = "".join(str(row[0]) for row in rows[1:] if row)
                continue
            table = table_of(name, rows, titles, marks.get(name, {}))
            if table is not None:
                answer["tables"].append(table)
            elif any(re.fullmatch(key, str(cell).strip()) for row in rows for cell in row):
                answer["strays"].append(name)
        return answer


# --- the archive ------------------------------------------------------------------------------------------------------
def inspect(path: Path) -> dict[str, Marks]:
    """Unpack every part once within the limits; the cells with formulas and errors by sheet name."""
    with path.open("rb") as file:
        begin = file.read(4)
    if begin in NOT_XLSX:
        raise Refused(NOT_XLSX[begin])
    try:
        with zipfile.ZipFile(path) as archive:
            return _inspect(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ElementTree.ParseError) as fault:
        raise Refused("no_workbook") from fault
    except RuntimeError as fault:  # an encrypted member
        raise Refused("old_or_locked") from fault


def _inspect(archive: zipfile.ZipFile) -> dict[str, Marks]:
    names = archive.namelist()
    if "xl/workbook.xml" not in names or len(names) != len(set(names)):
        raise Refused("no_workbook")
    if len(names) > MOST_PARTS or sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
        raise Refused("too_large")
    left, cells = MOST_BYTES, {}
    for name in names:
        content = _unpacked(archive, name, left)
        left -= len(content)
        _without_entities(content)
        if name.startswith("xl/worksheets/"):
            if content.count(b"<row") > MOST_ROWS:
                raise Refused("too_many_rows", most=MOST_ROWS)
            cells[name] = marks_of(content)
    parts = dict(_parts(archive))
    return {sheet: cells[part] for sheet, part in parts.items() if part in cells}


def marks_of(content: bytes) -> Marks:
    found = {}
    for code in ("error", "formula"):  # a formula with an error is a formula
        for attributes in MARKED[code].findall(content):
            place = PLACE.search(attributes)
            if place:
                found[int(place[2]) - 1, column(place[1])] = code
    return found


def _unpacked(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A part may lie about its size: what is read counts."""
    with archive.open(name) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise Refused("too_large")
    return content


def _without_entities(content: bytes) -> None:
    """No spreadsheet declares a document type; whoever does wants a parser to fetch or to multiply something."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Refused("entities")


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(sheet name, part) as the workbook says. Entities were ruled out before."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 — see above
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):  # noqa: S314 — see above
        target = targets.get(sheet.get(RELATION), "")
        yield str(sheet.get("name")), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def column(letters: bytes) -> int:
    """``b"AB"`` → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


# --- the tables -------------------------------------------------------------------------------------------------------
def open_book(path: Path) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.CalamineError as fault:
        raise Refused("no_workbook") from fault


def rows_of(book: python_calamine.CalamineWorkbook, name: str) -> list[list[Any]]:
    """All rows from the first one of the sheet on. A sheet of charts has none."""
    try:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            raise Refused("too_many_rows", most=MOST_ROWS)
        return sheet.to_python(skip_empty_area=False)
    except python_calamine.WorksheetNotFound:
        return []
    except python_calamine.CalamineError as fault:
        raise Refused("no_workbook") from fault


def table_of(name: str, rows: list[list[Any]], titles: dict[str, list[str]], marks: Marks) -> Json | None:
    """The table of a sheet: where its columns are, which are missing or stand twice, and the rows that say something.

    None for a sheet without the titles of both a row's key and its value.
    """
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        words = [str(cell).strip() for cell in row]
        places = {column: [at for at, word in enumerate(words) if word in given] for column, given in titles.items()}
        if places["key"] and places["value"]:
            return {
                "name": name,
                "header": number + 1,
                "places": {column: found[0] for column, found in places.items() if found},
                "missing": [column for column, found in places.items() if not found],
                "doubled": [column for column, found in places.items() if len(found) > 1],
                "rows": list(_lines(rows, number + 1, places, marks)),
            }
    return None


def _lines(rows: list[list[Any]], begin: int, places: dict[str, list[int]], marks: Marks) -> Iterator[list[Any]]:
    """``[line, {column: cell}]`` for rows in which a key or something to be stored stands."""
    telling = [column for column in ("key", "value", "comment") if places.get(column)]
    for number, row in enumerate(rows[begin:], start=begin):
        cells = {
            column: cell_of(row[found[0]] if found[0] < len(row) else "", marks.get((number, found[0]), ""))
            for column, found in places.items()
            if found
        }
        if any(cells[column] for column in telling):
            yield [number + 1, cells]


def cell_of(value: Any, mark: str) -> str | Json:
    if mark:
        return {"fault": mark}
    if isinstance(value, bool):
        return {"fault": "boolean"}
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, date | time | timedelta):  # a datetime is a date
        return {"fault": "date"}
    text = str(value)
    return {"fault": "error"} if ERROR.fullmatch(text) else text


def number_text(value: float) -> str | Json:
    """The shortest plain decimal: 3, 0.5, 0.0000001."""
    if not isfinite(value):
        return {"fault": "error"}
    if value == int(value):
        return str(int(value))
    return format(Decimal(repr(value)), "f")
