"""Preparing by a worker what is too large for a request, small editions at once (docs/adr/0012).

Both are the service of preparing.py. The job ends in the transaction that writes the preparation: a worker that is
killed leaves nothing or everything.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation

from assessment.campaigns.models import Campaign
from assessment.core.faults import FaultsError
from assessment.core.models import Job, User
from assessment.core.services import jobs
from assessment.core.verdicts import require
from assessment.publications import rules
from assessment.publications.models import Preparation
from assessment.publications.services.preparing import checked, make_edition, prepare, publication_for, store_edition
from assessment.publications.services.recording import record
from assessment.results.selectors import last_run

KIND = "prepare_publication"
#: Values of a run up to which the request prepares itself: 54,000 (300 entities, 60 criteria, 3 reviewers) take 0.7 s.
MOST_CELLS_AT_ONCE = 60_000
#: Progress in percent at the beginning of each step.
STEPS = {"checking": 5, "making": 20, "keeping": 90}


def job_key(campaign: Campaign) -> str:
    return f"{KIND}:{campaign.key}"


def last_job(campaign: Campaign) -> Job | None:
    """The latest attempt of a worker, whatever became of it."""
    return Job.objects.filter(key=job_key(campaign)).order_by("-pk").first()


def start_preparation(
    *, campaign: Campaign, actor: User, reason: str, acknowledged: Collection[str]
) -> Preparation | Job:
    """Prepare at once, or, for a large run, ask a worker to. While one is at it, its job is answered.

    What is in the way is refused here already. Raises as ``prepare``.
    """
    run = last_run(campaign)
    if run is None or run.cell_count <= MOST_CELLS_AT_ONCE:
        return prepare(campaign=campaign, actor=actor, reason=reason, acknowledged=acknowledged)
    require(rules.can_prepare(actor, campaign))
    checked(campaign=campaign, reason=reason, acknowledged=acknowledged)
    arguments: dict[str, Any] = {
        "campaign": campaign.pk,
        "reason": reason,
        "acknowledged": sorted(acknowledged),
        "language": translation.get_language(),
    }
    with transaction.atomic():
        job, created = jobs.enqueue(kind=KIND, key=job_key(campaign), arguments=arguments, actor=actor)
        if created:
            record(publication_for(campaign), "start_preparation", actor, {"job": job.pk, "run": run.number})
    return job


@jobs.handles(KIND)
def prepare_waiting(claim: jobs.Claim) -> None:
    """The job. What came into the way meanwhile is its reason, in the language of who asked."""
    given, actor = claim.job.arguments, claim.job.requested_by
    assert actor is not None, "a person asks for it"
    campaign = Campaign.objects.get(pk=given["campaign"])
    with translation.override(given["language"]):
        claim.step("checking", STEPS["checking"])
        try:
            require(rules.can_prepare(actor, campaign))
            checks = checked(campaign=campaign, reason=given["reason"], acknowledged=given["acknowledged"])
            claim.step("making", STEPS["making"])
            edition = make_edition(checks=checks, reason=given["reason"])
            claim.step("keeping", STEPS["keeping"])
            store_edition(edition=edition, actor=actor, claim=claim)
        except FaultsError as error:
            raise jobs.JobError("; ".join(fault.message for fault in error.faults)) from error
        except PermissionDenied as refused:
            raise jobs.JobError(str(refused)) from refused
