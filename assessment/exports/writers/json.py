"""results.json (formats.md §4), entity by entity: a census has more of them than memory should hold as text."""

from __future__ import annotations

import json
from typing import Any, TextIO

from assessment.exports.report import Report
from assessment.results.reading import entity_document

#: The indentation of published case files, so that a difference shows figure by figure.
INDENT = 1


def write_json(report: Report, stream: TextIO) -> None:
    """The bytes of ``json.dumps(results_document, ensure_ascii=False, indent=1)`` and a line end."""
    run = report.run
    head = {"campaign": run.campaign.key, "run": str(run.number), "engine": run.engine}
    opening = _text(head).removesuffix("\n}")
    stream.write(f'{opening},\n "entities": [')
    separator = "\n"
    for entity in report.reader.entities():
        stream.write(separator + _indented(entity_document(entity, report.decimals), 2))
        separator = ",\n"
    stream.write("\n ]\n}\n" if separator == ",\n" else "]\n}\n")


def _text(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=INDENT)


def _indented(document: Any, depth: int) -> str:
    """A document as it stands inside others; JSON text has no line ends but those of its layout."""
    margin = " " * INDENT * depth
    return margin + _text(document).replace("\n", "\n" + margin)
