"""results.csv: one row per entity with ranks, total and first-level scores (formats.md §4)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TextIO

from assessment.core.guard import guard
from assessment.core.text import clean
from assessment.exports.parts import Column
from assessment.exports.report import Report, Row
from assessment.results.models import EntityResult
from assessment.results.reading import Units
from assessment.scoring.rounding import NODE_DECIMALS, decimal_text

#: Excel in Chinese reads a CSV without this mark as GBK (docs/adr/0006).
BYTE_ORDER_MARK = "\ufeff"


def write_csv(report: Report, stream: TextIO) -> None:
    """Titles are the same in every language, figures are decimal texts, empty is: has none."""
    stream.write(BYTE_ORDER_MARK)
    writer = csv.writer(stream, lineterminator="\n")
    leagues = [league.key for league in report.leagues]
    writer.writerow(_titles(report, leagues))
    ranks = _ranks(report)
    places = [column.place(report.reader.layout) for column in report.columns]
    for row, scores in zip(report.rows.values(), report.figures.units(places), strict=True):
        writer.writerow(_cells(report, row, [ranks.get((league, row.key)) for league in leagues], scores))


def _titles(report: Report, leagues: list[str]) -> Iterator[str]:
    yield from ("entity", "name", "status", "total", "grade", "missing")
    yield from (guard(f"rank:{league}") for league in leagues)
    yield from (guard(clean(_title(column))) for column in report.columns)
    yield "vetoes"


def _title(column: Column) -> str:
    return f"{column.key} {column.title}" if column.code else column.key


def _ranks(report: Report) -> dict[tuple[str, str], int | None]:
    return {(league.key, key): rank for league in report.leagues for rank, key in league.places}


def _cells(report: Report, row: Row, ranks: list[int | None], scores: list[Units]) -> Iterator[str | int | None]:
    """Texts are guarded against being computed; figures are ours, and a deduction's minus is meant."""
    status = EntityResult.Status.UNQUALIFIED if row.total is None else EntityResult.Status.RANKED
    yield from (guard(clean(row.key)), guard(clean(row.name)), status.value)
    yield None if row.total is None else decimal_text(row.total, report.decimals)
    yield from (guard(clean(row.grade)), row.missing, *ranks)
    yield from (None if score is None else decimal_text(score, NODE_DECIMALS) for score in scores)
    vetoes = report.reader.vetoes.get(row.key, ())
    yield guard(clean(";".join(dict.fromkeys(veto.key for veto in vetoes))))
