"""Agreement by indicator and severity by evaluator over a campaign's submitted sheets (screens.md, Analysis; ADR 7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assessment.analysis.agreement import exact_agreement, gwet_ac2, krippendorff_alpha
from assessment.analysis.severity import Severity, severities
from assessment.results.disagreements import Disagreements
from assessment.results.reviewed import leaf_of_cells, reviewed_chunks
from assessment.scoring.inputs import CampaignInputs
from assessment.scoring.model import Bools, Floats, Ints, Kind, Node, Role, VersionPlan


@dataclass(frozen=True)
class Rated:
    """U units with K ratings each at most: ``ratings`` [U, K] in hundredths, NaN where there is none; ``reviewers``
    [U, K] their numbers, -1 where nobody is; ``entities`` [U]."""

    ratings: Floats
    reviewers: Ints
    entities: Ints

    @classmethod
    def joined(cls, parts: list[Rated]) -> Rated:
        """All units one below the other, as wide as the widest part."""
        width = max((part.ratings.shape[1] for part in parts), default=0)
        wide = [
            (
                np.pad(part.ratings, ((0, 0), (0, width - part.ratings.shape[1])), constant_values=np.nan),
                np.pad(part.reviewers, ((0, 0), (0, width - part.reviewers.shape[1])), constant_values=-1),
            )
            for part in parts
        ]
        return cls(
            ratings=np.concatenate([ratings for ratings, _ in wide]) if wide else np.empty((0, 0)),
            reviewers=np.concatenate([numbers for _, numbers in wide]) if wide else np.empty((0, 0), dtype=np.int64),
            entities=np.concatenate([part.entities for part in parts]) if parts else np.empty(0, dtype=np.int64),
        )


@dataclass(frozen=True)
class Agreement:
    """Of the cells that two or more reviewers rated: how many, and how far they agree. NaN: nothing can be said."""

    cells: int
    exact: float
    alpha: float
    ac2: float

    @classmethod
    def of(cls, rated: Rated) -> Agreement:
        return cls(
            cells=int(((~np.isnan(rated.ratings)).sum(axis=1) >= 2).sum()),
            exact=exact_agreement(rated.ratings),
            alpha=krippendorff_alpha(rated.ratings, "interval"),
            ac2=gwet_ac2(rated.ratings, weights="quadratic"),
        )


@dataclass(frozen=True)
class IndicatorAgreement:
    """One score indicator of a component (by position). ``disagreements`` are open or settled cells below it."""

    component: int
    node: Node
    depth: int
    agreement: Agreement
    disagreements: int


@dataclass(frozen=True)
class Statistics:
    whole: Agreement
    indicators: list[IndicatorAgreement]
    evaluators: list[Severity]


def measure(inputs: CampaignInputs, visible: Bools, found: Disagreements) -> Statistics:
    """``visible`` [E]: the entities that count. Ratios of score leaves only: points have other units."""
    leaves = [_leaves(inputs, place, visible) for place in range(len(inputs.components))]
    whole = Rated.joined([part for by_leaf in leaves for parts in by_leaf.values() for part in parts])
    return Statistics(
        whole=Agreement.of(whole),
        indicators=[row for place, by_leaf in enumerate(leaves) for row in _indicators(inputs, place, by_leaf, found)],
        evaluators=severities(whole.ratings, whole.reviewers, whole.entities),
    )


def _leaves(inputs: CampaignInputs, place: int, visible: Bools) -> dict[int, list[Rated]]:
    """leaf index → its rated units."""
    plan = inputs.components[place].plan
    cells = _ratio_cells(plan)
    found: dict[int, list[Rated]] = defaultdict(list)
    for chunk in reviewed_chunks(inputs, place):
        asked = chunk.exists & visible[chunk.begin : chunk.end]
        for yields, reviewers in zip(chunk.yields, chunk.reviewers, strict=True):
            given = (yields > -np.inf).any(axis=0) & asked
            for leaf, own in cells.items():
                where, entity = np.nonzero(given[own])
                ratings = yields[:, own[where], entity].T
                found[leaf].append(
                    Rated(
                        ratings=np.where(np.isfinite(ratings), ratings.round(2), np.nan),
                        reviewers=reviewers[:, entity].T,
                        entities=entity + chunk.begin,
                    )
                )
    return found


def _ratio_cells(plan: VersionPlan) -> dict[int, Ints]:
    """leaf index → its cells that yield ratios, for score leaves that have any."""
    cells: dict[int, list[int]] = defaultdict(list)
    for cell, leaf in zip(plan.cells, leaf_of_cells(plan).tolist(), strict=True):
        if plan.criteria[cell.criterion].role is Role.RATIO and plan.leaf_node(leaf).kind is Kind.SCORE:
            cells[leaf].append(cell.index)
    return {leaf: np.array(own, dtype=np.int64) for leaf, own in cells.items()}


def _indicators(
    inputs: CampaignInputs, place: int, by_leaf: dict[int, list[Rated]], found: Disagreements
) -> Iterator[IndicatorAgreement]:
    plan = inputs.components[place].plan
    mine = found.cell[(found.component == place) & (found.reasons > 0)]
    counted = np.bincount(leaf_of_cells(plan)[mine], minlength=len(plan.leaves))
    for node in plan.nodes:
        below = range(node.leaf_begin, node.leaf_end)
        parts = [part for leaf in below for part in by_leaf.get(leaf, [])]
        if parts:
            yield IndicatorAgreement(
                component=place,
                node=node,
                depth=node.depth - plan.nodes[0].depth,
                agreement=Agreement.of(Rated.joined(parts)),
                disagreements=int(counted[node.leaf_begin : node.leaf_end].sum()),
            )
