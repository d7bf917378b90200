from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.core.models import User
from tests.reviews.world import client_of, member


@dataclass
class Agency:
    """A campaign in self-assessment, an entity with its agency, another entity with its own, an evaluator."""

    campaign: Campaign
    entity: Entity
    neighbour: Entity
    user: User
    other: User
    evaluator: User

    @property
    def address(self) -> str:
        return f"/api/campaigns/{self.campaign.key}/entities/{self.entity.key}"

    def client(self, user: User | None = None):
        return client_of(user or self.user)


@pytest.fixture
def agency(db, settings, tmp_path: Path) -> Agency:
    settings.MEDIA_ROOT = tmp_path / "files"
    campaign = Campaign.objects.create(key="c", name_zh="批次", year=2024, phase="self-assessment")
    entities = [Entity.objects.create(campaign=campaign, key=key, name=key) for key in ("e1", "e2")]
    people = []
    for entity in entities:
        user = User.objects.create_user(f"agency-{entity.key}", password="correct-horse-battery", name="填报员")
        Membership.objects.create(campaign=campaign, user=user, role="agency", entity=entity)
        people.append(user)
    return Agency(campaign, *entities, *people, member(campaign, "eva", "evaluator"))
