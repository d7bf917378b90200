"""Emptying the tables of the test database although triggers freeze some of their rows (assessment/core/frozen.py)."""

from __future__ import annotations

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseOperations  # its own module cannot be imported first


def allow_frozen_rows(connection: BaseDatabaseWrapper) -> None:
    """Make SQLite's flush drop the triggers first and create them again; PostgreSQL truncates, which fires none.

    The class is changed, not this connection: a browser test leaves an event loop behind, and Django then makes a new
    connection object for what it takes for another context.
    """
    if connection.vendor != "sqlite":
        return
    flush = DatabaseOperations.execute_sql_flush

    def flush_without_triggers(operations: DatabaseOperations, statements: list[str]) -> None:
        of = operations.connection
        with transaction.atomic(using=of.alias), of.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            flush(operations, statements)
            for _name, sql in triggers:
                cursor.execute(sql)

    DatabaseOperations.execute_sql_flush = flush_without_triggers
