"""``manage.py aggregate KEY [--wait]``: the job that the web starts (formats.md §5)."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from assessment.core.models import Job
from assessment.core.services import jobs
from assessment.results.services.runs import start_run

POLL_SECONDS = 0.2
LOOK_FOR_WORKER_EVERY = 25  # polls


class Command(BaseCommand):
    help = "Aggregate, apply vetoes and rank a campaign as a job."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", help="the campaign's key")
        parser.add_argument(
            "--wait", action="store_true", help="return when the run is there; compute here when no worker is alive"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        campaign = Campaign.objects.filter(key=options["key"]).first()
        if campaign is None:
            raise CommandError(_("There is no campaign %(key)s.") % {"key": options["key"]})
        job = start_run(campaign=campaign, actor=None)
        if not options["wait"]:
            self.stdout.write(_("Job %(job)s is waiting for a worker.") % {"job": job.pk})
            return
        job = self.wait_for(job)
        if job.status != Job.Status.DONE:
            raise CommandError(job.reason or job.get_status_display())
        self.stdout.write(self.sentence(campaign, job))

    def wait_for(self, job: Job) -> Job:
        """Follow the job to its end; where no worker answers, do it in this process."""
        polls = 0
        while job.is_active:
            if polls % LOOK_FOR_WORKER_EVERY == 0 and not jobs.worker_is_alive():
                jobs.run(job.pk)
            else:
                time.sleep(POLL_SECONDS)
            polls += 1
            job.refresh_from_db()
        return job

    def sentence(self, campaign: Campaign, job: Job) -> str:
        run = campaign.runs.get(number=(job.result or {})["run"])
        words = {
            "run": run.number,
            "entities": run.entity_count,
            "cells": run.cell_count,
            "digest": run.inputs_digest[:12],
        }
        if (job.result or {})["unchanged"]:
            return _("Nothing has changed since run #%(run)s (inputs %(digest)s).") % words
        return _("Run #%(run)s: %(entities)s entities, %(cells)s cells, inputs %(digest)s.") % words
