"""Stored results back into figures: what pages and exports show (formats.md §4). Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.results import snapshot
from assessment.results.models import EntityResult, LeagueRank, Run
from assessment.results.writing import NOTHING, Layout
from assessment.scoring.rounding import NODE_DECIMALS, decimal_text

#: A figure in 1e-6 units, or None where there is none.
Units = int | None


@dataclass(frozen=True)
class ComponentFigures:
    """One component of an entity, in 1e-6 units. ``raw`` None: the component is absent.

    ``classes`` and ``nodes`` are empty in a per-channel component, whose figures stand in ``channels`` (open ones).
    """

    system: str
    version: str
    raw: Units
    full: Units
    classes: Mapping[str, int]
    nodes: Mapping[str, int]
    channels: Mapping[str, ChannelFigures]

    @property
    def absent(self) -> bool:
        return self.raw is None


@dataclass(frozen=True)
class ChannelFigures:
    raw: int
    nodes: Mapping[str, int]


@dataclass(frozen=True)
class EntityFigures:
    """One entity of a run. ``total`` is in 10^-decimals units, None for the unqualified; ranks by league key."""

    key: str
    name: str
    status: str
    total: int | None
    shadow_total: int | None
    grade: str
    missing: int
    ranks: Mapping[str, int]
    vetoes: tuple[Veto, ...]
    components: tuple[ComponentFigures, ...]

    @property
    def is_ranked(self) -> bool:
        return self.status == EntityResult.Status.RANKED


@dataclass(frozen=True)
class Veto:
    """A confirmed veto of the run's inputs."""

    system: str
    code: str
    condition: str
    channel: str
    reason: str

    @property
    def key(self) -> str:
        return f"{self.system}:{self.code}"


class RunReader:
    """A run and what its rows mean. Decompresses the snapshot once, or not at all where the caller has it."""

    def __init__(self, run: Run, taken: snapshot.Snapshot | None = None) -> None:
        self.run, self.taken = run, taken
        self.layout = Layout.from_json(run.layout)

    @cached_property
    def snapshot(self) -> snapshot.Snapshot:
        return self.taken if self.taken is not None else snapshot.from_bytes(self.run.snapshot)

    @property
    def decimals(self) -> int:
        return int(self.snapshot["policy"]["decimals"])

    @cached_property
    def names(self) -> dict[str, str]:
        entities = self.snapshot["entities"]
        return dict(zip(entities["key"], entities["name"], strict=True))

    @cached_property
    def vetoes(self) -> dict[str, list[Veto]]:
        """Confirmed vetoes by entity key, by component and code."""
        keys = self.snapshot["entities"]["key"]
        found: dict[str, list[Veto]] = {}
        for component in self.snapshot["components"]:
            for entity, code, condition, channel, reason in component["vetoes"]:
                veto = Veto(component["system"], code, condition, channel, reason)
                found.setdefault(keys[entity], []).append(veto)
        return found

    def entities(self, *, only: set[int] | None = None) -> Iterator[EntityFigures]:
        """Every entity in the order of keys (or those of the given database ids). Two queries."""
        results = EntityResult.objects.filter(run=self.run).select_related("entity")
        places = LeagueRank.objects.filter(run=self.run, rank__isnull=False)
        if only is not None:
            results, places = results.filter(entity_id__in=only), places.filter(entity_id__in=only)
        ranks: dict[int, dict[str, int]] = {}
        for entity_id, league, rank in places.order_by("league__position").values_list(
            "entity_id", "league__key", "rank"
        ):
            ranks.setdefault(entity_id, {})[league] = int(rank or 0)
        for result in sorted(results, key=lambda row: row.entity.key):
            yield self.figures(result, ranks.get(result.entity_id, {}))

    def figures(self, result: EntityResult, ranks: Mapping[str, int]) -> EntityFigures:
        key = result.entity.key
        values = np.frombuffer(bytes(result.payload), dtype="<i8")
        return EntityFigures(
            key=key,
            name=self.names[key],
            status=result.status,
            total=result.total,
            shadow_total=result.shadow_total,
            grade=result.grade,
            missing=result.missing,
            ranks=ranks,
            vetoes=tuple(self.vetoes.get(key, ())),
            components=tuple(_component(stated, values) for stated in self.layout.components),
        )


def _component(stated: dict[str, Any], values: NDArray[np.int64]) -> ComponentFigures:
    def read(positions: Mapping[str, int]) -> dict[str, int]:
        return {name: int(values[at]) for name, at in positions.items() if values[at] != NOTHING}

    absent = values[stated["raw"]] == NOTHING
    return ComponentFigures(
        system=stated["system"],
        version=stated["version"],
        raw=None if absent else int(values[stated["raw"]]),
        full=None if absent else int(values[stated["full"]]),
        classes=read(stated.get("classes", {})),
        nodes=read(stated.get("nodes", {})),
        channels={
            name: ChannelFigures(int(values[channel["raw"]]), read(channel["nodes"]))
            for name, channel in stated.get("channels", {}).items()
            if values[channel["raw"]] != NOTHING
        },
    )


def results_document(reader: RunReader) -> dict[str, Any]:
    """results.json of a stored run (formats.md §4). Shadow totals are never in it."""
    return {
        "campaign": reader.run.campaign.key,
        "run": str(reader.run.number),
        "engine": reader.run.engine,
        "entities": [entity_document(entity, reader.decimals) for entity in reader.entities()],
    }


def entity_document(entity: EntityFigures, decimals: int) -> dict[str, Any]:
    """One entity of results.json: for writers that can't hold all of them at once."""
    return {
        "entity": entity.key,
        "status": entity.status,
        "missing": entity.missing,
        "total": None if entity.total is None else decimal_text(entity.total, decimals),
        "grade": entity.grade or None,
        "ranks": dict(entity.ranks),
        "vetoes": list(dict.fromkeys(veto.key for veto in entity.vetoes)),
        "components": [_component_document(component) for component in entity.components],
    }


def _component_document(component: ComponentFigures) -> dict[str, Any]:
    if component.raw is None or component.full is None:
        return {"system": component.system, "absent": True}
    document: dict[str, Any] = {
        "system": component.system,
        "version": component.version,
        "raw": decimal_text(component.raw, NODE_DECIMALS),
        "full": decimal_text(component.full, NODE_DECIMALS),
    }
    if component.channels:
        document["channels"] = {
            name: {"raw": decimal_text(channel.raw, NODE_DECIMALS), "nodes": _texts(channel.nodes)}
            for name, channel in component.channels.items()
        }
    else:
        document["classes"] = _texts(component.classes)
        document["nodes"] = _texts(component.nodes)
    return document


def _texts(units: Mapping[str, int]) -> dict[str, str]:
    return {name: decimal_text(value, NODE_DECIMALS) for name, value in units.items()}
