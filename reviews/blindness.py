"""Nobody learns another evaluator's values of an entity before their own work on it is handed in (quality.md §2).

Whatever role the account holds beside: a lead who also evaluates is as blind as every evaluator. Single values are kept
back by entity (``unfinished_entities``). Figures that mix entities (totals, ranks, means, digests of a run) are kept
back from whoever has any open work in the campaign (``blind_campaigns``): a rank tells of everybody's totals.

Begun work is taken away only for a conflict of interest. The sheet that is left cannot be filled in or handed in: it
goes on hiding its own entity (``left_entities``), for it may be assigned again, but not the campaign (docs/adr/0009).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, QuerySet, When

from assessment.campaigns.models import Assignment, Campaign
from assessment.campaigns.rules import Actor, blinding
from assessment.core.models import User
from reviews.models import ScoreSheet


def unsubmitted_sheets(user: User) -> QuerySet[ScoreSheet]:
    """The account's own sheets that are not handed in."""
    return ScoreSheet.objects.filter(reviewer__user=user).exclude(status=ScoreSheet.Status.SUBMITTED)


def unstarted_assignments(user: User) -> QuerySet[Assignment]:
    """What the account is to score and has no sheet for yet."""
    place: dict[str, Any] = {name: OuterRef(name) for name in ("component", "entity", "reviewer")}
    return Assignment.objects.filter(~Exists(ScoreSheet.objects.filter(**place)), reviewer__user=user)


def entities_with_open_work(user: Any) -> set[int]:
    """Ids of the entities of all campaigns of which the account has unfinished work. Two queries."""
    if not isinstance(user, User):
        return set()
    sheets, assigned = unsubmitted_sheets(user), unstarted_assignments(user)
    return {*sheets.values_list("entity_id", flat=True), *assigned.values_list("entity_id", flat=True)}


def unfinished_entities(actor: Actor, campaign: Campaign) -> set[int]:
    """Ids of the entities of which the account has a sheet that is not submitted, or an assignment without any sheet.

    Two queries.
    """
    if not isinstance(actor, User):
        return set()
    sheets = unsubmitted_sheets(actor).filter(component__campaign=campaign)
    assigned = unstarted_assignments(actor).filter(campaign=campaign)
    return {*sheets.values_list("entity_id", flat=True), *assigned.values_list("entity_id", flat=True)}


@blinding
def blind_campaigns(actor: Actor) -> set[int]:
    """Ids of the campaigns in which the account has open work; two queries for an account (a request), then none."""
    return {campaign for campaign, left in _open_work(actor) if left is None}


def left_entities(actor: Actor) -> set[int]:
    """Ids of the entities on which the account has begun a sheet that is not its task any more. Queries as above."""
    return {left for _campaign, left in _open_work(actor) if left is not None}


def _open_work(actor: Actor) -> set[tuple[int, int | None]]:
    """(campaign, None) where a task waits, (campaign, entity) for each sheet that was taken away; ids."""
    if not isinstance(actor, User):
        return set()
    found: set[tuple[int, int | None]] | None = getattr(actor, "_open_work", None)
    if found is None:
        place: dict[str, Any] = {name: OuterRef(name) for name in ("component", "entity", "reviewer")}
        assigned = When(Exists(Assignment.objects.filter(**place)), then=None)
        sheets = unsubmitted_sheets(actor).order_by().annotate(left=Case(assigned, default=F("entity_id")))
        waiting = unstarted_assignments(actor).order_by().values_list("campaign_id", flat=True).distinct()
        found = {*sheets.values_list("component__campaign_id", "left").distinct(), *((pk, None) for pk in waiting)}
        actor._open_work = found  # type: ignore[attr-defined]
    return found
