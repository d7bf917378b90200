"""The printed report as a Word document: a cover, and a table per league with its tie sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from assessment.core.cell_styles import LINE, SOFT, tint
from assessment.core.workbook import Progress, part
from assessment.exports.printed import Head, Printed, Table, printed
from assessment.exports.report import Report
from assessment.exports.writers.docx_styles import CELLS, add_styles

SHORT, LONG = Mm(210), Mm(297)
MARGIN, FOOT = Mm(18), Mm(10)
TWIPS = 635  # EMU of a twentieth of a point, the unit of table widths
FACTS = [Head("", SOFT, 1, "left"), Head("", SOFT, 4, "left")]


def write_docx(report: Report, path: Path, progress: Progress | None = None) -> None:
    """Write the report as a document whose bytes depend on the run alone."""
    document = printed(report)
    docx = Document()
    add_styles(docx)
    _properties(docx, document, report)
    _page(docx.sections[0], landscape=False)
    _footer(docx.sections[0], document.footer)
    _cover(docx, document)
    if document.tables:
        section = docx.add_section(WD_SECTION.NEW_PAGE)
        _page(section, landscape=document.landscape)
        for number, table in enumerate(document.tables, start=1):
            docx.add_heading(table.title, level=1)
            if table.lead:
                docx.add_paragraph(table.lead, style="Report Lead")
            _add_table(docx, section, table)
            if table.note:
                docx.add_paragraph(table.note, style="Report Soft")
            if progress is not None:
                progress(number, len(document.tables))
    _save(docx, path)


def _properties(docx: Docx, document: Printed, report: Report) -> None:
    stated = docx.core_properties
    stated.title, stated.author, stated.comments, stated.revision = document.title[:255], "Pingheng", "", 1
    stated.last_modified_by = "Pingheng"
    stated.created = stated.modified = report.run.created_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _page(section: Section, *, landscape: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if landscape else (SHORT, LONG)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    section.footer_distance = FOOT


def _footer(section: Section, text: str) -> None:
    """The campaign and the page; the sections that follow take it over."""
    paragraph = section.footer.paragraphs[0]
    paragraph.style = "Report Footer"
    paragraph.add_run(f"{text}    ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" / ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, code: str) -> None:
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )


def _cover(docx: Docx, document: Printed) -> None:
    docx.add_paragraph(document.title, style="Report Title")
    docx.add_paragraph(document.subtitle, style="Report Subtitle")
    docx.add_paragraph(document.run_line, style="Report Soft")
    section = docx.sections[0]
    for title, pairs in document.sections:
        docx.add_heading(title, level=1)
        _add_table(docx, section, Table("", "", FACTS, [list(pair) for pair in pairs], []), headed=False)
    docx.add_heading(document.components.title, level=1)
    _add_table(docx, section, document.components)
    title, sentences = document.checks
    docx.add_heading(title, level=1)
    for sentence in sentences:
        docx.add_paragraph(sentence, style="Report Soft")


def _add_table(docx: Docx, section: Section, table: Table, *, headed: bool = True) -> None:
    """Append a table as one piece of XML: python-docx needs a second for a hundred rows cell by cell."""
    width = (section.page_width or SHORT) - 2 * MARGIN
    total = sum(head.width for head in table.heads)
    widths = [int(width * head.width / total / TWIPS) for head in table.heads]
    rows = _rows(table, widths, headed=headed)
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in widths)
    xml = (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="{LINE}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:color="{LINE}"/></w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    body = docx.element.body
    body.insert(body.index(body.find(qn("w:sectPr"))), parse_xml(xml))


def _rows(table: Table, widths: Sequence[int], *, headed: bool) -> Iterator[str]:
    if headed:
        if table.groups:
            yield _row(_group_cells(table, widths), repeated=True)
        yield _row(
            (_cell(head.title, width, "head", head) for head, width in zip(table.heads, widths, strict=True)),
            repeated=True,
        )
    out = set(table.out)
    for number, row in enumerate(table.rows):
        kinds = ["out" if number in out else head.align for head in table.heads]
        if not headed:
            kinds[0] = "label"
        yield _row(
            _cell(text, width, "small" if head.small else kind)
            for text, width, kind, head in zip(row, widths, kinds, table.heads, strict=True)
        )


def _row(cells: Iterator[str], *, repeated: bool = False) -> str:
    """A row stays on one page; a repeated one stands on every page."""
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if repeated else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _group_cells(table: Table, widths: Sequence[int]) -> Iterator[str]:
    first = 0
    for name, count in table.groups:
        width = sum(widths[first : first + count])
        first += count
        yield (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{count}"/></w:tcPr>'
            f"{_paragraph(name, 'group')}</w:tc>"
        )


def _cell(text: str, width: int, kind: str, head: Head | None = None) -> str:
    look = ""
    if head is not None:
        look = (
            f'<w:tcBorders><w:top w:val="single" w:sz="18" w:color="{head.colour}"/></w:tcBorders>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{tint(head.colour)}"/>'
        )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{look}<w:vAlign w:val="center"/></w:tcPr>'
        f"{_paragraph(text, kind, head.align if head else '')}</w:tc>"
    )


def _paragraph(text: str, kind: str, align: str = "") -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    aligned = f"<w:jc w:val={quoteattr(align)}/>" if align not in ("", "left") else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{CELLS[kind]}"/>{aligned}</w:pPr><w:r>{lines}</w:r></w:p>'


def _save(docx: Docx, path: Path) -> None:
    """python-docx dates the parts of the archive by the clock; copied over they carry no date."""
    stream = io.BytesIO()
    docx.save(stream)
    with zipfile.ZipFile(stream) as saved, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in saved.namelist():
            target.writestr(part(name), saved.read(name))
