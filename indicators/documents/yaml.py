"""Indicator versions in and out of YAML files (formats.md §1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessment.core.faults import Fault, FaultsError
from indicators.documents import reader, schema, writer
from indicators.documents.checks import Path


@dataclass(frozen=True)
class Source:
    """A document with the file and the lines it came from."""

    file: str
    document: dict[str, Any]
    lines: Mapping[Path, int]

    def fault(self, path: Path, message: str) -> Fault:
        return Fault(self.file, line_of(self.lines, path), schema.place(path), message)

    def line_of_item(self, place: str) -> int:
        """The line of what the lint calls ``place``: a code, ``CODE#NO`` or a key of the version.

        Of a code given twice it is the later line; of what is nowhere the document's first.
        """
        return line_of(self.lines, items_of(self.document).get(place, (place,)))


def read_yaml(data: bytes, *, file: str) -> dict[str, Any]:
    """The document of a version. Raises FaultsError with every fault, each with its line and key path.

    The document fits the schema; whether codes exist and sums agree is for ``indicators.lint``.
    """
    return read_source(data, file=file).document


def read_source(data: bytes, *, file: str) -> Source:
    """As ``read_yaml``, with the lines, so that later checks can name them too."""
    try:
        text = reader.decode(data)
        built = reader.Reader(text)
        document = built.read()
    except reader.Unreadable as unreadable:
        raise FaultsError([Fault(file, unreadable.line, "", unreadable.message)]) from unreadable
    faults = [Fault(file, line, schema.place(path), message) for line, path, message in built.faults]
    source = Source(file, document, built.lines)
    faults += [source.fault(path, message) for path, message in schema.check_document(document)]
    if faults:
        raise FaultsError(faults)
    return source


def write_yaml(document: Mapping[str, Any]) -> str:
    """Readable YAML; ``read_yaml`` of it gives an equal document."""
    return writer.write(document)


def items_of(document: Mapping[str, Any]) -> dict[str, Path]:
    """Every code and ``CODE#NO`` of a document (vetoes, gates, indicators, criteria) with its path."""
    found: dict[str, Path] = {}

    def add(items: Any, path: Path, numbered: str) -> None:
        for position, item in enumerate(items or ()):
            here = (*path, position)
            found[item["code"]] = here
            for inner, part in enumerate(item.get(numbered) or ()):
                found[f"{item['code']}#{part['no']}"] = (*here, numbered, inner)
            add(item.get("children"), (*here, "children"), numbered)

    add(document.get("vetoes"), ("vetoes",), "conditions")
    add(document.get("gates"), ("gates",), "")
    add(document.get("tree"), ("tree",), "criteria")
    return found


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it (a missing key stands where it is missing)."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)
