"""The styles of the reports (design.md, Tokens)."""

from __future__ import annotations

from openpyxl import Workbook

from assessment.core.cell_styles import NOT_APPLICABLE, PAPER, PRIMARY, SOFT, VETO, Styles, tint

#: First-level indicators 1…7, the same as on the pages.
CHART = ("1F4E79", "4C8C8A", "C58B2A", "8C5A7B", "5E7F3A", "A65A49", "6B7A8F")


def series_colour(series: int) -> str:
    """The colour of a first-level indicator 1…7; that of raw figures is 0."""
    return CHART[series - 1] if series else SOFT


class Palette:
    """The styles that all sheets of a report share, each made once."""

    def __init__(self, workbook: Workbook, decimals: int) -> None:
        make = self.make = Styles(workbook).make
        self.decimals = decimals
        figures = f"0.{'0' * decimals}" if decimals else "0"
        self.title = make(size=16, bold=True)
        self.soft = make(size=9, colour=SOFT, wrap=True)
        self.sentence = make(size=11, colour=PRIMARY, wrap=True)
        self.heading = make(size=12, bold=True, colour=PRIMARY)
        self.label = make(colour=SOFT, lined=True)
        self.value = make(lined=True, wrap=True)
        self.small = make(lined=True, size=9, wrap=True)
        self.text = make(lined=True)
        self.wrapped = make(lined=True, wrap=True)
        self.centred = make(lined=True, across="center")
        self.whole = make(lined=True, across="right", number="#,##0")
        self.rank = make(lined=True, across="center", bold=True, number="0")
        self.figure = make(lined=True, across="right", number=figures)
        self.total = make(lined=True, across="right", bold=True, number=figures)
        self.remark = make(lined=True, wrap=True, size=9, colour=SOFT)
        self.out = make(lined=True, colour=VETO)
        self.out_centred = make(lined=True, across="center", colour=VETO)
        self.out_remark = make(lined=True, wrap=True, size=9, colour=VETO)
        self.not_applicable = make(lined=True, across="right", size=9, colour=NOT_APPLICABLE)
        self.head = make(bold=True, fill=PAPER, wrap=True, across="center", top=SOFT, lined=True)
        self.head_left = make(bold=True, fill=PAPER, wrap=True, top=SOFT, lined=True)
        self.group = make(size=9, colour=SOFT)
        self._heads = [
            make(bold=True, fill=tint(colour), wrap=True, across="center", top=colour, lined=True) for colour in CHART
        ]
        self._codes = [make(size=9, colour=SOFT, fill=tint(colour), across="center", top=colour) for colour in CHART]
        self._names = [make(fill=tint(colour), wrap=True, across="center", lined=True) for colour in CHART]
        self.raw_code = make(size=9, colour=SOFT, fill=PAPER, across="center", top=SOFT)
        self.raw_name = make(bold=True, fill=PAPER, wrap=True, across="center", lined=True)

    def series_head(self, series: int) -> int:
        """The header of a first-level indicator 1…7, or of a raw figure (0)."""
        return self._heads[series - 1] if series else self.head

    def series_code(self, series: int) -> int:
        return self._codes[series - 1] if series else self.raw_code

    def series_name(self, series: int) -> int:
        return self._names[series - 1] if series else self.raw_name
