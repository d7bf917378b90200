"""Which appeals a reader sees."""

from __future__ import annotations

from django.db.models import Case, Max, QuerySet, Value, When

from assessment.appeals.models import Appeal
from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.rules import Actor
from assessment.core.models import User
from assessment.results import rules as results
from assessment.results.models import Run

Status = Appeal.Status


def visible_appeals(user: Actor, campaign: Campaign) -> QuerySet[Appeal]:
    """All of them for who sees all results, those of one's own entities for agencies."""
    rows = Appeal.objects.filter(component__campaign=campaign).select_related(
        "entity", "criterion__indicator", "component__version__system", "component__campaign", "run"
    )
    if not isinstance(user, User) or not user.is_active:
        return rows.none()
    if results.can_view_runs(user, campaign):
        return rows
    own = Membership.objects.filter(user=user, campaign=campaign, role=Membership.Role.AGENCY).values("entity")
    return rows.filter(entity__in=own)


def listed(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """With the time of the last message, open ones first, then the oldest."""
    order = Case(When(status=Status.OPEN, then=Value(0)), default=Value(1))
    return appeals.annotate(last_at=Max("messages__at"), turn=order).order_by("turn", "filed_at", "pk")


def open_count(campaign: Campaign) -> int:
    return Appeal.objects.filter(component__campaign=campaign, status=Status.OPEN).count()


def last_upheld(campaign: Campaign) -> Appeal | None:
    rows = Appeal.objects.filter(component__campaign=campaign, status=Status.UPHELD)
    return rows.order_by("-decided_at").first()


def needs_run(campaign: Campaign) -> bool:
    """Whether an upheld appeal is in no run yet: the last run began to read before the last decision. Two queries."""
    upheld = last_upheld(campaign)
    if upheld is None or upheld.decided_at is None:
        return False
    run = Run.objects.filter(campaign=campaign).select_related("job").order_by("-number").first()
    if run is None:
        return True
    began = run.job.started_at if run.job and run.job.started_at else run.created_at
    return began < upheld.decided_at


def runs_around(campaign: Campaign) -> tuple[Run | None, Run | None]:
    """The run that the first upheld appeal was about, and the last one; (None, …) where nothing was upheld."""
    rows = Appeal.objects.filter(component__campaign=campaign, status=Status.UPHELD).select_related("run")
    first = rows.order_by("run__number").first()
    last = Run.objects.filter(campaign=campaign).order_by("-number").first()
    return (first.run if first else None), last
