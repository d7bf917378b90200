"""The printed report as PDF, set by typst from report.typ.

The text goes in as JSON beside the template, never as part of it: typst shows strings, it does not read them as markup.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import typst

from assessment.core.cell_styles import in_chinese
from assessment.core.workbook import Progress
from assessment.exports.printed import Printed, Table, printed
from assessment.exports.report import Report

TEMPLATE = Path(__file__).with_name("report.typ")
FONTS = Path(__file__).resolve().parent.parent / "fonts"
DATA = "report.json"  # the name that the template reads


def write_pdf(report: Report, path: Path, progress: Progress | None = None) -> None:
    """Write the report as A4 pages. typst sees one folder with the template and the text, nothing else."""
    document = printed(report)
    with tempfile.TemporaryDirectory(prefix="pingheng-") as folder:
        root = Path(folder)
        template = root / TEMPLATE.name
        template.write_bytes(TEMPLATE.read_bytes())
        (root / DATA).write_text(json.dumps(_document(document), ensure_ascii=False), encoding="utf-8")
        typst.compile(
            str(template),
            output=str(path),
            root=str(root),
            font_paths=[str(FONTS)],
            ignore_system_fonts=False,  # rare ideographs of names may be in the system's fonts only
            format="pdf",
            timestamp=int(report.run.created_at.timestamp()),
        )
    if progress is not None:
        progress(1, 1)


def _document(document: Printed) -> dict[str, object]:
    return asdict(document) | {
        "language": "zh" if in_chinese() else "en",
        "components": _table(document.components),
        "tables": [_table(table) for table in document.tables],
    }


def _table(table: Table) -> dict[str, object]:
    return asdict(table) | {"groups": table.groups}
