"""A league's ranking: tie sentence, ranks, totals, first-level scores; the unqualified at the end with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from math import isnan

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from assessment.core.workbook import Cell, Row, Sheet, blanks
from assessment.exports.report import LeagueTable, Report
from assessment.exports.writers.look import CHART, Palette
from assessment.exports.writers.measure import fitting, heading, height, lines

HEAD = 5  # the row of the column titles
NOBODY = "—"
PAGE_WIDTH = 190  # columns of text that a landscape page holds in a size one can read


def build(report: Report, league: LeagueTable, palette: Palette) -> Sheet:
    members = [report.rows[key] for _rank, key in league.places]
    remarks = {row.key: report.remarks(row.key) for row in members}
    figure_width = 8.0 + report.decimals
    widths = [
        7.0,
        fitting((row.key for row in members), least=9, most=24),
        fitting((row.name for row in members), least=14, most=44),
        figure_width + 2,
        fitting([_("Grade"), *(row.grade for row in members)], least=8, most=20),
        *(heading(column.title, least=figure_width + 2) for column in report.ranking_columns),
        9.0,
        fitting(remarks.values(), least=12, most=52),
    ]
    last = get_column_letter(len(widths))
    end = HEAD + len(league.places)
    groups = _group_cells(report, palette)
    return Sheet(
        title=league.name or league.key,
        widths=widths,
        rows=_rows(report, league, palette, widths, remarks),
        row_count=end,
        frozen=f"D{HEAD + 1}",
        filtered=f"A{HEAD}:{last}{end}",
        merged=[f"A1:{last}1", f"A2:{last}2", f"A3:{last}3", *groups.merged],
        repeated_rows=f"{HEAD - 1}:{HEAD}",
        repeated_columns="A:C",
        pages_wide=max(round(sum(widths) / PAGE_WIDTH), 1),
        tab_colour=CHART[0],
    )


@dataclass
class _Groups:
    """The row above the titles: which component the scores belong to."""

    cells: list[Cell] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def _group_cells(report: Report, palette: Palette) -> _Groups:
    groups = _Groups()
    groups.cells += blanks(palette.group, 5)
    for name, columns in groupby(report.ranking_columns, key=lambda column: column.part.name):
        count, first = len(list(columns)), len(groups.cells) + 1
        groups.cells += [(palette.group, name), *blanks(palette.group, count - 1)]
        if count > 1:
            groups.merged.append(
                f"{get_column_letter(first)}{HEAD - 1}:{get_column_letter(first + count - 1)}{HEAD - 1}"
            )
    return groups


def _rows(
    report: Report, league: LeagueTable, palette: Palette, widths: list[float], remarks: dict[str, str]
) -> Iterator[Row]:
    sentence = report.sentence(league)
    room = sum(widths)
    yield Row([(palette.title, f"{report.campaign_name} · {league.name}")], 30)
    yield Row([(palette.soft, report.run_line)], 18)
    # The sentence stands in 11 points, a tenth larger than what widths are measured in.
    yield Row([(palette.sentence, sentence)], height(lines(sentence, room / 1.15), line=18))
    yield Row(_group_cells(report, palette).cells, 18)
    heads = [_("Rank"), _("Key"), _("Entity"), _("Total"), _("Grade")]
    tail = [_("Missing"), _("Remarks")]
    titles = [*heads, *(column.title for column in report.ranking_columns), *tail]
    styles = [
        palette.head, palette.head_left, palette.head_left, palette.head, palette.head,
        *(palette.series_head(column.series) for column in report.ranking_columns),
        palette.head, palette.head_left,
    ]  # fmt: skip
    tallest = max(lines(title, width) for title, width in zip(titles, widths, strict=True))
    yield Row(list(zip(styles, titles, strict=True)), height(tallest, least=24))
    for rank, key in league.places:
        yield _entity(report, palette, rank, key, remarks[key], widths[-1])


def _entity(report: Report, palette: Palette, rank: int | None, key: str, remark: str, width: float) -> Row:
    row = report.rows[key]
    unit = 10**report.decimals
    out = rank is None
    scores = (column.values[row.index] for column in report.ranking_columns)
    return Row(
        [
            (palette.out_centred, NOBODY) if out else (palette.rank, rank),
            (palette.out if out else palette.text, row.key),
            (palette.out if out else palette.text, row.name),
            (palette.out_centred, NOBODY) if row.total is None else (palette.total, row.total / unit),
            (palette.centred, row.grade or None),
            *((palette.figure, None if isnan(score) else score) for score in scores),
            (palette.whole, row.missing),
            (palette.out_remark if out else palette.remark, remark or None),
        ],
        height(lines(remark, width), line=14),
    )
