"""What there is to score: which entities stand in which component, and with which first-level indicators.

Read from the rows of the versions; the weights themselves are the engine's business (scoring.md §2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from assessment.campaigns.classes import UNCLASSED
from assessment.campaigns.models import Campaign, Channel, Component, Entity
from indicators.models import Indicator


@dataclass(frozen=True)
class Section:
    """A first-level indicator. ``columns``: the weight columns in which anything below it is assessed."""

    code: str
    name: str
    columns: frozenset[str]


@dataclass(frozen=True)
class Part:
    """A component with its first-level indicators in order."""

    component: Component
    system: str
    by_channel: bool
    needs_channel: bool
    channels: frozenset[str]
    sections: tuple[Section, ...]

    def columns_of(self, entity: Entity, open_channels: Collection[str]) -> frozenset[str]:
        """The weight columns that count for an entity; none: it does not stand in the component."""
        seen = self.channels & set(open_channels)
        if self.by_channel:
            return frozenset(seen)
        own = frozenset({str(entity.classes.get(self.system) or UNCLASSED)})
        return own if seen or not self.needs_channel else frozenset()

    def sections_of(self, columns: frozenset[str]) -> list[Section]:
        return [section for section in self.sections if section.columns & columns]


@dataclass
class Scope:
    """A campaign's parts and entities, with the kinds of channels each has open."""

    parts: list[Part]
    entities: list[Entity]
    open_channels: dict[int, set[str]] = field(default_factory=dict)

    def sections(self, part: Part, entity: Entity) -> list[Section]:
        """What is to be scored of the entity in the component; [] when it does not stand in it."""
        return part.sections_of(part.columns_of(entity, self.open_channels.get(entity.pk, ())))


def scope_of(campaign: Campaign) -> Scope:
    """Four queries whatever the size; entities in the order of their names."""
    open_channels: dict[int, set[str]] = defaultdict(set)
    rows = Channel.objects.filter(entity__campaign=campaign, is_open=True).values_list("entity_id", "kind")
    for entity, kind in rows:
        open_channels[entity].add(kind)
    entities = list(Entity.objects.filter(campaign=campaign).order_by("sort_key", "key"))
    return Scope(parts_of(campaign), entities, dict(open_channels))


def parts_of(campaign: Campaign) -> list[Part]:
    """The campaign's components as parts, two queries."""
    components = list(campaign.components.select_related("version__system").order_by("position"))
    trees: dict[int, dict[int | None, list[Indicator]]] = defaultdict(lambda: defaultdict(list))
    versions = {component.version_id for component in components}
    for indicator in Indicator.objects.filter(version__in=versions).order_by("version", "position"):
        trees[indicator.version_id][indicator.parent_id].append(indicator)
    return [_part(component, trees[component.version_id]) for component in components]


def _part(component: Component, children: dict[int | None, list[Indicator]]) -> Part:
    document = component.version.document
    channels = frozenset(map(str, document.get("channels") or ()))
    by_channel = document.get("columns") == "channel"
    columns = channels if by_channel else frozenset(map(str, document.get("classes") or (UNCLASSED,)))
    return Part(
        component=component,
        system=component.version.system.key,
        by_channel=by_channel,
        needs_channel=document.get("mode") == "per_channel",
        channels=channels,
        sections=tuple(Section(root.code, root.name, _assessed(root, columns, children)) for root in children[None]),
    )


def _assessed(node: Indicator, columns: frozenset[str], children: dict[int | None, list[Indicator]]) -> frozenset[str]:
    """The columns in which the node has something to score: no weight of null stands at it or above."""
    weight = node.weight
    left = frozenset(name for name in columns if not isinstance(weight, dict) or weight.get(name) is not None)
    if node.is_leaf or not left:
        return left
    return frozenset().union(*(_assessed(child, left, children) for child in children[node.pk]))
