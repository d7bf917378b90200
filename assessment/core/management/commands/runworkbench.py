"""Serve the workbench from one terminal: broker, worker, clock and web server (architecture.md §3)."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string
from django.utils.translation import override

from assessment.core.commandline import hush
from assessment.core.supervisor import terminal
from assessment.core.supervisor.workbench import Refusal, Workbench


class Command(BaseCommand):
    help = "Start broker, worker, clock and web server, and keep them running until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demonstration and compute its rankings first")
        parser.add_argument("--exit", action="store_true", help="do not serve; end when the work is done")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(terminal.language(os.environ, default=settings.LANGUAGE_CODE)):
            demonstration = import_string(settings.WORKBENCH_DEMONSTRATION)() if options["demo"] else None
            workbench = Workbench(say=self.say, demonstration=demonstration, serve=not options["exit"])
            try:
                status = workbench.run()
            except Refusal as refusal:
                raise CommandError(str(refusal)) from None
        if status:
            raise SystemExit(status)

    def say(self, sentence: str) -> None:
        """Raises BrokenPipeError once, when nobody reads any more."""
        try:
            self.stdout.write(sentence)
            self.stdout.flush()
        except BrokenPipeError:
            hush()
            raise
