"""What the commands of this room share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand

from assessment.core.faults import FaultsError


@contextmanager
def faults_to_stderr(command: BaseCommand) -> Iterator[None]:
    """Faults go to standard error, one a line, and the exit status is 1 (formats.md §5)."""
    try:
        yield
    except FaultsError as error:
        for fault in error.faults:
            command.stderr.write(str(fault))
        sys.exit(1)
