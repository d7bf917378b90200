"""How far entities are with their self-assessments: for an agency its own, for the administration all of a campaign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from assessment.campaigns.models import Campaign, Component, Entity, Membership
from assessment.core.models import User
from assessment.core.verdicts import Verdict
from reviews.plans import plan_of
from reviews.scope import scopes_of
from reviews.submissions import rules
from reviews.submissions.asked import asked_of
from reviews.submissions.models import Receipt, SelfAssessment


@dataclass(frozen=True)
class Line:
    """One entity in one component. ``row`` is None where nothing was begun; ``asked`` counts the cells."""

    entity: Entity
    component: Component
    row: SelfAssessment | None
    asked: int
    filled: int
    receipts: Sequence[Receipt]

    @property
    def status(self) -> str:
        return self.row.status if self.row else "empty"

    @property
    def is_open(self) -> bool:
        return self.row is not None and not self.row.is_submitted

    @property
    def submitted_at(self) -> datetime | None:
        return self.row.submitted_at if self.row else None


def lines_of(components: Sequence[Component], entities: Sequence[Entity]) -> list[Line]:
    """Every entity in every component of its campaign; five queries, and two for each component."""
    rows = SelfAssessment.objects.filter(entity__in=entities).annotate(
        filled=Count("answers", filter=~Q(answers__value=""))
    )
    found = {(row.component_id, row.entity_id): row for row in rows}
    receipts: dict[int, list[Receipt]] = {}
    for receipt in Receipt.objects.filter(assessment__entity__in=entities).defer("document").order_by("-revision"):
        receipts.setdefault(receipt.assessment_id, []).append(receipt)
    lines = []
    for component in components:
        scopes, plan = scopes_of(component, entities), plan_of(component.version)
        for entity in entities:
            if entity.campaign_id != component.campaign_id:
                continue
            row = found.get((component.pk, entity.pk))
            asked = len(asked_of(plan, scopes[entity.pk]))
            filled = getattr(row, "filled", 0)
            lines.append(Line(entity, component, row, asked, filled, receipts.get(row.pk, []) if row else []))
    return lines


def components_of(campaigns: Iterable[Campaign]) -> list[Component]:
    rows = Component.objects.filter(campaign__in=campaigns).select_related("version__system")
    return list(rows.defer("version__document").order_by("campaign", "position"))


@dataclass(frozen=True)
class OwnEntity:
    """An entity that the account speaks for, with its lines and whether it may answer now."""

    entity: Entity
    lines: list[Line]
    may_begin: Verdict

    @property
    def has_open(self) -> bool:
        """Whether something is begun and not submitted."""
        return any(line.is_open for line in self.lines)


def own_entities(user: User, campaign: Campaign | None = None) -> list[OwnEntity]:
    """Of ``campaign``, or of all, the newest campaign first."""
    own = Membership.objects.filter(user=user, role=Membership.Role.AGENCY).values("entity")
    if campaign is not None:
        own = own.filter(campaign=campaign)
    entities = list(Entity.objects.filter(pk__in=own).select_related("campaign"))
    entities.sort(key=lambda entity: (-entity.campaign.year, entity.campaign.key, entity.key))
    lines = lines_of(components_of({entity.campaign for entity in entities}), entities)
    return [
        OwnEntity(entity, [line for line in lines if line.entity == entity], rules.can_begin_assessment(user, entity))
        for entity in entities
    ]
