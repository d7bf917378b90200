"""The trail as a file, row by row: an export of a million entries needs no more memory than one of ten."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from assessment.core.guard import guard
from assessment.core.models import AuditEntry

COLUMNS = (
    "sequence",
    "at",
    "actor_name",
    "role",
    "verb",
    "object_type",
    "object_key",
    "campaign_key",
    "before",
    "after",
    "request_id",
    "prev_hash",
    "hash",
)
BYTE_ORDER_MARK = "\ufeff"  # for Excel, docs/adr/0006
CHUNK = 2000


class _Echo:
    """A file that gives back what is written into it."""

    def write(self, text: str) -> str:
        return text


def _rows(entries: QuerySet[AuditEntry]) -> Iterator[dict[str, Any]]:
    for row in entries.order_by("sequence").values(*COLUMNS).iterator(chunk_size=CHUNK):
        row["at"] = row["at"].isoformat(timespec="microseconds")
        yield row


def csv_lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    """Before and after as JSON texts; texts that a spreadsheet would compute are guarded."""
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield BYTE_ORDER_MARK
    yield writer.writerow(COLUMNS)
    for row in _rows(entries):
        yield writer.writerow([_cell(row[name], name) for name in COLUMNS])


def _cell(value: Any, name: str) -> Any:
    if value is None or isinstance(value, int):
        return value
    text = json.dumps(value, ensure_ascii=False, sort_keys=True) if name in ("before", "after") else value
    return guard(text)


def json_lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    """One array of objects, an entry a line."""
    separator = "[\n"
    for row in _rows(entries):
        yield separator + json.dumps(row, ensure_ascii=False, sort_keys=True)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


WRITERS = {"csv": (csv_lines, "text/csv; charset=utf-8"), "json": (json_lines, "application/json")}
