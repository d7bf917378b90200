"""What somebody with the database's password could do to the audit trail and to what is published, drawn at random.

Each attack is a list of statements and the record that the check must name first: the sequence of an audit entry, or
what ledger.Bad calls a record; None where only the end of a chain was touched and any name will do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection

AUDIT, HEAD = "core_auditentry", "core_audithead"
PUBLICATION, REVISION, LEDGER = "publications_publication", "publications_revision", "publications_ledger"
TABLES = (AUDIT, HEAD, PUBLICATION, REVISION, LEDGER)
JSON_COLUMNS = {"before", "after"}
#: A row's own id says nothing: what refers to it does.
SKIPPED = {"id"}
FAR = 10**6
Statement = tuple[str, list[Any]]
Named = int | str | None


@dataclass(frozen=True)
class Attack:
    """``of_audit``: which of the two checks has to find it."""

    words: str
    statements: list[Statement]
    of_audit: bool
    named: Named


@contextmanager
def as_a_dba() -> Iterator[None]:
    """Past triggers and foreign keys, inside the test's own transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
            return
        tables = ", ".join(f"'{table}'" for table in TABLES)
        cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({tables})")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


def rows_of(table: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class Attacks:
    """Draws attacks on what stands in the tables now; the same seed draws the same."""

    def __init__(self, seed: int, users: list[int]) -> None:
        self.random = Random(seed)
        self.users = users
        self.rows = {table: rows_of(table) for table in TABLES}
        self.kinds: tuple[Callable[[], Attack | None], ...] = (
            self.edit, self.edit, self.edit, self.delete, self.swap, self.truncate,
        )  # fmt: skip

    def draw(self) -> Attack:
        while True:
            attack = self.random.choice(self.kinds)()
            if attack is not None:
                return attack

    def edit(self) -> Attack:
        table, row = self._any_row()
        column = self.random.choice([name for name in row if name not in SKIPPED])
        value = self._other(column, row[column])
        words = f"edit {table} {row['id']} {column}: {row[column]!r:.40} -> {value!r:.40}"
        return Attack(words, [_set(table, row["id"], column, value)], table in (AUDIT, HEAD), self._name(table, row))

    def delete(self) -> Attack:
        table, row = self._any_row()
        statement = (f"DELETE FROM {table} WHERE id = %s", [row["id"]])
        return Attack(f"delete {table} {row['id']}", [statement], table in (AUDIT, HEAD), self._name(table, row))

    def swap(self) -> Attack | None:
        """Exchange one column of two rows, by way of a value that nobody has."""
        table = self.random.choice((AUDIT, AUDIT, LEDGER, REVISION))
        first, second = sorted(self.random.sample(self.rows[table], 2), key=lambda row: row["id"])
        columns = [name for name in first if name not in SKIPPED and first[name] != second[name]]
        if not columns:
            return None
        column = self.random.choice(columns)
        statements = [
            _set(table, first["id"], column, self._other(column, first[column])),
            _set(table, second["id"], column, first[column]),
            _set(table, first["id"], column, second[column]),
        ]
        names = [self._name(table, row) for row in (first, second)]
        named = min(names, key=lambda name: (len(str(name)), str(name)))
        return Attack(f"swap {table} {first['id']} {second['id']} {column}", statements, table == AUDIT, named)

    def truncate(self) -> Attack:
        """Cut the end off, half the time with the head set back to what is left, which only an exported head shows."""
        table = self.random.choice((AUDIT, LEDGER))
        rows = sorted(self.rows[table], key=lambda row: row["sequence"])
        kept = self.random.randrange(len(rows))
        statements: list[Statement] = [(f"DELETE FROM {table} WHERE sequence > %s", [kept])]
        if self.random.random() < 0.5:
            statements += self._set_back(table, rows[kept - 1] if kept else None)
        named = kept + 1 if table == AUDIT else f"line {kept + 1}"
        return Attack(f"truncate {table} after {kept}", statements, table == AUDIT, named)

    def _set_back(self, table: str, last: dict[str, Any] | None) -> list[Statement]:
        if table == AUDIT:
            end = [last["sequence"], last["hash"]] if last else [0, "0" * 64]
            return [(f"UPDATE {HEAD} SET sequence = %s, hash = %s", end)]
        end = [last["sequence"], last["seal"], last["digest"]] if last else [0, "0" * 64, "0" * 64]
        return [
            (f"DELETE FROM {REVISION} WHERE id NOT IN (SELECT revision_id FROM {LEDGER})", []),
            (f"UPDATE {PUBLICATION} SET lines = %s, seal = %s, digest = %s", end),
        ]

    def _any_row(self) -> tuple[str, dict[str, Any]]:
        table = self.random.choice((AUDIT, AUDIT, LEDGER, LEDGER, REVISION, HEAD, PUBLICATION))
        return table, self.random.choice(self.rows[table])

    def _name(self, table: str, row: dict[str, Any]) -> Named:
        if table == AUDIT:
            return int(row["sequence"])
        if table == LEDGER:
            return f"line {row['sequence']}"
        if table == REVISION:
            return f"line {min(line['sequence'] for line in self.rows[LEDGER] if line['revision_id'] == row['id'])}"
        return None

    def _other(self, column: str, value: Any) -> Any:
        """Another value of the column's kind."""
        if column in JSON_COLUMNS:
            return json.dumps({"forged": self.random.random()})
        if column in ("actor_id", "prepared_by_id"):
            return self.random.choice([user for user in self.users if user != value])
        if isinstance(value, datetime):
            return value + timedelta(seconds=self.random.choice([-1, 1, 3600]))
        if column in ("at", "prepared_at"):
            return str(datetime.fromisoformat(value) + timedelta(seconds=1))
        if isinstance(value, int):
            return value + FAR + self.random.randrange(FAR)
        if isinstance(value, (bytes, memoryview)):
            data = bytearray(bytes(value))
            data[self.random.randrange(len(data))] ^= 1
            return bytes(data)
        if value:
            place = self.random.randrange(len(value))
            return f"{value[:place]}{'0' if value[place] != '0' else '1'}{value[place + 1 :]}"
        return "x"


def _set(table: str, key: int, column: str, value: Any) -> Statement:
    cast = "::jsonb" if column in JSON_COLUMNS and connection.vendor == "postgresql" else ""
    shown = json.dumps(value) if column in JSON_COLUMNS and not isinstance(value, (str, type(None))) else value
    return f"UPDATE {table} SET {column} = %s{cast} WHERE id = %s", [shown, key]
