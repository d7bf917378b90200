"""Packed sheets out of the database in one read (architecture.md §2): tens of thousands of vectors, no row objects."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

SUBMITTED = """
    SELECT sheet.entity_id, sheet.round_id, sheet.reviewer_id, pack.id, pack.payload
    FROM reviews_scoresheet sheet JOIN reviews_sheetpack pack ON pack.id = sheet.pack_id
    WHERE sheet.component_id = {component} AND sheet.status = 'submitted'
"""
PACKS_OF_COMPONENT = """
    SELECT sheet.entity_id, sheet.round_id, sheet.reviewer_id, pack.id, pack.payload
    FROM reviews_scoresheet sheet JOIN reviews_sheetpack pack ON pack.sheet_id = sheet.id
    WHERE sheet.component_id = {component}
"""
PACKS_OF_ENTITY = PACKS_OF_COMPONENT.rstrip() + " AND sheet.entity_id = {entity}"
COPY_HEADER, COPY_TRAILER = 19, 2


@dataclass(frozen=True)
class SheetRows:
    """N packed sheets: database ids [N] each, ``values`` [N, S] slots."""

    entity: NDArray[np.int64]
    round: NDArray[np.int64]
    reviewer: NDArray[np.int64]
    pack: NDArray[np.int64]
    values: NDArray[np.float64]

    def take(self, order: NDArray[np.intp]) -> SheetRows:
        return SheetRows(
            self.entity[order], self.round[order], self.reviewer[order], self.pack[order], self.values[order]
        )


class DamagedPackError(Exception):
    """A stored pack doesn't have the length of its version's slots."""


def read_submitted(component_id: int, slot_count: int) -> SheetRows:
    """The current packs of all submitted sheets of a component, in no particular order."""
    return _read(SUBMITTED.format(component=int(component_id)), slot_count)


def read_component(component_id: int, slot_count: int) -> SheetRows:
    """Every pack ever submitted for a component; the caller keeps those that its run has read."""
    return _read(PACKS_OF_COMPONENT.format(component=int(component_id)), slot_count)


def read_entity(component_id: int, entity_id: int, slot_count: int) -> SheetRows:
    """Every pack ever submitted for one entity; the caller keeps those that its run has read."""
    return _read(PACKS_OF_ENTITY.format(component=int(component_id), entity=int(entity_id)), slot_count)


def _read(sql: str, slot_count: int) -> SheetRows:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _copy_out(cursor, sql, slot_count)
        return _fetch(cursor, sql, slot_count)


def _fetch(cursor: Any, sql: str, slot_count: int) -> SheetRows:
    cursor.execute(sql)
    columns = list(zip(*cursor.fetchall(), strict=True)) or [()] * 5
    payloads = columns.pop()
    if any(length != 8 * slot_count for length in set(map(len, payloads))):
        raise DamagedPackError
    values = np.frombuffer(b"".join(payloads), dtype="<f8").reshape(len(payloads), slot_count)
    entity, round_, reviewer, pack = (np.fromiter(column, np.int64, len(payloads)) for column in columns)
    return SheetRows(entity, round_, reviewer, pack, values)


def _copy_out(cursor: Any, sql: str, slot_count: int) -> SheetRows:
    """PostgreSQL's binary COPY: every record has the same length, so the whole stream is one structured array."""
    fields: list[Any] = [("count", ">i2")]
    for name in ("entity", "round", "reviewer", "pack"):
        fields += [(f"{name}_length", ">i4"), (name, ">i8")]
    fields += [("length", ">i4"), ("values", "<f8", (slot_count,))]
    record = np.dtype(fields)
    stream = io.BytesIO()
    cursor.copy_expert(f"COPY ({sql}) TO STDOUT (FORMAT binary)", stream)
    data = stream.getbuffer()[COPY_HEADER:-COPY_TRAILER]
    if len(data) % record.itemsize:
        raise DamagedPackError
    rows = np.frombuffer(data, dtype=record)
    if len(rows) and not (rows["length"] == 8 * slot_count).all():
        raise DamagedPackError
    entity, round_, reviewer, pack = (
        np.ascontiguousarray(rows[name], dtype=np.int64) for name in ("entity", "round", "reviewer", "pack")
    )
    return SheetRows(entity, round_, reviewer, pack, np.ascontiguousarray(rows["values"]))
