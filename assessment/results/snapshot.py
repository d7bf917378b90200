"""Every input of a run but the sheets, as one canonical JSON text: the digest covers it, explanations read it later.

Everything stands by key, never by database id, and in sorted or campaign order, so the same campaign gives the same
text on every database.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from assessment.campaigns.models import Campaign, Channel, Component, Entity
from assessment.campaigns.policy import DEFAULTS
from assessment.results.models import VetoFinding
from assessment.scoring import ENGINE_VERSION
from reviews.models import Adjudication, NotApplicable, RaisedGate

Snapshot = dict[str, Any]


def take_snapshot(campaign: Campaign) -> tuple[Snapshot, list[int]]:
    """Read the campaign as it stands; beside it the entities' database ids in the snapshot's order.

    A constant number of queries plus four for each component.
    """
    entities = sorted(
        _fetch(
            Entity.objects.filter(campaign=campaign).values_list(
                "key", "pk", "name", Cast("classes", TextField()), Cast("attributes", TextField())
            )
        )
    )
    index = {row[1]: position for position, row in enumerate(entities)}
    leagues = list(campaign.leagues.order_by("position"))
    league_index = {league.pk: position for position, league in enumerate(leagues)}
    members: list[list[int]] = [[] for _ in entities]
    through = Entity.leagues.through.objects.filter(entity__campaign=campaign)
    for entity_id, league_id in _fetch(through.values_list("entity_id", "league_id")):
        members[index[entity_id]].append(league_index[league_id])
    channels = Channel.objects.filter(entity__campaign=campaign, is_open=True).values_list("entity_id", "kind")
    components = campaign.components.select_related("version__system").order_by("position")
    taken = {
        "engine": ENGINE_VERSION,
        "campaign": {"key": campaign.key, "name_zh": campaign.name_zh, "name_en": campaign.name_en},
        "policy": {key: campaign.policy.get(key, default) for key, default in DEFAULTS.items()},
        "rounds": list(campaign.rounds.order_by("position").values_list("key", flat=True)),
        "reviewers": sorted(campaign.reviewers.values_list("key", flat=True)),
        "leagues": [{"key": row.key, "name_zh": row.name_zh, "name_en": row.name_en} for row in leagues],
        "entities": {
            "key": [row[0] for row in entities],
            "name": [row[2] for row in entities],
            "classes": _decoded([row[3] for row in entities]),
            "attributes": _decoded([row[4] for row in entities]),
            "leagues": [sorted(row) for row in members],
        },
        "open_channels": sorted([index[entity_id], kind] for entity_id, kind in _fetch(channels)),
        "components": [_component(component, index) for component in components],
    }
    return taken, [row[1] for row in entities]


def _fetch(queryset: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """All rows of a values_list at once, past the per-row conversions: text and integers only."""
    sql, parameters = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _decoded(texts: list[str]) -> list[dict[str, Any]]:
    """JSON texts decoded once each: thousands of entities share a handful of classes and attributes."""
    values = {text: json.loads(text) for text in set(texts)}
    return [values[text] for text in texts]


def _component(component: Component, index: dict[int, int]) -> dict[str, Any]:
    def rows(queryset: Any, *fields: str) -> list[list[Any]]:
        found: Iterable[Any] = queryset.filter(component=component).values_list("entity_id", *fields)
        return sorted([index[row[0]], *row[1:]] for row in found)

    confirmed = VetoFinding.objects.filter(status=VetoFinding.Status.CONFIRMED)
    return {
        "system": component.version.system.key,
        "version": component.version.version,
        "hash": component.version.content_hash,
        "share": component.share,
        "adjudications": rows(Adjudication.objects, "round__key", "criterion__address", "channel", "value", "reason"),
        "not_applicable": rows(NotApplicable.objects, "indicator__code", "reason"),
        "gates": rows(RaisedGate.objects, "gate__code", "reason"),
        "vetoes": [
            [entity, *row]
            for entity, _position, *row in rows(
                confirmed, "veto__position", "veto__code", "condition", "channel", "reason"
            )
        ],
    }


def to_bytes(snapshot: Snapshot) -> bytes:
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def compress(data: bytes) -> bytes:
    return zlib.compress(data, level=1)


def from_bytes(compressed: bytes | memoryview) -> Snapshot:
    snapshot: Snapshot = json.loads(zlib.decompress(bytes(compressed)))
    return snapshot


def only_entity(taken: Snapshot, key: str) -> Snapshot:
    """The snapshot reduced to one entity, which then has index 0. Raises ValueError for an unknown key."""
    index = taken["entities"]["key"].index(key)
    listed = ("adjudications", "not_applicable", "gates", "vetoes")
    return {
        **taken,
        "entities": {name: [column[index]] for name, column in taken["entities"].items()},
        "open_channels": [[0, kind] for entity, kind in taken["open_channels"] if entity == index],
        "components": [
            {
                **component,
                **{name: [[0, *row[1:]] for row in component[name] if row[0] == index] for name in listed},
            }
            for component in taken["components"]
        ],
    }
