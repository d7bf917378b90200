"""``manage.py verify_publication [KEY]``: walk seals, manifests and files, and name the first bad record."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assessment.core.services import heads
from assessment.publications.ledger import first_bad_record
from assessment.publications.models import Ledger, Publication


class Command(BaseCommand):
    help = "Check what was published: every seal, manifest and file, and that nothing was cut off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", nargs="?", default="", help="a campaign's key (default: all)")
        parser.add_argument("--head", type=Path, help="an exported head: what it names must still be there")

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["key"]
        exported = self._exported(options["head"])
        known = {*Publication.objects.values_list("campaign__key", flat=True), *exported.get("publications", {})}
        if key and key not in known:
            raise CommandError(_("The campaign “%(key)s” has published nothing.") % {"key": key})
        bad = first_bad_record(campaign=key, exported=exported)
        if bad is not None:
            words = {"campaign": bad.campaign, "what": bad.what, "fault": bad.fault}
            raise CommandError(_("%(campaign)s: %(what)s is bad: %(fault)s.") % words)
        lines = Ledger.objects.filter(publication__campaign__key=key) if key else Ledger.objects.all()
        self.stdout.write(_("%(count)s sealed records, all good.") % {"count": lines.count()})

    def _exported(self, path: Path | None) -> dict[str, Any]:
        if path is None:
            return {}
        try:
            return heads.read(path)
        except (OSError, heads.NoHeadError) as error:
            raise CommandError(_("%(path)s is no exported head.") % {"path": path}) from error
