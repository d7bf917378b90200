"""Whose cases a reader sees, and the sheet to which an evaluator's marks go."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessment.campaigns.models import Assignment, Campaign, Membership
from assessment.campaigns.rules import Actor, roles_in
from assessment.campaigns.selectors import READS_ALL
from assessment.core.models import User
from indicators.models import Criterion
from reviews.cases.models import CaseCategory, InnovationCase
from reviews.models import ScoreSheet
from reviews.selectors import own_sheets

SUBMITTED = InnovationCase.Status.SUBMITTED


def assigned_to(user: User) -> Exists:
    return Exists(Assignment.objects.filter(reviewer__user=user, entity=OuterRef("entity")))


def visible_cases(user: Actor, campaign: Campaign) -> QuerySet[InnovationCase]:
    """An agency's own; submitted ones for who reads everything, and for evaluators of entities assigned to them."""
    rows = InnovationCase.objects.filter(entity__campaign=campaign).select_related(
        "entity__campaign", "category__criterion", "given"
    )
    if not isinstance(user, User) or not user.is_active:
        return rows.none()
    own = Q(entity__in=Membership.objects.filter(user=user, role=Membership.Role.AGENCY).values("entity"))
    roles = roles_in(user, campaign)
    if roles & READS_ALL:
        own |= Q(status=SUBMITTED)
    elif Membership.Role.EVALUATOR in roles:
        own |= Q(assigned_to(user), status=SUBMITTED)
    return rows.filter(own).order_by("category__position", "entity__sort_key", "pk")


def marking_sheet(user: Actor, case: InnovationCase) -> ScoreSheet | None:
    """The user's own sheet of the last round that asks the category's criterion."""
    criterion = case.category.criterion
    if criterion is None:
        return None
    rows = own_sheets(user).filter(entity=case.entity_id, component__version=criterion.version_id)
    return rows.order_by("-round__position").first()


def bonus_criteria(campaign: Campaign) -> list[Criterion]:
    """The criteria of rule ``items`` in the campaign's versions, in document order; one query."""
    versions = campaign.components.values("version")
    rows = Criterion.objects.filter(version__in=versions).order_by("version", "position")
    return [row for row in rows if row.rule.get("type") == "items"]


def categories_of(campaign: Campaign) -> list[CaseCategory]:
    return list(CaseCategory.objects.filter(campaign=campaign).select_related("criterion").order_by("position"))
