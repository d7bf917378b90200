"""Colours, type and cell styles of workbooks (design.md, Tokens)."""

from __future__ import annotations

from types import SimpleNamespace

from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.styleable import StyleableObject

INK, SOFT, LINE, PAPER, WHITE = "1B2430", "5B6776", "E3E7EC", "F6F7F9", "FFFFFF"
PRIMARY, PRIMARY_TINT, VETO, NOT_APPLICABLE = "1F4E79", "E8EFF6", "B3261E", "8A97A8"
TINT = 0.12


def in_chinese() -> bool:
    return not (get_language() or "").startswith("en")


def font_name() -> str:
    """The font by the name under which the reader's office program lists it."""
    return "微软雅黑" if in_chinese() else "Microsoft YaHei"


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
        locked: bool = True,
    ) -> int:
        """The number of a style; ``top`` is the colour of a strong upper edge, ``lined`` a hairline below.

        ``locked`` cells can't be written to where their sheet is protected.
        """
        style = StyleableObject(self.owner)  # type: ignore[arg-type]
        style.font = Font(name=font_name(), size=size, bold=bold, color=colour)
        style.alignment = Alignment(horizontal=across, vertical=down, wrap_text=wrap)
        style.number_format = number
        if not locked:
            style.protection = Protection(locked=False)
        if fill:
            style.fill = PatternFill("solid", start_color=fill, end_color=fill)
        style.border = Border(
            top=Side(style="thick", color=top) if top else None,
            bottom=Side(style="thin", color=LINE) if lined else None,
        )
        return int(style.style_id)
