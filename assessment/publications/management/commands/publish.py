"""``manage.py publish KEY``: seal the last run of a campaign (formats.md §5)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from assessment.campaigns.services.phases import PhaseBlocked
from assessment.core.faults import FaultsError
from assessment.publications.checks import CheckList
from assessment.publications.services.commanding import is_from_elsewhere, publish_now


class Command(BaseCommand):
    help = "Publish the last run of a campaign: manifest, files, seal. What is not firm is passed over and printed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", help="the campaign's key")
        parser.add_argument("--reason", default="", help="why published results are corrected")

    def handle(self, *args: Any, **options: Any) -> None:
        campaign = Campaign.objects.filter(key=options["key"]).first()
        if campaign is None:
            raise CommandError(_("There is no campaign %(key)s.") % {"key": options["key"]})
        for check in CheckList(campaign, from_elsewhere=is_from_elsewhere(campaign)).to_acknowledge:
            self.stdout.write(f"{check.code}: {check.words} ({check.count})")
        try:
            line = publish_now(campaign=campaign, reason=options["reason"])
        except FaultsError as error:
            raise CommandError("\n".join(map(str, error.faults))) from error
        except PhaseBlocked as error:
            raise CommandError("\n".join(f"{blocker.code}: {blocker.words}" for blocker in error.blockers)) from error
        words = {"key": campaign.key, "number": line.revision.number, "seal": line.seal}
        self.stdout.write(_("Published %(key)s, revision %(number)s. Seal: %(seal)s") % words)
