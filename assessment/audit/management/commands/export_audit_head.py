"""``manage.py export_audit_head [FILE]``: the ends of all chains, to be kept where nobody here can change them."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assessment.audit import services


class Command(BaseCommand):
    help = "Export the head of the audit trail and of the publications; verify_audit --head FILE checks against it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="a new file (default: today's in DATA_DIR/heads)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] is None:
            path = services.export_head()
            self.stdout.write(str(path) if path else _("The head of today is exported already."))
            return
        try:
            services.write_head(options["file"])
        except FileExistsError as error:
            raise CommandError(_("%(path)s is there already.") % {"path": options["file"]}) from error
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(options["file"]))
