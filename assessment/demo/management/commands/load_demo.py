"""``manage.py load_demo``: invented campaigns to look around in, and accounts to sign in with."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from assessment.core.supervisor import terminal
from assessment.demo.people import sign_in_lines
from assessment.demo.services import DemoRefused, load_demo


class Command(BaseCommand):
    help = "Load the demonstration: invented campaigns and accounts. Running it twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        with override(terminal.language(os.environ, default=settings.LANGUAGE_CODE)):
            try:
                report = load_demo(progress=self.stdout.write)
            except DemoRefused as refusal:
                raise CommandError(str(refusal)) from None
            for line in sign_in_lines(report.sign_ins):
                self.stdout.write(line)
