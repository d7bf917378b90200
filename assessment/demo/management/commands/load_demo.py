"""``manage.py load_demo``: invented campaigns to look around in, and accounts to sign in with."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessment.core.supervisor import terminal
from assessment.demo.services import DemoRefused, load_demo


class Command(BaseCommand):
    help = "Load the demonstration: invented campaigns and accounts. Running it twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        with override(terminal.language(os.environ, default=settings.LANGUAGE_CODE)):
            try:
                report = load_demo(progress=self.stdout.write)
            except DemoRefused as refusal:
                raise CommandError(str(refusal)) from None
            self.stdout.write(_("Sign in as:"))
            for entry in report.sign_ins:
                password = entry.password or _("(an account with its own password)")
                self.stdout.write(f"  {entry.username}  {password}  {entry.role} {entry.name}")
