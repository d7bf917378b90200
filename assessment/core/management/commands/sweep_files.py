"""``manage.py sweep_files``: delete stored files that no row names and that are older than a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from assessment.core.services.sweeping import sweep_files


class Command(BaseCommand):
    help = "Delete stored files that no row names any more and that are older than a day."

    def handle(self, *args: Any, **options: Any) -> None:
        for name in sweep_files():
            self.stdout.write(name)
