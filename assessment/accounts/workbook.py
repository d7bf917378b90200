"""The first sheet of a workbook as texts. Runs in a child process (core/child.py) and knows no Django."""

from __future__ import annotations

from pathlib import Path

from python_calamine import CalamineWorkbook


def first_sheet(path: str, folder: str, *, most: int) -> list[list[str]]:
    """At most ``most`` + 1 rows, so that who asks can tell that there are more."""
    book = CalamineWorkbook.from_path(Path(path))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=most + 1)
    return [[_text(cell) for cell in row[:50]] for row in rows]


def _text(cell: object) -> str:
    """Numbers as one types them: 12, not 12.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
