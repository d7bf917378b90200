"""A campaign in self-assessment over the version of tests.reviews.world: an entity with its agency, and a neighbour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from assessment.campaigns.models import Membership
from assessment.core.models import User
from reviews.services.operations import Operation
from reviews.submissions.models import SelfAssessment
from reviews.submissions.services.answering import save_answers
from tests.reviews.world import COMPLETE, World, make_world, member


@dataclass(frozen=True)
class Agency:
    world: World
    user: User
    neighbour: User
    admin: User
    row: SelfAssessment

    def fresh(self) -> SelfAssessment:
        rows = SelfAssessment.objects.select_related("component__version__system", "entity__campaign")
        return rows.get(pk=self.row.pk)

    def wish(self, address: str, value: str, *, base: int = 0, channel: str = "website", **more: Any) -> Operation:
        operation: UUID = more.pop("operation", None) or uuid4()
        return Operation(operation, self.world.criterion(address), channel, value, more.get("statement", "已做"), base)

    def complete(self) -> None:
        """Everything that is asked, with a statement each."""
        wishes = [self.wish(address, value, channel=channel) for (address, channel), value in COMPLETE.items()]
        save_answers(assessment=self.fresh(), operations=wishes, actor=self.user)


def make_agency(*, phase: str = "self-assessment") -> Agency:
    world = make_world(entities=2, phase=phase)
    users = []
    for entity in world.campaign.entities.order_by("key"):
        user = User.objects.create_user(f"agency-{entity.key}", password="correct-horse-battery", name="填报员")
        Membership.objects.create(campaign=world.campaign, user=user, role="agency", entity=entity)
        users.append(user)
    entity = world.campaign.entities.get(key="e000")
    row = SelfAssessment.objects.create(component=world.component, entity=entity)
    return Agency(world, *users, member(world.campaign, "boss", "administrator"), row)
