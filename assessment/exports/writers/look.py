"""Colours, type and cell styles of the reports (design.md, Tokens)."""

from __future__ import annotations

from types import SimpleNamespace

from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.styleable import StyleableObject

INK, SOFT, LINE, PAPER, WHITE = "1B2430", "5B6776", "E3E7EC", "F6F7F9", "FFFFFF"
PRIMARY, PRIMARY_TINT, VETO, NOT_APPLICABLE = "1F4E79", "E8EFF6", "B3261E", "8A97A8"
#: First-level indicators 1…7, the same as on the pages.
CHART = ("1F4E79", "4C8C8A", "C58B2A", "8C5A7B", "5E7F3A", "A65A49", "6B7A8F")
TINT = 0.12


def in_chinese() -> bool:
    return not (get_language() or "").startswith("en")


def font_name() -> str:
    """The font by the name under which the reader's office program lists it."""
    return "微软雅黑" if in_chinese() else "Microsoft YaHei"


def series_colour(series: int) -> str:
    """The colour of a first-level indicator 1…7; that of raw figures is 0."""
    return CHART[series - 1] if series else SOFT


def tint(colour: str, strength: float = TINT) -> str:
    """``colour`` thinned on white: a header that stays readable in ink."""
    parts = (int(colour[place : place + 2], 16) for place in (0, 2, 4))
    return "".join(f"{round(255 - (255 - part) * strength):02X}" for part in parts)


class Styles:
    """The cell styles of a workbook, as the numbers that cells refer to."""

    def __init__(self, workbook: Workbook) -> None:
        self.owner = SimpleNamespace(parent=workbook)  # a style asks its sheet's workbook for a number
        # The font of the normal style sets the unit in which column widths are measured.
        normal = workbook._named_styles["Normal"]  # type: ignore[attr-defined]
        normal.font = Font(name=font_name(), size=10, color=INK)

    def make(
        self,
        *,
        size: float = 10,
        bold: bool = False,
        colour: str = INK,
        fill: str | None = None,
        number: str = "General",
        across: str = "left",
        down: str = "center",
        wrap: bool = False,
        top: str | None = None,
        lined: bool = False,
    ) -> int:
        """The number of a style; ``top`` is the colour of a strong upper edge, ``lined`` a hairline below."""
        style = StyleableObject(self.owner)  # type: ignore[arg-type]
        style.font = Font(name=font_name(), size=size, bold=bold, color=colour)
        style.alignment = Alignment(horizontal=across, vertical=down, wrap_text=wrap)
        style.number_format = number
        if fill:
            style.fill = PatternFill("solid", start_color=fill, end_color=fill)
        style.border = Border(
            top=Side(style="thick", color=top) if top else None,
            bottom=Side(style="thin", color=LINE) if lined else None,
        )
        return int(style.style_id)


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
