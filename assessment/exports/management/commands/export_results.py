"""``manage.py export_results KEY --format … --output PATH``: a report of the last run (formats.md §5)."""

from __future__ import annotations

import io
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from assessment.exports.parts import ExportError
from assessment.exports.report import Report
from assessment.exports.services import FORMATS, TEXTS, export_run
from assessment.results.models import Run
from assessment.results.selectors import last_run

STDOUT = "-"


class Command(BaseCommand):
    help = "Write a report of a campaign's last run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", help="the campaign's key")
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--output", required=True, help="a file; - writes json or csv to the console")
        parser.add_argument("--run", type=int, help="the run's number (default: the last one)")
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE
        )

    def handle(self, *args: Any, **options: Any) -> None:
        run = self.run_of(options["key"], options["run"])
        try:
            if options["output"] == STDOUT:
                self.to_console(run, options["format"], options["language"])
                return
            path = Path(options["output"])
            if path.exists() and not path.is_file():
                raise CommandError(_("%(path)s is not a file.") % {"path": path})
            written = export_run(run=run, format=options["format"], path=path, language=options["language"])
        except ExportError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            words = {"path": options["output"], "reason": error.strerror or error}
            raise CommandError(_("%(path)s can't be written: %(reason)s.") % words) from error
        words = {"run": run.number, "path": written.path, "size": f"{written.size:,}"}
        self.stdout.write(_("Wrote run #%(run)s to %(path)s: %(size)s bytes.") % words)

    def run_of(self, key: str, number: int | None) -> Run:
        campaign = Campaign.objects.filter(key=key).first()
        if campaign is None:
            raise CommandError(_("There is no campaign %(key)s.") % {"key": key})
        run = last_run(campaign) if number is None else campaign.runs.filter(number=number).first()
        if run is None and number is None:
            raise CommandError(_("The campaign “%(key)s” has no run yet: aggregate it first.") % {"key": key})
        if run is None:
            raise CommandError(_("The campaign “%(key)s” has no run #%(run)s.") % {"key": key, "run": number})
        return run

    def to_console(self, run: Run, format: str, language: str) -> None:
        """The same bytes as in a file, whatever the console's encoding."""
        if format not in TEXTS:
            raise CommandError(
                _("Only json and csv go to the console; name a file for %(format)s.") % {"format": format}
            )
        console: Any = self.stdout._out
        raw = getattr(console, "buffer", None)
        with translation.override(language):
            if raw is None:
                TEXTS[format](Report(run), console)
                return
            text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
            TEXTS[format](Report(run), text)
            text.flush()
            text.detach()
