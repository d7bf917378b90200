"""Start a run, and do it: read → compute → vetoes → rank → write in one transaction (architecture.md §2)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from assessment.campaigns.models import Campaign
from assessment.core.models import Job, User
from assessment.core.services import audit, jobs
from assessment.core.verdicts import require
from assessment.results import bridge, rules, writing
from assessment.results.models import Run
from assessment.scoring import ENGINE_VERSION
from assessment.scoring.outcome import CampaignResult
from assessment.scoring.pipeline import score_campaign

KIND, EXPORT_KIND = "aggregate", "export"

#: Progress in percent at the beginning of each step.
STEPS = {"reading": 5, "computing": 30, "vetoes": 70, "ranking": 75, "writing": 80}


def start_run(*, campaign: Campaign, actor: User | None) -> Job:
    """Ask for a run. While one is waiting or running for the campaign, that one's job is returned.

    ``actor`` None is the system (a command on the server). Raises PermissionDenied with the rule's reason.
    """
    if actor is not None:
        require(rules.can_start_run(actor, campaign))
    with transaction.atomic():
        job, created = jobs.enqueue(
            kind=KIND, key=f"{KIND}:{campaign.key}", arguments={"campaign": campaign.pk}, actor=actor
        )
        if created:
            audit.record(
                actor=actor,
                verb="start_run",
                object_type="campaign",
                object_key=campaign.key,
                campaign_key=campaign.key,
                after={"job": job.pk},
            )
    return job


def cancel_run(*, job: Job, campaign: Campaign, actor: User) -> Job:
    """Ask the campaign's active job to stop; nothing is written by a cancelled run."""
    require(rules.can_start_run(actor, campaign))
    with transaction.atomic():
        audit.record(
            actor=actor,
            verb="cancel_run",
            object_type="job",
            object_key=str(job.pk),
            campaign_key=campaign.key,
        )
        return jobs.cancel(job=job, actor=actor)


@jobs.handles(KIND)
def compute_run(claim: jobs.Claim) -> None:
    """The job. Computes aside, then everything appears in one transaction that holds only for this claim's fence."""
    campaign = Campaign.objects.get(pk=claim.job.arguments["campaign"])
    claim.step("reading", STEPS["reading"])
    inputs = read_inputs(campaign)
    last = campaign.runs.order_by("-number").first()
    if last and last.inputs_digest == inputs.digest:
        claim.finish(_summary(last, unchanged=True))
        return
    result = score_campaign(
        inputs.arrays, trace=False, step=lambda name: claim.step(name, STEPS[name]), progress=_progress(claim)
    )
    claim.step("writing", STEPS["writing"])
    with transaction.atomic():
        run = write_run(campaign, inputs, result, job=claim.job)
        claim.finish(_summary(run, unchanged=False))


def _progress(claim: jobs.Claim) -> Callable[[int, int], None]:
    """Show how many entities are computed, at most once a second: each step is a commit."""
    shown = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal shown
        if time.monotonic() - shown >= 1:
            shown = time.monotonic()
            span = STEPS["vetoes"] - STEPS["computing"]
            claim.step("computing", STEPS["computing"] + span * done // max(total, 1))

    return tell


def read_inputs(campaign: Campaign) -> bridge.RunInputs:
    """All inputs as of one moment: one snapshot on PostgreSQL, the write lock on SQLite."""
    with transaction.atomic():
        if connection.vendor == "postgresql" and not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return bridge.read_campaign(campaign)


def write_run(campaign: Campaign, inputs: bridge.RunInputs, result: CampaignResult, *, job: Job | None) -> Run:
    """Store a run and everything that belongs to it. Must run inside a transaction."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    layout = writing.Layout.of(inputs.arrays)
    packed = writing.pack(layout, inputs.arrays, result)
    number = (Run.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0) + 1
    run = Run.objects.create(
        campaign=campaign,
        number=number,
        job=job,
        engine=ENGINE_VERSION,
        inputs_digest=inputs.digest,
        results_digest=packed.digest,
        snapshot=bridge.snapshot.compress(inputs.snapshot_text),
        pack_ids=inputs.pack_ids,
        layout=layout.to_json(),
        entity_count=len(inputs.entity_ids),
        sheet_count=inputs.sheet_count,
        cell_count=inputs.cell_count,
        missing=int(packed.missing.sum()),
        vetoed=int(packed.unqualified.sum()),
        created_by=job.requested_by if job else None,
    )
    writing.write(run, inputs, packed)
    audit.record(
        actor=run.created_by,
        verb="compute_run",
        object_type="run",
        object_key=str(run),
        campaign_key=campaign.key,
        after={"inputs": run.inputs_digest, "results": run.results_digest, "engine": run.engine},
    )
    jobs.enqueue(kind=EXPORT_KIND, key=f"{EXPORT_KIND}:{run.pk}", arguments={"run": run.pk}, actor=run.created_by)
    return run


def _summary(run: Run, *, unchanged: bool) -> dict[str, Any]:
    return {"run": run.number, "inputs": run.inputs_digest, "results": run.results_digest, "unchanged": unchanged}
