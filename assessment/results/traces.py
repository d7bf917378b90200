"""How a stored run's figures came about, for every entity: what only the engine's trace knows, computed again.

A run keeps figures, not their reasons. Gates that a count raised and leaves that turned not applicable are found by
scoring the run's own inputs once more, a chunk of entities at a time, so that memory stays bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assessment.results import bridge
from assessment.results.models import Run
from assessment.scoring import ENGINE_VERSION
from assessment.scoring.channels import VALUE
from assessment.scoring.component import ComponentScorer
from assessment.scoring.model import Bools, Floats, VersionPlan
from assessment.scoring.pipeline import CHUNK


@dataclass(frozen=True)
class ChunkTrace:
    """One tree of one component for the entities ``begin … begin + e - 1`` (indexes in key order).

    ``channel`` is a channel's key, '' in a component that isn't per channel. ``active`` [e]: the channel is open.
    ``raised`` [G, e]: gates that acted. ``values`` [C, e]: consolidated numbers of criteria, NaN where there is none.
    ``gone`` [n, e]: nodes that are not applicable and whose weight has gone elsewhere; a node that is kept with full
    marks or with zero is not among them (scoring.md §8).
    """

    component: int
    plan: VersionPlan
    channel: str
    begin: int
    active: Bools
    raised: Bools
    values: Floats
    gone: Bools


def can_trace(run: Run) -> bool:
    """Whether this engine computes what ``run`` computed; another version could find other reasons."""
    return run.engine == ENGINE_VERSION


def trace_run(run: Run, *, chunk: int = CHUNK) -> Iterator[ChunkTrace]:
    """Every tree of every component, chunk by chunk. Call it only where ``can_trace`` holds."""
    arrays, _taken = bridge.arrays_of_run(run)
    for position, component in enumerate(arrays.components):
        plan = component.plan
        scorer = ComponentScorer(component, rounds=len(arrays.rounds), reviewers=arrays.policy.reviewers)
        for begin in range(0, arrays.entity_count, chunk):
            end = min(begin + chunk, arrays.entity_count)
            for channel, figures in scorer.score(begin, end, trace=True):
                state, value = figures["criterion_state"], figures["criterion_value"]
                yield ChunkTrace(
                    component=position,
                    plan=plan,
                    channel=plan.channels[channel] if plan.per_channel else "",
                    begin=begin,
                    active=figures["active"],
                    raised=figures["gate_raised"] & figures["active"],
                    values=np.where(state == VALUE, value, np.nan),
                    gone=_gone(plan, figures["leaf_na"], figures["leaf_moved"], figures["leaf_weight"]),
                )


def _gone(plan: VersionPlan, not_applicable: Bools, moved: Floats, weight: Floats) -> Bools:
    """[n, e] from leaves [L, e]: every assessed leaf at or below the node is N/A and carries no weight any more."""
    assessed = ~np.isnan(weight)
    leaves = not_applicable & ~(np.nan_to_num(moved) > 0)
    spans = [slice(node.leaf_begin, node.leaf_end) for node in plan.nodes]
    return np.array([assessed[span].any(axis=0) & (leaves | ~assessed)[span].all(axis=0) for span in spans])
