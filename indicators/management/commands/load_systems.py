"""``manage.py load_systems [FILE…]``: indicator versions from YAML files, stored and published (formats.md §5)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assessment.core.faults import FaultsError
from indicators.services.loading import load_files, load_library


class Command(BaseCommand):
    help = "Load and publish indicator versions: the shipped library, or the files given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", metavar="FILE", help="YAML files; without any the shipped library")

    def handle(self, *args: Any, **options: Any) -> None:
        files = [Path(name) for name in options["files"]]
        try:
            lines = load_files(files) if files else load_library()
        except FaultsError as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            sys.exit(1)
        for line in lines:
            self.stdout.write(line)
