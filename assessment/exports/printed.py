"""The report on paper, as plain data: docx and PDF set the same headings, tables and words.

Everything is finished text, nothing is markup: what a name or a reason contains can't act as either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from math import isnan

from django.utils.translation import gettext as _

from assessment.core.cell_styles import SOFT
from assessment.core.figures import figure, share
from assessment.core.text import clean, display_width
from assessment.exports import facts
from assessment.exports.ranking import RankingColumn, narrowed
from assessment.exports.report import LeagueTable, Report
from assessment.exports.writers.look import series_colour
from assessment.scoring.rounding import NODE_DECIMALS

#: Score columns of a landscape A4 page beside rank, entity, total and grade.
MOST_SCORES = 12
#: More of them need the page turned.
UPRIGHT_SCORES = 4
#: Lines of a printed report, all tables together: some 150 pages. A census goes on in the workbook, and the report says
#: so; setting its 14,000 lines would take typst half a minute and two gigabytes.
MOST_LINES = 3000
NOBODY = "—"


@dataclass(frozen=True)
class Head:
    """A column: its title, the colour above it, its part of the table's width, where its cells stand.

    ``small`` is for digests: they must fit into one line to be compared.
    """

    title: str
    colour: str
    width: float
    align: str
    group: str = ""
    small: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of finished text. ``out`` marks rows by number that stand in the colour of a veto.

    ``note`` stands below: what was left out.
    """

    title: str
    lead: str
    heads: list[Head]
    rows: list[list[str]]
    out: list[int]
    note: str = ""

    @property
    def groups(self) -> list[tuple[str, int]]:
        """What stands above the titles: (text, columns). Empty where there is nothing to tell apart."""
        spans = [(name, len(list(heads))) for name, heads in groupby(self.heads, key=lambda head: head.group)]
        return spans if sum(1 for name, _count in spans if name) > 1 else []


@dataclass(frozen=True)
class Printed:
    """A report from cover to last table."""

    title: str
    subtitle: str
    run_line: str
    footer: str
    landscape: bool
    sections: list[tuple[str, list[tuple[str, str]]]]
    components: Table
    checks: tuple[str, list[str]]
    tables: list[Table]


def printed(report: Report) -> Printed:
    """The report in the active language."""
    columns = narrowed(report.ranking_columns, MOST_SCORES)
    unplaced = [report.unplaced] if report.unplaced.places else []
    leagues = [_league(report, league, columns) for league in [*report.leagues, *unplaced]]
    return Printed(
        title=clean(report.campaign_name),
        subtitle=_("Evaluation results"),
        run_line=report.run_line,
        footer=clean(f"{report.campaign_name}  #{report.run.number}"),
        landscape=len(columns) > UPRIGHT_SCORES,
        sections=[
            (title, [(label, clean(value)) for label, value in pairs])
            for title, pairs in (
                (_("Run"), facts.run_facts(report)),
                (_("Extent"), facts.count_facts(report)),
                (_("Rules of computation"), facts.method_facts(report)),
            )
        ],
        components=_components(report),
        checks=(_("How to verify"), facts.checks(report)),
        tables=_shortened([*leagues, *_findings(report)]),
    )


def _shortened(tables: list[Table]) -> list[Table]:
    """The tables with at most MOST_LINES rows together; the longest ones give."""
    most = _fair_limit([len(table.rows) for table in tables], MOST_LINES)
    return [table if len(table.rows) <= most else _cut(table, most) for table in tables]


def _fair_limit(sizes: list[int], total: int) -> int:
    """The largest number of rows that every table may keep so that all together keep ``total`` at most."""
    for number, size in enumerate(sorted(sizes)):
        if size * (len(sizes) - number) > total:
            return total // (len(sizes) - number)
        total -= size
    return max(sizes, default=0)


def _cut(table: Table, most: int) -> Table:
    words = {"shown": most, "all": len(table.rows)}
    note = _("The first %(shown)s of %(all)s lines; all of them are in the workbook (xlsx).") % words
    return replace(table, rows=table.rows[:most], out=[number for number in table.out if number < most], note=note)


def _table(
    title: str, heads: list[Head], rows: list[list[str]], *, lead: str = "", out: list[int] | None = None
) -> Table:
    return Table(clean(title), clean(lead), heads, [[clean(text) for text in row] for row in rows], out or [])


def _head(title: str, width: float, align: str = "left", colour: str = SOFT, group: str = "") -> Head:
    return Head(clean(title), colour, width, align, clean(group))


def _components(report: Report) -> Table:
    heads = [
        _head(_("Name"), 2.4), _head(_("System"), 2.2), _head(_("Version"), 0.8), _head(_("Share"), 0.8, "right"),
        Head(_("Content hash"), SOFT, 6.4, "left", small=True),
    ]  # fmt: skip
    rows = [[part.name, part.system, part.version, share(part.share), part.content_hash] for part in report.parts]
    return _table(_("Indicator versions"), heads, rows)


def _league(report: Report, league: LeagueTable, columns: list[RankingColumn]) -> Table:
    remarked = any(report.remarks(key) for _rank, key in league.places)
    graded = any(report.rows[key].grade for _rank, key in league.places)
    names = max((display_width(report.rows[key].name) for _rank, key in league.places), default=0)
    heads = [
        _head(_("Rank"), 0.8, "center"),
        _head(_("Entity"), min(max(names / 7, 1.6), 3.2)),
        _head(_("Total"), 1.1, "right"),
    ]
    heads += [_head(_("Grade"), 1, "center")] if graded else []
    heads += [_head(column.title, 1.15, "right", series_colour(column.series), column.part.name) for column in columns]
    heads += [_head(_("Remarks"), 3.4)] if remarked else []
    rows = []
    for rank, key in league.places:
        row = report.rows[key]
        cells = [NOBODY if rank is None else str(rank), row.name, _total(row.total, report.decimals)]
        cells += [row.grade] if graded else []
        cells += [_points(column.values[row.index], report.decimals) for column in columns]
        cells += [report.remarks(key)] if remarked else []
        rows.append(cells)
    out = [number for number, (_rank, key) in enumerate(league.places) if report.rows[key].total is None]
    return _table(league.name or league.key, heads, rows, lead=report.sentence(league), out=out)


def _total(units: int | None, decimals: int) -> str:
    return NOBODY if units is None else figure(Decimal(units).scaleb(-decimals), decimals)


def _points(points: float, decimals: int) -> str:
    """Six decimals are what a run reports; from there half up, as every page does."""
    return NOBODY if isnan(points) else figure(round(points, NODE_DECIMALS), decimals)


def _findings(report: Report) -> Iterator[Table]:
    heads = [
        _head(_("Entity"), 2.4), _head(_("Component"), 2), _head(_("Channel"), 1), _head(_("Code"), 0.9),
        _head(_("Name"), 2.4),
    ]  # fmt: skip
    if report.vetoes:
        rows = [
            [veto.name, veto.part.name, veto.channel, veto.code, veto.title, veto.condition, veto.effect, veto.reason]
            for veto in report.vetoes
        ]
        tail = [_head(_("Condition"), 3.2), _head(_("Effect"), 1.8), _head(_("Reason"), 2.4)]
        yield _table(_("Vetoes"), [*heads, *tail], rows)
    if report.gates:
        rows = [
            [gate.name, gate.part.name, gate.channel, gate.code, gate.title, gate.trigger or _("raised by hand"),
             gate.effect, gate.reason]
            for gate in report.gates
        ]  # fmt: skip
        tail = [_head(_("Trigger"), 2.2), _head(_("Effect"), 2.4), _head(_("Reason"), 2.4)]
        yield _table(_("Gates"), [*heads, *tail], rows)
