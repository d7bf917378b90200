"""``manage.py prepare``: tables, static files and the indicator library, before services start."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from assessment.core.supervisor import prepare


class Command(BaseCommand):
    help = "Migrate, collect static files, load the indicator library. Run it at each release."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"migrations: {prepare.migrate()}")
        prepare.static_files()
        call_command("load_systems", stdout=self.stdout)
