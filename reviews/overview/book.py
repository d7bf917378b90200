"""The progress of a campaign as a workbook: one row an entity and first-level indicator."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from assessment.core.cell_styles import PAPER, PRIMARY, Styles
from assessment.core.workbook import Book, Row, Sheet, save

WIDTHS = (18, 24, 26, 12, 10, 10, 14, 10, 12)


def progress_book(lines: Sequence[Sequence[str | int]], *, title: str) -> bytes:
    """``lines`` in the order of views.COLUMNS; texts stay texts, counts are numbers."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    styles = Styles(workbook)
    head, body = styles.make(bold=True, fill=PAPER, wrap=True, top=PRIMARY, lined=True), styles.make(lined=True)
    rows = [Row([(head, text) for text in heads()]), *(Row([(body, value) for value in line]) for line in lines)]
    sheet = Sheet(_("Progress"), WIDTHS, rows, len(rows), frozen="A2", filtered=f"A1:I{len(rows)}", repeated_rows="1:1")
    footer = (title, _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"})
    with tempfile.TemporaryDirectory(prefix="pingheng-") as folder:
        path = Path(folder) / "progress.xlsx"
        save(Book(workbook, title, timezone.now(), footer, [sheet]), path)
        return path.read_bytes()


def heads() -> list[str]:
    return [
        _("Entity"),
        _("Name"),
        _("Component"),
        _("First-level indicator"),
        _("Filled in"),
        _("Cells"),
        _("Open disagreements"),
        _("Score sheets"),
        _("Submitted sheets"),
    ]
