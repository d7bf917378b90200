"""A campaign in self-assessment over the version of tests.reviews.world: an entity with its agency, and a neighbour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from assessment.campaigns.models import Component, Entity, Membership
from assessment.core import files
from assessment.core.models import User
from reviews.evidence.models import EvidenceVersion
from reviews.services.operations import Operation
from reviews.submissions.models import Answer, Attachment, SelfAssessment
from reviews.submissions.services.answering import save_answers
from tests.reviews.evidence.samples import file_of, png
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


def claimed(
    component: Component, entity: Entity, user: User, criterion: int, *, value: str = "1", channel: str = "website"
) -> EvidenceVersion:
    """A submitted self-assessment that answers one criterion with a statement and a picture."""
    row = SelfAssessment.objects.create(component=component, entity=entity)
    cell = {"assessment": row, "criterion_id": criterion, "channel": channel}
    Answer.objects.create(**cell, value=value, statement="已公开")
    drawn = {"kind": "image/png", "family": "image", "suffix": ".png", "previews": [files.store(png())] * 2}
    file = file_of(entity, user, name="首页.png", data=png(), **drawn)
    Attachment.objects.create(**cell, evidence=file)
    SelfAssessment.objects.filter(pk=row.pk).update(status="submitted", submitted_at=datetime(2024, 5, 1, tzinfo=UTC))
    return file
