"""Emptying the tables of the test database although triggers freeze some of their rows (assessment/core/frozen.py)."""

from __future__ import annotations

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper


def allow_frozen_rows(connection: BaseDatabaseWrapper) -> None:
    """Make SQLite's flush drop the triggers first and create them again; PostgreSQL truncates, which fires none."""
    if connection.vendor != "sqlite":
        return
    flush = connection.ops.execute_sql_flush

    def flush_without_triggers(statements: list[str]) -> None:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            flush(statements)
            for _name, sql in triggers:
                cursor.execute(sql)

    connection.ops.execute_sql_flush = flush_without_triggers
