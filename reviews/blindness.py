"""Nobody learns another evaluator's values of an entity before their own work on it is handed in (quality.md §2)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from assessment.campaigns.models import Assignment, Campaign
from assessment.campaigns.rules import Actor
from assessment.core.models import User
from reviews.models import ScoreSheet


def unfinished_entities(actor: Actor, campaign: Campaign) -> set[int]:
    """Ids of the entities of which the account has a sheet that is not submitted, or an assignment without any sheet.

    Whatever role the account holds beside: a lead who also evaluates is as blind as every evaluator. Two queries.
    """
    if not isinstance(actor, User):
        return set()
    own = ScoreSheet.objects.filter(reviewer__user=actor, component__campaign=campaign)
    started = own.filter(component=OuterRef("component"), entity=OuterRef("entity"), reviewer=OuterRef("reviewer"))
    assigned = Assignment.objects.filter(~Exists(started), campaign=campaign, reviewer__user=actor)
    unsubmitted = own.exclude(status=ScoreSheet.Status.SUBMITTED)
    return {*unsubmitted.values_list("entity_id", flat=True), *assigned.values_list("entity_id", flat=True)}
