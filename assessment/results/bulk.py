"""Write many rows from arrays: one binary COPY on PostgreSQL, statements of many rows on SQLite."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection, models
from numpy.typing import NDArray

COPY_HEAD = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
COPY_END = b"\xff\xff"
STATEMENT_ROWS = 50


@dataclass(frozen=True)
class Column:
    """One column of a bulk write.

    ``values`` [N]: int64, int32, a void array (fixed width per row), or a list of str. ``null`` [N] marks NULLs.
    """

    name: str
    values: NDArray[np.generic] | Sequence[str]
    null: NDArray[np.bool_] | None = None


def insert_rows(model: type[models.Model], columns: Sequence[Column]) -> int:
    """Append N rows to the model's table, past save() and signals. Returns N."""
    count = len(columns[0].values)
    if count == 0:
        return 0
    table = model._meta.db_table
    names = ", ".join(f'"{column.name}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            data = io.BytesIO(COPY_HEAD + _records(columns, count) + COPY_END)
            cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN (FORMAT binary)', data)
        else:
            rows = list(zip(*(_objects(column, count) for column in columns), strict=True))
            whole = count - count % STATEMENT_ROWS
            _insert(cursor, table, names, rows[:whole], STATEMENT_ROWS)
            _insert(cursor, table, names, rows[whole:], 1)
    return count


def _insert(cursor: Any, table: str, names: str, rows: list[tuple[object, ...]], together: int) -> None:
    """SQLite: ``together`` rows a statement. Beginning one costs more than adding a row to it."""
    if not rows:
        return
    marks = ", ".join(["(" + ", ".join(["%s"] * len(rows[0])) + ")"] * together)
    parameters = (list(itertools.chain.from_iterable(batch)) for batch in zip(*[iter(rows)] * together, strict=True))
    cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES {marks}', list(parameters))  # noqa: S608


def _objects(column: Column, count: int) -> Sequence[object]:
    objects: Sequence[object]
    if isinstance(column.values, np.ndarray):
        objects = _byte_rows(column.values) if column.values.dtype.kind == "V" else column.values.tolist()
    else:
        objects = column.values
    if column.null is None:
        return objects
    return [None if absent else value for value, absent in zip(objects, column.null.tolist(), strict=True)]


def _byte_rows(values: NDArray[np.generic]) -> list[bytes]:
    width, data = values.dtype.itemsize, values.tobytes()
    return [data[start : start + width] for start in range(0, len(data), width)]


def _records(columns: Sequence[Column], count: int) -> bytes:
    """COPY's binary records. One structured array while rows are equally long, else the rows one by one."""
    parts = [_field(column, count) for column in columns]
    if all(part.dtype.kind == "V" for part in parts):
        record = np.dtype(
            [("count", ">i2"), *((column.name, part.dtype) for column, part in zip(columns, parts, strict=True))]
        )
        rows = np.empty(count, dtype=record)
        rows["count"] = len(columns)
        for column, part in zip(columns, parts, strict=True):
            rows[column.name] = part
        return rows.tobytes()
    head = len(columns).to_bytes(2, "big")
    fields = [_byte_rows(part) if part.dtype.kind == "V" else part.tolist() for part in parts]
    return b"".join(itertools.chain.from_iterable((head, *row) for row in zip(*fields, strict=True)))


def _field(column: Column, count: int) -> NDArray[np.generic]:
    """Length and bytes of one column's fields: a structured array, or objects where widths differ (text, NULL)."""
    values = column.values
    if not isinstance(values, np.ndarray):
        texts = [value.encode() for value in values]
        return _ragged([len(text).to_bytes(4, "big") + text for text in texts], column.null)
    kind = values.dtype if values.dtype.kind == "V" else values.dtype.newbyteorder(">")
    field = np.empty(count, dtype=[("length", ">i4"), ("value", kind)])
    field["length"], field["value"] = values.dtype.itemsize, values
    if column.null is None or not column.null.any():
        return field
    return _ragged(_byte_rows(field), column.null)


def _ragged(fields: list[bytes], null: NDArray[np.bool_] | None) -> NDArray[np.generic]:
    rows = np.empty(len(fields), dtype=object)
    if null is None:
        rows[:] = fields
    else:
        rows[:] = [b"\xff\xff\xff\xff" if absent else field for field, absent in zip(fields, null, strict=True)]
    return rows
