"""The first sheet: which run this is, of what it was made, and how to verify it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from assessment.core.figures import share
from assessment.core.workbook import Row, Sheet, blanks
from assessment.exports import facts
from assessment.exports.report import Report
from assessment.exports.writers.look import CHART, Palette
from assessment.exports.writers.measure import height, lines

WIDTHS = [18.0, 30.0, 9.0, 9.0, 66.0]
VALUE = sum(WIDTHS[1:])


def build(report: Report, palette: Palette, sheets: Iterable[Sheet]) -> Sheet:
    rows: list[Row] = []
    merged: list[str] = []

    def wide(row: Row, first: str) -> None:
        rows.append(row)
        merged.append(f"{first}{len(rows)}:E{len(rows)}")

    def heading(text: str) -> None:
        rows.append(Row([], 12))
        rows.append(Row([(palette.heading, text)], 24))

    def table(pairs: Iterable[facts.Fact]) -> None:
        for label, value in pairs:
            cells = [(palette.label, label), (palette.value, value), *blanks(palette.value, 3)]
            wide(Row(cells, height(lines(value, VALUE))), "B")

    wide(Row([(palette.title, report.campaign_name)], 36), "A")
    wide(Row([(palette.soft, _("Evaluation results"))], 18), "A")
    heading(_("Run"))
    table(facts.run_facts(report))
    heading(_("Extent"))
    table(facts.count_facts(report))
    heading(_("Indicator versions"))
    rows += _components(report, palette)
    heading(_("Rules of computation"))
    table(facts.method_facts(report))
    heading(_("How to verify"))
    for sentence in facts.checks(report):
        wide(Row([(palette.wrapped, sentence), *blanks(palette.wrapped, 4)], height(lines(sentence, sum(WIDTHS)))), "A")
    heading(_("Sheets"))
    table((sheet.title, _purpose(sheet, report)) for sheet in sheets)
    return Sheet(
        title=_("Cover"),
        widths=WIDTHS,
        rows=rows,
        row_count=len(rows),
        merged=merged,
        pages_high=1,
        landscape=False,
        tab_colour=CHART[6],
    )


def _components(report: Report, palette: Palette) -> Iterator[Row]:
    heads = [_("System"), _("Name"), _("Version"), _("Share"), _("Content hash")]
    yield Row([(palette.head_left, head) for head in heads], 22)
    for part in report.parts:
        cells = [
            (palette.value, part.system),
            (palette.value, part.name),
            (palette.value, part.version),
            (palette.value, share(part.share)),
            (palette.small, part.content_hash),
        ]
        tallest = max(lines(str(value), width) for (_style, value), width in zip(cells, WIDTHS, strict=True))
        yield Row(cells, height(tallest))


def _purpose(sheet: Sheet, report: Report) -> str:
    if sheet.title == _("All indicators"):
        return _("every entity with the score of every indicator")
    if sheet.title == _("Vetoes and gates"):
        return _("confirmed vetoes and the gates that acted, with reasons")
    return _("ranking, totals and first-level scores")
