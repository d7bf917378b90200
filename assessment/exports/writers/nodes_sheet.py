"""Every entity with every indicator: one column a node, tree by tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from assessment.core.workbook import Cell, Row, Sheet
from assessment.exports.parts import Column, Part, text_of
from assessment.exports.report import Report
from assessment.exports.writers.look import CHART, Palette
from assessment.exports.writers.measure import fitting, heading, height, lines
from assessment.exports.writers.ranking_sheet import NOBODY
from assessment.scoring.model import Bools

HEAD = 5
COLUMNS_A_PAGE = 14
CHUNK = 1000  # entities whose figures are numbers of Python at a time
KEPT = 4  # columns that stay: key, entity, total, grade


@dataclass(frozen=True)
class Block:
    """One tree: its columns stand side by side. ``nodes`` are the codes, ``gone`` [E, n] those that don't apply."""

    part: Part
    channel: str
    columns: list[Column]
    gone: Bools | None


def build(report: Report, palette: Palette) -> Sheet:
    blocks = _blocks(report)
    columns = [column for block in blocks for column in block.columns]
    rows = report.rows.values()
    widths = [
        fitting((row.key for row in rows), least=9, most=24),
        fitting((row.name for row in rows), least=14, most=40),
        9.0 + report.decimals,
        fitting([_("Grade"), *(row.grade for row in rows)], least=8, most=20),
        *(heading(column.title, least=11.0 + max(report.decimals - 2, 0)) for column in columns),
    ]
    last, end = get_column_letter(len(widths)), HEAD + len(rows)
    return Sheet(
        title=_("All indicators"),
        widths=widths,
        rows=_rows(report, palette, blocks, widths),
        row_count=end,
        frozen=f"C{HEAD + 1}",
        filtered=f"A{HEAD}:{last}{end}",
        merged=["A1:H1", "A2:P2"],
        repeated_rows=f"{HEAD - 2}:{HEAD}",
        repeated_columns="A:B",
        pages_wide=max(round(len(columns) / COLUMNS_A_PAGE), 1),
        tab_colour=CHART[1],
    )


def _blocks(report: Report) -> list[Block]:
    blocks = []
    for part in report.parts:
        if part.plan.per_channel:
            blocks.append(Block(part, "", [Column(part, "", "", _("Points"), 0)], None))
        for channel in part.trees:
            columns = [Column(part, channel, "", _("Points"), 0)]
            root = -1
            for node in part.plan.nodes:
                root += node.parent < 0
                columns.append(Column(part, channel, node.code, text_of(node.name), part.series(root)))
            blocks.append(Block(part, channel, columns, report.marks.gone.get((part.position, channel))))
    return blocks


def _rows(report: Report, palette: Palette, blocks: list[Block], widths: list[float]) -> Iterator[Row]:
    columns = [column for block in blocks for column in block.columns]
    yield Row([(palette.title, f"{report.campaign_name} · {_('All indicators')}")], 30)
    yield Row([(palette.soft, f"{report.run_line}    {_legend(report)}")], 18)
    yield Row([*_nothing(palette.group), *_groups(columns, palette)], 18)
    yield Row(
        [
            *_nothing(palette.raw_code),
            *((palette.series_code(column.series), column.code or None) for column in columns),
        ],
        16,
    )
    heads = [_("Key"), _("Entity"), _("Total"), _("Grade")]
    titles = [*heads, *(column.title for column in columns)]
    styles = [*[palette.raw_name] * KEPT, *(palette.series_name(column.series) for column in columns)]
    tallest = max(lines(title, width) for title, width in zip(titles, widths, strict=True))
    yield Row(list(zip(styles, titles, strict=True)), height(tallest))
    unit, text = 10**report.decimals, _("N/A")
    places = [column.place(report.reader.layout) for column in columns]
    hidden = [_marked(report, block) for block in blocks]
    table, names = report.figures, report.reader.names
    for begin in range(0, len(table.keys), CHUNK):
        end = min(begin + CHUNK, len(table.keys))
        gone = np.concatenate([marks[begin:end] for marks in hidden], axis=1)
        for index, figures in enumerate(table.points(places, begin, end), start=begin):
            total = table.totals[index]
            cells: list[Cell] = [
                (palette.text, table.keys[index]),
                (palette.text, names[table.keys[index]]),
                (palette.out_centred, NOBODY) if total is None else (palette.total, total / unit),
                (palette.centred, table.grades[index] or None),
            ]
            cells += [(palette.figure, None if figure != figure else figure) for figure in figures]
            for column in np.flatnonzero(gone[index - begin]).tolist():
                cells[KEPT + column] = (palette.not_applicable, text)
            yield Row(cells)


def _marked(report: Report, block: Block) -> Bools:
    """[E, columns of the block]: the indicators that don't apply; the raw figure before them always does."""
    marks = np.zeros((len(report.figures.keys), len(block.columns)), dtype=bool)
    if block.gone is not None:
        marks[:, 1:] = block.gone
    return marks


def _legend(report: Report) -> str:
    if report.marks.traced:
        return _("Empty: not assessed, or the channel is closed. N/A: not applicable, its weight went elsewhere.")
    return _("Empty: not assessed, or the channel is closed. An indicator that doesn't apply shows 0.")


def _nothing(style: int) -> list[Cell]:
    return [(style, None)] * KEPT


def _groups(columns: list[Column], palette: Palette) -> Iterator[Cell]:
    for name, members in groupby(columns, key=lambda column: column.group):
        yield palette.group, name
        yield from [(palette.group, None)] * (len(list(members)) - 1)
