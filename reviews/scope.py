"""Which cells of a version are asked of an entity, and of an evaluator who has some of its sections only."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from assessment.campaigns.models import Channel, Component, Entity, Round
from assessment.scoring.model import NO_CHANNEL, Cell, Node, VersionPlan
from assessment.scoring.presence import condition_masks
from reviews.models import NotApplicable


@dataclass(frozen=True)
class EntityScope:
    """What of an entity decides which cells are there. ``class_name`` is its weight column, '' without one;
    ``channels`` are the kinds it has open; ``not_applicable`` codes of indicators declared so."""

    class_name: str
    attributes: Mapping[str, object]
    channels: frozenset[str]
    not_applicable: frozenset[str] = frozenset()

    def column(self, plan: VersionPlan) -> int:
        """The index of the weight column, -1 for a class the version doesn't list."""
        return plan.column_index.get(self.class_name, -1)


def scopes_of(component: Component, entities: Collection[Entity]) -> dict[int, EntityScope]:
    """The scopes by entity id, in two queries whatever their number."""
    ids = [entity.pk for entity in entities]
    channels: dict[int, set[str]] = {pk: set() for pk in ids}
    for pk, kind in Channel.objects.filter(entity__in=ids, is_open=True).values_list("entity_id", "kind"):
        channels[pk].add(kind)
    declared: dict[int, set[str]] = {pk: set() for pk in ids}
    rows = NotApplicable.objects.filter(component=component, entity__in=ids)
    for pk, code in rows.values_list("entity_id", "indicator__code"):
        declared[pk].add(code)
    key = component.version.system.key
    return {
        entity.pk: EntityScope(
            class_name=entity.classes.get(key, ""),
            attributes=entity.attributes,
            channels=frozenset(channels[entity.pk]),
            not_applicable=frozenset(declared[entity.pk]),
        )
        for entity in entities
    }


def scope_of(component: Component, entity: Entity) -> EntityScope:
    return scopes_of(component, [entity])[entity.pk]


def asked_cells(
    plan: VersionPlan, scope: EntityScope, sections: Collection[str] = (), *, last_round: bool
) -> list[Cell]:
    """The cells an evaluator fills in for an entity, in document order.

    Left out are leaves without weight in its class or whose condition does not hold (scoring.md §2), declared N/A, on
    channels that are closed, and those outside ``sections`` (codes of first-level indicators; none: all). Year-end
    indicators are asked in the last round only: it is the latest value that counts (scoring.md §5.2).
    """
    holds = condition_masks(plan, [scope.attributes])
    chosen = np.ones(len(plan.leaves), dtype=bool) if holds is None else holds[:, 0].copy()
    for code in scope.not_applicable:
        node = plan.nodes[plan.node_index[code]]
        chosen[node.leaf_begin : node.leaf_end] = False
    for node in plan.nodes:
        if node.depth == plan.nodes[0].depth and sections and node.code not in sections:
            chosen[node.leaf_begin : node.leaf_end] = False
    if not last_round:
        chosen &= ~np.array([plan.leaf_node(leaf).year_end for leaf in range(len(plan.leaves))], dtype=bool)
    column = scope.column(plan)
    return [cell for cell in plan.cells if _is_asked(plan, cell, scope, chosen, column)]


class Asked:
    """The cells asked of many entities: few combinations of what they depend on occur, so each is worked out once."""

    def __init__(self, plan: VersionPlan, *, last_round: bool) -> None:
        self.plan, self.last_round = plan, last_round
        self.is_conditional = any(node.condition is not None for node in plan.nodes)
        self.kept: dict[tuple[Any, ...], list[Cell]] = {}

    def key(self, scope: EntityScope, sections: Collection[str] = ()) -> tuple[Any, ...]:
        """What they depend on: the same key, the same cells."""
        attributes = json.dumps(dict(scope.attributes), sort_keys=True, default=str) if self.is_conditional else ""
        return (scope.class_name, attributes, scope.channels, scope.not_applicable, frozenset(sections))

    def cells(self, scope: EntityScope, sections: Collection[str] = ()) -> list[Cell]:
        """As ``asked_cells``; the list is shared, and not to be changed."""
        key = self.key(scope, sections)
        if key not in self.kept:
            self.kept[key] = asked_cells(self.plan, scope, sections, last_round=self.last_round)
        return self.kept[key]


def _is_asked(plan: VersionPlan, cell: Cell, scope: EntityScope, chosen: np.ndarray, column: int) -> bool:
    criterion = plan.criteria[cell.criterion]
    if not chosen[criterion.leaf]:
        return False
    if cell.channel != NO_CHANNEL:
        if plan.channels[cell.channel] not in scope.channels:
            return False
        if plan.channel_columns:
            column = int(plan.channel_column[cell.channel])
    elif criterion.channels and not any(plan.channels[channel] in scope.channels for channel in criterion.channels):
        return False
    return not np.isnan(plan.leaf_weight[criterion.leaf, column])


def is_last_round(turn: Round) -> bool:
    """Whether no round of the campaign comes after it. One query."""
    return not Round.objects.filter(campaign=turn.campaign_id, position__gt=turn.position).exists()


def channel_name(plan: VersionPlan, cell: Cell) -> str:
    """The kind of the cell's channel, '' where one value stands for the entity."""
    return "" if cell.channel == NO_CHANNEL else plan.channels[cell.channel]


def ancestors(plan: VersionPlan, leaf: int) -> list[Node]:
    """The nodes from a leaf (by its index among leaves) up to its first level."""
    node = plan.leaf_node(leaf)
    path = [node]
    while node.parent >= 0:
        node = plan.nodes[node.parent]
        path.append(node)
    return path
