"""Open the sheets that assignments ask for, and drop empty ones that nobody has to fill in any more."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from assessment.campaigns.models import Assignment, Campaign, Round
from assessment.campaigns.work import Sheet
from assessment.core.models import User
from assessment.core.services import audit
from reviews.models import Finding, GateProposal, Score, ScoreChange, ScoreSheet, Screenshot, SheetPack, VetoProposal

BATCH = 500
#: What makes a sheet more than an empty form.
TRACES = (Score, ScoreChange, Finding, Screenshot, GateProposal, VetoProposal, SheetPack)


def with_work() -> Q:
    """Sheets on which something was entered or which are submitted."""
    found = Q(status=ScoreSheet.Status.SUBMITTED)
    for model in TRACES:
        found |= Q(Exists(model._default_manager.filter(sheet=OuterRef("pk"))))
    return found


def open_sheets(*, campaign: Campaign, actor: User | None) -> int:
    """A sheet for every reviewer, entity, component and round that is assigned; how many were missing.

    A constant number of queries to look, then batches.
    """
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        rounds = list(Round.objects.filter(campaign=campaign).values_list("pk", flat=True))
        assigned = Assignment.objects.filter(campaign=campaign).values_list("component", "entity", "reviewer")
        standing = set(of_campaign(campaign).values_list("component", "entity", "reviewer", "round"))
        missing = [
            (*place, turn) for place in sorted(set(assigned)) for turn in rounds if (*place, turn) not in standing
        ]
        ScoreSheet.objects.bulk_create(
            (
                ScoreSheet(component_id=component, entity_id=entity, reviewer_id=reviewer, round_id=turn)
                for component, entity, reviewer, turn in missing
            ),
            batch_size=BATCH,
        )
        if missing:
            _record(campaign, "open_sheets", len(missing), actor)
    return len(missing)


def drop_empty_sheets(*, campaign: Campaign, places: Collection[Sheet], actor: User | None) -> int:
    """Delete the sheets of ``places`` on which nothing was entered; how many there were."""
    with transaction.atomic():
        rows = of_campaign(campaign).exclude(with_work())
        places = set(places)
        doomed = [
            pk for pk, *place in rows.values_list("pk", "component", "entity", "reviewer") if Sheet(*place) in places
        ]
        for begin in range(0, len(doomed), BATCH):
            ScoreSheet.objects.filter(pk__in=doomed[begin : begin + BATCH]).delete()
        if doomed:
            _record(campaign, "drop_empty_sheets", len(doomed), actor)
    return len(doomed)


def of_campaign(campaign: Campaign) -> QuerySet[ScoreSheet]:
    return ScoreSheet.objects.filter(component__campaign=campaign)


def _record(campaign: Campaign, verb: str, count: int, actor: User | None) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        object_type="campaign",
        object_key=campaign.key,
        campaign_key=campaign.key,
        after={"sheets": count},
    )
