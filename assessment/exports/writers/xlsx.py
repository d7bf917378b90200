"""The workbook of a run: cover, a ranking per league, all indicators, vetoes and gates."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl import Workbook

from assessment.core.workbook import Book, Progress, TooLargeError, save
from assessment.exports.parts import ExportError
from assessment.exports.report import Report
from assessment.exports.writers import cover, findings_sheet, nodes_sheet, ranking_sheet
from assessment.exports.writers.look import Palette


def write_xlsx(report: Report, path: Path, progress: Progress | None = None) -> None:
    """Write the report as a workbook. Raises ExportError where a campaign doesn't fit into a sheet."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    palette = Palette(workbook, report.decimals)
    book = Book(
        workbook=workbook,
        title=f"{report.campaign_name} #{report.run.number}",
        created=report.run.created_at,
        footer=(
            f"{report.campaign_name}  #{report.run.number}",
            _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"},
        ),
    )
    rankings = [ranking_sheet.build(report, league, palette) for league in report.leagues]
    others = [nodes_sheet.build(report, palette), findings_sheet.build(report, palette)]
    book.sheets = [cover.build(report, palette, [*rankings, *others]), *rankings, *others]
    try:
        save(book, path, progress)
    except TooLargeError as sheet:
        raise ExportError(
            _("The sheet “%(sheet)s” would exceed what a workbook can hold.") % {"sheet": sheet}
        ) from None
