"""Everything a bundle can say about a campaign, read from the database by key: equal campaigns, equal content."""

from __future__ import annotations

from typing import Any

from assessment.campaigns.models import Campaign, Channel, Entity
from assessment.results.models import VetoFinding
from reviews.models import Adjudication, NotApplicable, RaisedGate, Score, ScoreSheet


def content_of(campaign: Campaign) -> dict[str, Any]:
    def rows(queryset: Any, *fields: str) -> list[tuple[Any, ...]]:
        return sorted(queryset.values_list(*fields), key=repr)

    def decided(model: Any, *fields: str) -> list[tuple[Any, ...]]:
        whose = ("entity__key", "component__position")
        return rows(model.objects.filter(component__campaign=campaign), *whose, *fields)

    sheets = ScoreSheet.objects.filter(component__campaign=campaign)
    whose = ("entity__key", "component__position", "round__key", "reviewer__key")
    return {
        "campaign": (campaign.key, campaign.name_zh, campaign.name_en, campaign.year, campaign.baseline_key),
        "phase": campaign.phase,
        "policy": campaign.policy,
        "components": rows(campaign.components, "position", "version__content_hash", "share"),
        "rounds": rows(campaign.rounds, "position", "key"),
        "leagues": rows(campaign.leagues, "position", "key", "name_zh", "name_en"),
        "reviewers": rows(campaign.reviewers, "key", "user"),
        "entities": rows(campaign.entities, "key", "name", "sort_key", "classes", "attributes"),
        "standing": rows(
            Entity.leagues.through.objects.filter(entity__campaign=campaign), "entity__key", "league__key"
        ),
        "channels": rows(
            Channel.objects.filter(entity__campaign=campaign), "entity__key", "kind", "name", "address", "is_open"
        ),
        "sheets": [
            (*row[:-1], bytes(row[-1])) for row in rows(sheets, *whose, "status", "pack__revision", "pack__payload")
        ],
        "scores": rows(
            Score.objects.filter(sheet__in=sheets),
            *(f"sheet__{name}" for name in whose),
            "criterion__address",
            "channel",
            "value",
            "comment",
            "version",
        ),
        "adjudications": decided(Adjudication, "round__key", "criterion__address", "channel", "value", "reason"),
        "not_applicable": decided(NotApplicable, "indicator__code", "reason"),
        "gates": decided(RaisedGate, "gate__code", "reason"),
        "vetoes": decided(VetoFinding, "veto__code", "condition", "channel", "status", "reason"),
    }
