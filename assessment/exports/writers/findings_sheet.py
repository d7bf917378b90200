"""Vetoes that count and gates that acted, in one table that can be filtered."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessment.core.cell_styles import VETO
from assessment.core.workbook import Row, Sheet
from assessment.exports.report import Report
from assessment.exports.writers.look import Palette
from assessment.exports.writers.measure import fitting, height, lines

HEAD = 4


def build(report: Report, palette: Palette) -> Sheet:
    table = list(_lines(report))
    heads = [
        _("Kind"), _("Key"), _("Entity"), _("Component"), _("Channel"), _("Code"), _("Name"), _("Condition or trigger"),
        _("Effect"), _("Reason"),
    ]  # fmt: skip
    limits = [(8, 12), (9, 20), (14, 36), (12, 30), (8, 14), (7, 14), (14, 32), (18, 44), (14, 30), (14, 44)]
    widths = [
        fitting((row[column] for row in [heads, *table]), least=least, most=most)
        for column, (least, most) in enumerate(limits)
    ]
    return Sheet(
        title=_("Vetoes and gates"),
        widths=widths,
        rows=_rows(report, palette, heads, table, widths),
        row_count=HEAD + max(len(table), 1),
        frozen=f"D{HEAD + 1}",
        filtered=f"A{HEAD}:J{HEAD + len(table)}" if table else None,
        merged=["A1:J1", "A2:J2", "A3:J3"],
        repeated_rows=f"{HEAD}:{HEAD}",
        tab_colour=VETO,
    )


def _lines(report: Report) -> Iterator[list[str]]:
    for veto in report.vetoes:
        yield [
            _("veto"), veto.entity, veto.name, veto.part.name, veto.channel, veto.code, veto.title, veto.condition,
            veto.effect, veto.reason,
        ]  # fmt: skip
    for gate in report.gates:
        yield [
            _("gate"), gate.entity, gate.name, gate.part.name, gate.channel, gate.code, gate.title,
            gate.trigger or _("raised by hand"), gate.effect, gate.reason,
        ]  # fmt: skip


def _rows(
    report: Report, palette: Palette, heads: list[str], table: list[list[str]], widths: list[float]
) -> Iterator[Row]:
    yield Row([(palette.title, f"{report.campaign_name} · {_('Vetoes and gates')}")], 30)
    yield Row([(palette.soft, report.run_line)], 18)
    yield Row([(palette.soft, "" if report.marks.traced else _untraced())], 18)
    yield Row([(palette.head_left, head) for head in heads], 24)
    if not table:
        yield Row([(palette.soft, _("Nothing was found."))], 20)
    vetoes = len(report.vetoes)
    for number, texts in enumerate(table):
        kind = palette.out if number < vetoes else palette.text
        tallest = max(lines(text, width) for text, width in zip(texts, widths, strict=True))
        yield Row([(kind, texts[0]), *((palette.wrapped, text or None) for text in texts[1:])], height(tallest))


def _untraced() -> str:
    return _("Computed by another engine version: gates that a count raised are left out.")
