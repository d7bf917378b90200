"""``manage.py publish_demo``: compute and publish the demo's published campaign, in two revisions by two people."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assessment.demo import publishing


class Command(BaseCommand):
    help = "Publish one campaign of the demo and a correction of it; nothing where it is published already."

    def handle(self, *args: Any, **options: Any) -> None:
        campaign = publishing.unpublished()
        if campaign is None:
            raise CommandError(_("The demo is not loaded, or published already."))
        publishing.misplace(campaign)
        call_command("aggregate", campaign.key, "--wait", stdout=self.stdout)
        self.stdout.write(publishing.publish(campaign))
        publishing.correct(campaign)
        call_command("aggregate", campaign.key, "--wait", stdout=self.stdout)
        self.stdout.write(publishing.publish(campaign, reason=publishing.REASON))
