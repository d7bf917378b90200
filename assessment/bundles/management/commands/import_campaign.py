"""A bundle into the database, all or nothing (formats.md §3, §5)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from assessment.bundles.commands import faults_to_stderr
from assessment.bundles.importer import import_bundle


class Command(BaseCommand):
    help = "Store a campaign bundle, all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a folder or a .zip file")

    def handle(self, *args: Any, **options: Any) -> None:
        with faults_to_stderr(self):
            stored = import_bundle(path=options["path"], actor=None)
        words = {
            "campaign": stored.campaign.key,
            "entities": stored.entities,
            "sheets": stored.sheets,
            "scores": stored.scores,
            "versions": stored.versions,
        }
        self.stdout.write(
            _(
                "Stored %(campaign)s: %(entities)s entities, %(sheets)s sheets, %(scores)s scores; "
                "%(versions)s indicator versions came along."
            )
            % words
        )
