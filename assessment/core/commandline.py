"""What every ``manage.py`` command says instead of a traceback when its surroundings are at fault."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

READER_GONE = 141  # as a shell reports a program ended by SIGPIPE


def run(arguments: Sequence[str]) -> None:
    """Run a command. Exits 1 with a sentence where the database was never prepared, silently where nobody reads on."""
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    try:
        execute_from_command_line(list(arguments))
    except BrokenPipeError:
        hush()
        sys.exit(READER_GONE)
    except DatabaseError:
        if "--traceback" in arguments or not lacks_migrations():
            raise
        from django.utils.translation import gettext as _

        sys.exit(_("The database has not been prepared for this release: run “python manage.py migrate” first."))


def lacks_migrations() -> bool:
    """Whether the database answers and migrations of this release are not applied to it."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return False
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def hush() -> None:
    """Whoever read our output has gone ("| head"): what is still to be said goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
