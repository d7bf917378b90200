"""The styles of the Word report (design.md, Tokens)."""

from __future__ import annotations

from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

from assessment.core.cell_styles import INK, PRIMARY, SOFT, VETO, font_name, in_chinese

#: kind of a cell → id of its paragraph style. Alignment is part of the style: a census table has 100,000 cells.
CELLS = {
    "left": "ReportCell",
    "right": "ReportCellRight",
    "center": "ReportCellCenter",
    "out": "ReportCellOut",
    "head": "ReportCellHead",
    "group": "ReportCellGroup",
    "label": "ReportCellLabel",
    "small": "ReportCellSmall",
}
THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def add_styles(docx: Docx) -> None:
    """Every style that the report uses; the built-in heading keeps its place in Word's navigation."""
    _set(docx.styles["Normal"], size=10, after=4)
    _set(docx.styles["Heading 1"], size=14, colour=PRIMARY, bold=True, before=12, after=5)
    _add(docx, "Report Title", size=22, bold=True, before=4, after=4)
    _add(docx, "Report Subtitle", size=13, colour=SOFT, after=2)
    _add(docx, "Report Soft", size=9, colour=SOFT, after=4)
    _add(docx, "Report Lead", size=11, after=8)
    _add(docx, "Report Footer", size=8, colour=SOFT, align=WD_ALIGN_PARAGRAPH.RIGHT)
    cell = {"size": 8.5, "before": 1.5, "after": 1.5}
    _add(docx, "Report Cell", **cell)
    _add(docx, "Report Cell Right", **cell, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _add(docx, "Report Cell Center", **cell, align=WD_ALIGN_PARAGRAPH.CENTER)
    _add(docx, "Report Cell Out", **cell, colour=VETO)
    _add(docx, "Report Cell Head", **cell, bold=True)
    _add(docx, "Report Cell Group", size=8, colour=SOFT, before=2, after=2)
    _add(docx, "Report Cell Label", **cell, colour=SOFT)
    _add(docx, "Report Cell Small", size=6.5, before=2, after=2)


def _add(docx: Docx, name: str, **look: object) -> None:
    style = docx.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    _set(style, **look)  # type: ignore[arg-type]


def _set(
    style: ParagraphStyle,
    *,
    size: float,
    colour: str = INK,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> None:
    style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, RGBColor.from_string(colour)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.0
    if align is not None:
        style.paragraph_format.alignment = align
    style.font.name = font_name()
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    fonts.set(qn("w:eastAsia"), font_name())
    for theme in THEMES:  # a theme's font would win over the named one
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    language = properties.makeelement(qn("w:lang"), {qn("w:eastAsia"): "zh-CN" if in_chinese() else "en-US"})
    properties.append(language)
