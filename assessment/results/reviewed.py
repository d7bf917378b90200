"""What every reviewer's submitted values yield, chunk by chunk: for comparing reviewers, not for scoring.

Arrays are item-major as in the engine: K ratings of a cell at most, C cells of the plan, e entities of the chunk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.scoring.component import ComponentScorer
from assessment.scoring.inputs import CampaignInputs, ComponentInputs
from assessment.scoring.model import NO_CHANNEL, Bools, Floats, Ints, VersionPlan
from assessment.scoring.redistribute import covered_nodes

#: Entities worked on at once: all rounds of a chunk are in memory.
CHUNK = 512
NA = -np.inf


@dataclass(frozen=True)
class ReviewedChunk:
    """Entities ``begin … end - 1`` of one component.

    ``yields[r]`` [K, C, e] of a round: NaN not given, -inf N/A. ``reviewers[r]`` [K, e]: numbers of the inputs, -1
    where nobody is. ``exists`` [C, e]: the cell is asked of the entity (its leaf is assessed, applies and is not
    declared N/A; its channel is open). ``weights`` [C, e]: full marks or cap of the cell's leaf, inf without cap.
    """

    plan: VersionPlan
    begin: int
    end: int
    yields: list[Floats]
    reviewers: list[Ints]
    exists: Bools
    weights: Floats


def reviewed_chunks(inputs: CampaignInputs, position: int, *, chunk: int = CHUNK) -> Iterator[ReviewedChunk]:
    """The component at ``position``, all entities in order."""
    component = inputs.components[position]
    rounds = len(inputs.rounds)
    scorer = ComponentScorer(component, rounds=rounds, reviewers=inputs.policy.reviewers)
    plan = component.plan
    leaf = leaf_of_cells(plan)
    tree = np.array([cell.channel if plan.per_channel else 0 for cell in plan.cells], dtype=np.int64)
    for begin in range(0, inputs.entity_count, chunk):
        end = min(begin + chunk, inputs.entity_count)
        weights = scorer.weights(begin, end)
        own = weights[tree, leaf]
        yield ReviewedChunk(
            plan=plan,
            begin=begin,
            end=end,
            yields=[scorer.yields(scorer.sheets.raw(turn, begin, end), weights) for turn in range(rounds)],
            reviewers=[_reviewers(scorer, turn, begin, end) for turn in range(rounds)],
            exists=~np.isnan(own) & _asked(component, leaf, begin, end),
            weights=own,
        )


def leaf_of_cells(plan: VersionPlan) -> NDArray[np.int64]:
    """[C]: the index of each cell's leaf."""
    return np.array([plan.criteria[cell.criterion].leaf for cell in plan.cells], dtype=np.int64)


def _reviewers(scorer: ComponentScorer, turn: int, begin: int, end: int) -> Ints:
    rows = scorer.sheets.rows[turn][:, begin:end]
    known = scorer.component.sheet_reviewer
    return np.where(rows >= 0, known[rows] if len(known) else -1, -1).astype(np.int64)


def _asked(component: ComponentInputs, leaf: NDArray[np.int64], begin: int, end: int) -> Bools:
    """[C, e]: the channel is open and no indicator at or above the leaf is declared N/A."""
    plan, open_channels = component.plan, component.open_channels[begin:end].T
    asked = np.ones((len(plan.cells), end - begin), dtype=bool)
    for cell in plan.cells:
        listed = plan.criteria[cell.criterion].channels
        if cell.channel != NO_CHANNEL:
            asked[cell.index] = open_channels[cell.channel]
        elif listed:
            asked[cell.index] = open_channels[list(listed)].any(axis=0)
    declared = np.zeros((len(plan.nodes), end - begin), dtype=bool)
    rows = component.declared_na
    inside = rows[(rows[:, 0] >= begin) & (rows[:, 0] < end)]
    declared[inside[:, 1], inside[:, 0] - begin] = True
    covered = covered_nodes(plan, declared)[1][plan.leaves]
    return asked & ~covered[leaf]
