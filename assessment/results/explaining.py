"""Why an entity has its figures in a stored run: the one place where pages ask the engine.

The run's own inputs (snapshot and the packs it read) are scored again for the entity alone, which takes milliseconds;
a test holds the figures equal to the stored ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessment.campaigns.models import Entity
from assessment.results.models import Run
from assessment.results.shelf import facts_of
from assessment.results.snapshot import Snapshot
from assessment.scoring import ENGINE_VERSION, explain_entity
from assessment.scoring.explanation import ComponentTrail, EntityTrail, LeafTrail, TreeTrail


@dataclass(frozen=True)
class Settled:
    """An adjudication as it was read: the value's text and the reason given."""

    value: str
    reason: str


@dataclass(frozen=True)
class ComponentReasons:
    """The texts that belong to one component of the entity: the engine knows codes only."""

    not_applicable: Mapping[str, str]
    gates: Mapping[str, str]
    adjudications: Mapping[tuple[str, str, str], Settled]

    @classmethod
    def of(cls, stated: Mapping[str, Any]) -> ComponentReasons:
        return cls(
            not_applicable={code: reason for _entity, code, reason in stated["not_applicable"]},
            gates={code: reason for _entity, code, reason in stated["gates"]},
            adjudications={
                (turn, address, channel): Settled(value, reason)
                for _entity, turn, address, channel, value, reason in stated["adjudications"]
            },
        )


@dataclass(frozen=True)
class Explanation:
    """``trail`` is the engine's; ``snapshot`` the entity's part of what the run read."""

    trail: EntityTrail
    snapshot: Snapshot

    @cached_property
    def reasons(self) -> dict[str, ComponentReasons]:
        """By the component's system."""
        return {stated["system"]: ComponentReasons.of(stated) for stated in self.snapshot["components"]}

    def component(self, system: str) -> ComponentTrail | None:
        return next((found for found in self.trail.components if found.plan.key == system), None)

    def leaves(self, system: str, code: str) -> Iterator[tuple[TreeTrail, LeafTrail]]:
        """The leaf of that code in every tree of the component: one, or one for each open channel."""
        component = self.component(system)
        for tree in component.trees if component else ():
            for leaf in tree.leaves:
                if leaf.node.code == code:
                    yield tree, leaf

    def reviewer(self, number: int) -> str:
        """The key of the reviewer whom a reading names by number."""
        return str(self.snapshot["reviewers"][number])


def can_explain(run: Run) -> bool:
    """Whether this engine computes what ``run`` computed; another version could find other reasons."""
    return run.engine == ENGINE_VERSION


def explain(run: Run, entity: Entity) -> Explanation | None:
    """None for a run of another engine. One query for each component, once the run's facts are in the process."""
    if not can_explain(run):
        return None
    arrays, taken = facts_of(run).stored.entity(entity)
    return Explanation(explain_entity(arrays, 0), taken)
