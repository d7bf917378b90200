"""One entity of a published revision: its total, ranks, and the score of every indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from django.http import Http404

from assessment.campaigns.models import Entity
from assessment.publications.reading import League, Published
from assessment.results.reading import ComponentFigures, EntityFigures, RunReader
from assessment.results.shelf import RunFacts, facts_of
from assessment.scoring.model import VersionPlan
from indicators.models.versions import in_language
from indicators.wording import word

MICRO = Decimal(10) ** 6


@dataclass(frozen=True)
class Row:
    """``points`` and ``full`` (its stated weight, None where it has none in this column) of one indicator."""

    code: str
    name: str
    level: int
    points: Decimal
    full: float | None


@dataclass(frozen=True)
class Part:
    """A component, or one channel of it."""

    name: str
    channel: str
    points: Decimal
    rows: list[Row]


@dataclass(frozen=True)
class Place:
    league: League
    rank: int | None


class EntityPage:
    """What is shown comes from the frozen rows of the revision's run, names from its snapshot."""

    def __init__(self, published: Published, key: str) -> None:
        self.published = published
        leagues = [League(stated) for stated in published.manifest["leagues"]]
        found = [(league, line) for league in leagues for line in league.lines if line["entity"] == key]
        if not found:
            raise Http404
        self.key, self.line = key, found[0][1]
        self.places = [Place(league, line["rank"]) for league, line in found if league.key]

    @cached_property
    def facts(self) -> RunFacts:
        return facts_of(self.published.revision.run)

    @cached_property
    def figures(self) -> EntityFigures:
        run = self.published.revision.run
        entity = Entity.objects.only("pk").get(campaign=run.campaign_id, key=self.key)
        return next(RunReader(run, self.facts.stored.snapshot).entities(only={entity.pk}))

    @cached_property
    def parts(self) -> list[Part]:
        """Every component that is there, each channel of a per-channel one apart."""
        entities = self.facts.stored.snapshot["entities"]
        classes = entities["classes"][entities["key"].index(self.key)]
        found: list[Part] = []
        for plan, figures in zip(self.facts.plans, self.figures.components, strict=True):
            if not figures.absent:
                found += _parts(plan, figures, classes.get(plan.key, ""))
        return found


def _parts(plan: VersionPlan, figures: ComponentFigures, own_class: str) -> Iterator[Part]:
    name = in_language(plan.name.get("zh", ""), plan.name.get("en", ""))
    if not plan.per_channel:
        column = plan.column_index.get(own_class, -1)
        yield Part(name, "", _points(figures.raw), _rows(plan, figures.nodes, column))
        return
    for channel, stated in figures.channels.items():
        column = plan.column_index.get(channel if plan.channel_columns else own_class, -1)
        yield Part(name, word(channel), _points(stated.raw), _rows(plan, stated.nodes, column))


def _rows(plan: VersionPlan, nodes: Mapping[str, int], column: int) -> list[Row]:
    """The assessed indicators in the order of the version."""
    return [
        Row(
            code=node.code,
            name=in_language(node.name.get("zh", ""), node.name.get("en", "")),
            level=node.depth,
            points=_points(nodes[node.code]),
            full=_full(plan.node_weight[node.index, column]),
        )
        for node in plan.nodes
        if node.code in nodes
    ]


def _full(weight: float) -> float | None:
    return None if np.isnan(weight) else float(weight)


def _points(units: int | None) -> Decimal:
    return Decimal(units or 0) / MICRO
