"""A bundle into the database: all of it in one transaction, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from assessment.bundles.entities import StatedEntity
from assessment.bundles.read import Bundle, campaign_exists, read_bundle
from assessment.bundles.rules import can_import_campaign
from assessment.bundles.source import CAMPAIGN
from assessment.bundles.writing import BATCH, Stored, batches, write_decisions, write_sheets
from assessment.campaigns.models import Campaign, Channel, Component, Entity, League, Reviewer, Round
from assessment.campaigns.sorting import sort_key
from assessment.core.faults import Fault, FaultsError
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from indicators.models import IndicatorVersion
from indicators.services.versions import publish_version, store_version


@dataclass(frozen=True)
class Imported:
    """What an import stored; ``versions`` counts those that came with the bundle."""

    campaign: Campaign
    entities: int
    sheets: int
    scores: int
    versions: int


def import_bundle(*, path: Path, actor: User | None) -> Imported:
    """Store the bundle at ``path`` (a folder or .zip) as a new campaign.

    ``actor`` None is the system (a command on the server). Raises FaultsError with every fault, PermissionDenied.
    Sheets and packs are written as submitted, one for each entity, component, round and reviewer with a score.
    """
    if actor is not None:
        require(can_import_campaign(actor))
    return store_bundle(bundle=read_bundle(path), actor=actor)


def store_bundle(*, bundle: Bundle, actor: User | None) -> Imported:
    """Store a bundle that has no faults, with one audit entry. Raises FaultsError when somebody was faster."""
    key = str(bundle.header.key)
    with transaction.atomic():
        if Campaign.objects.filter(key=key).exists():
            raise FaultsError([Fault(CAMPAIGN, bundle.header.key_line, "key", campaign_exists(key))])
        for document in bundle.systems.documents:
            version = store_version(document=document, actor=actor)
            publish_version(version=version, actor=actor, acknowledged=None)
        campaign = _make_campaign(bundle)
        stored = _make_parts(campaign, bundle)
        write_decisions(bundle.decisions, stored)
        write_sheets(bundle, stored)
        result = Imported(
            campaign=campaign,
            entities=len(bundle.entities),
            sheets=bundle.scores.sheet_count,
            scores=len(bundle.scores),
            versions=len(bundle.systems.documents),
        )
        audit.record(
            actor=actor,
            verb="import_campaign",
            object_type="campaign",
            object_key=key,
            campaign_key=key,
            after={"entities": result.entities, "sheets": result.sheets, "scores": result.scores},
        )
    return result


def _make_campaign(bundle: Bundle) -> Campaign:
    header = bundle.header
    if header.key is None or header.name is None or header.year is None:
        raise ValueError("a bundle without faults has a key, a name and a year")
    # Scores that are all submitted stand where reconciliation begins (screens.md §2).
    phase = Campaign.Phase.RECONCILIATION if len(bundle.scores) else Campaign.Phase.DRAFT
    return Campaign.objects.create(
        key=header.key,
        name_zh=header.name.zh,
        name_en=header.name.en,
        year=header.year,
        phase=phase,
        policy=header.policy,
        baseline_key=header.baseline,
    )


def _make_parts(campaign: Campaign, bundle: Bundle) -> Stored:
    """Components, rounds, leagues and reviewers, each in the bundle's order, then the entities."""
    header = bundle.header
    rounds = Round.objects.bulk_create(
        Round(campaign=campaign, key=key, position=position) for position, key in enumerate(header.rounds or ())
    )
    leagues = League.objects.bulk_create(
        League(campaign=campaign, key=key, name_zh=name.zh, name_en=name.en, position=position)
        for position, (key, name) in enumerate((header.leagues or {}).items())
    )
    reviewers = Reviewer.objects.bulk_create(
        (Reviewer(campaign=campaign, key=key) for key in bundle.scores.reviewers), batch_size=BATCH
    )
    return Stored(
        components=_make_components(campaign, bundle),
        rounds=rounds,
        reviewers=reviewers,
        entities=_make_entities(campaign, bundle.entities, {league.key: league for league in leagues}),
    )


def _make_components(campaign: Campaign, bundle: Bundle) -> list[Component]:
    stated = bundle.header.components or []
    versions = {
        (version.system.key, version.version): version
        for version in IndicatorVersion.objects.select_related("system").filter(
            system__key__in=[component.system for component in stated], status=IndicatorVersion.Status.PUBLISHED
        )
    }
    return Component.objects.bulk_create(
        Component(
            campaign=campaign,
            version=versions[component.system, component.version],
            share=component.share,
            position=component.position,
        )
        for component in stated
    )


def _make_entities(campaign: Campaign, stated: dict[str, StatedEntity], leagues: dict[str, League]) -> list[Entity]:
    """Entities in the order of their keys, with channels and leagues."""
    ordered = [stated[key] for key in sorted(stated)]
    entities = Entity.objects.bulk_create(
        (
            Entity(
                campaign=campaign,
                key=item.key,
                name=item.name,
                sort_key=sort_key(item.name),
                classes=item.classes,
                attributes=item.attributes,
            )
            for item in ordered
        ),
        batch_size=BATCH,
    )
    standing = Entity.leagues.through
    for batch in batches(zip(entities, ordered, strict=True), BATCH):
        Channel.objects.bulk_create(
            Channel(entity=entity, kind=row.kind, name=row.name, address=row.address, is_open=row.is_open)
            for entity, item in batch
            for row in item.channels.values()
        )
        standing.objects.bulk_create(
            standing(entity=entity, league=leagues[league]) for entity, item in batch for league in item.leagues
        )
    return entities
