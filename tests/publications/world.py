"""A campaign with a run, ready to be published, and the people who do it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assessment.campaigns.models import Campaign
from assessment.core.models import User
from assessment.publications.checks import CheckList
from assessment.publications.models import Ledger
from assessment.publications.services.preparing import prepare
from assessment.publications.services.sealing import approve
from assessment.results.models import Run
from reviews.models import Adjudication
from tests.results.people import account, computed, imported


@dataclass(frozen=True)
class World:
    """``mei`` prepares, ``lead`` approves; ``an`` is a second administrator."""

    campaign: Campaign
    run: Run
    mei: User
    an: User
    lead: User


def world_of(path: Path, *, phase: str = Campaign.Phase.FINAL, policy: dict[str, str] | None = None) -> World:
    campaign = imported(path)
    campaign.policy |= policy or {}
    campaign.phase = phase
    campaign.save(update_fields=["phase", "policy"])
    people = {
        name: account(f"{name}-{campaign.key}", campaign=campaign, role=role)
        for name, role in (("mei", "administrator"), ("an", "administrator"), ("lead", "lead"))
    }
    return World(campaign=campaign, run=computed(campaign), **people)


def acknowledged(campaign: Campaign) -> list[str]:
    return [check.code for check in CheckList(campaign).to_acknowledge]


def published(world: World, *, reason: str = "") -> Ledger:
    """A further revision by two people."""
    codes = acknowledged(world.campaign)
    prepared = prepare(campaign=world.campaign, actor=world.mei, reason=reason, acknowledged=codes)
    line = approve(preparation=prepared, actor=world.lead)
    world.campaign.refresh_from_db()
    return line


def corrected(world: World, value: str = "0") -> Run:
    """Back to final results with one adjudicated value changed, and computed again."""
    Campaign.objects.filter(pk=world.campaign.pk).update(phase=Campaign.Phase.FINAL)
    world.campaign.refresh_from_db()
    row = Adjudication.objects.filter(component__campaign=world.campaign).order_by("pk")[0]
    row.value = value if row.value != value else "1"
    row.save()
    return computed(world.campaign)
