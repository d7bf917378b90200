"""A campaign as a bundle (formats.md §3, §5)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from assessment.bundles.commands import faults_to_stderr
from assessment.bundles.exporter import export_bundle
from assessment.campaigns.models import Campaign
from assessment.core.faults import Fault, FaultsError


class Command(BaseCommand):
    help = "Write a campaign to a new folder or a new .zip file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", help="the campaign's key")
        parser.add_argument("path", type=Path, help="a folder or a .zip file")

    def handle(self, *args: Any, **options: Any) -> None:
        with faults_to_stderr(self):
            campaign = Campaign.objects.filter(key=options["key"]).first()
            if campaign is None:
                message = _("There is no campaign %(key)s.") % {"key": options["key"]}
                raise FaultsError([Fault(options["key"], 0, "", message)])
            written = export_bundle(campaign=campaign, path=options["path"], actor=None)
        words = {"campaign": campaign.key, "path": options["path"], "scores": written.scores}
        self.stdout.write(_("Wrote %(campaign)s to %(path)s: %(scores)s scores.") % words)
        if written.left_out:
            self.stdout.write(_("%(count)s sheets are not submitted and were left out.") % {"count": written.left_out})
