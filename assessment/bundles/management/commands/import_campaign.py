"""A bundle into the database, all or nothing (formats.md §3, §5)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.bundles.commands import faults_to_stderr
from assessment.bundles.importer import import_bundle


class Command(BaseCommand):
    help = gettext_lazy("Store a campaign bundle, all of it or nothing.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help=gettext_lazy("a folder or a .zip file"))

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
