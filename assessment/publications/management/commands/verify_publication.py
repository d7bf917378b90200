"""``manage.py verify_publication [KEY]``: walk seals, manifests and files, and name the first bad record."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assessment.core.management.exported import add_head_argument, exported_head
from assessment.publications.ledger import first_bad_record
from assessment.publications.models import Ledger, Publication


class Command(BaseCommand):
    help = "Check what was published: every seal, manifest and file, and that nothing was cut off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", nargs="?", default="", help="a campaign's key (default: all)")
        add_head_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["key"]
        exported = exported_head(options["head"])
        known = {*Publication.objects.values_list("campaign__key", flat=True), *exported.get("publications", {})}
        if key and key not in known:
            raise CommandError(_("The campaign “%(key)s” has published nothing.") % {"key": key})
        bad = first_bad_record(campaign=key, exported=exported)
        if bad is not None:
            words = {"campaign": bad.campaign, "what": bad.what, "fault": bad.fault}
            raise CommandError(_("%(campaign)s: %(what)s is bad: %(fault)s.") % words)
        lines = Ledger.objects.filter(publication__campaign__key=key) if key else Ledger.objects.all()
        self.stdout.write(_("%(count)s sealed records, all good.") % {"count": lines.count()})
