"""What a cell is worth in points of the campaign's total (scoring.md §6, §7, §9), before anything moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assessment.results.reviewed import ReviewedChunk, leaf_of_cells
from assessment.scoring.channels import ChannelWeights, channel_masks
from assessment.scoring.component import ComponentScorer
from assessment.scoring.inputs import CampaignInputs, ComponentInputs
from assessment.scoring.model import NO_CHANNEL, Bools, Floats, Kind, Role, VersionPlan


def total_scales(inputs: CampaignInputs) -> Floats:
    """[components, E]: points of the total per point of a component; 0 where it is absent or assesses nothing (§9)."""
    fulls = np.array([_full(component) for component in inputs.components])
    single = len(inputs.components) == 1
    if single and inputs.policy.normalise_to is None:
        return np.ones_like(fulls)
    shares = np.array(inputs.shares, dtype=np.float64)[:, None] * np.ones_like(fulls)
    absent = np.array([_absent(component) for component in inputs.components])
    counted = np.where(absent & (not inputs.policy.absent_zero), 0.0, shares).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):  # 0 ÷ 0 where nothing is assessed
        parts = np.where(fulls > 0, shares / counted / fulls, 0.0)
    hundred = inputs.policy.normalise_to if single else None
    return np.where(absent, 0.0, parts * (100.0 if hundred is None else hundred))


def _absent(component: ComponentInputs) -> Bools:
    closed = np.logical_not(np.asarray(component.open_channels.any(axis=1)))
    return closed if component.plan.per_channel else np.zeros_like(closed)


def _full(component: ComponentInputs) -> Floats:
    """[E]: full marks; of a per-channel component those of its open channels, weighted."""
    scorer = ComponentScorer(component, rounds=0, reviewers="mean")
    weights = scorer.weights(0, len(component.columns))
    sums = np.nan_to_num(weights[:, scorer.kinds[Kind.SCORE]]).sum(axis=1)
    if not component.plan.per_channel:
        return sums[0]
    return (sums * _open_weights(component).T).sum(axis=0)


def _open_weights(component: ComponentInputs) -> Floats:
    """[E, H]: the channel weights of each entity's open channels."""
    return ChannelWeights(component.plan.channel_rows).of_masks(channel_masks(component.open_channels))


def channel_factors(component: ComponentInputs, begin: int, end: int) -> Floats:
    """[C, e]: the part of its criterion (or component, when scored per channel) that a cell's channel carries."""
    plan, table = component.plan, ChannelWeights(component.plan.channel_rows)
    open_channels = component.open_channels[begin:end]
    factors = np.ones((len(plan.cells), end - begin))
    if plan.per_channel:
        whole = table.of_masks(channel_masks(open_channels))
        for cell in plan.cells:
            factors[cell.index] = whole[:, cell.channel]
        return factors
    for criterion in plan.criteria:
        if criterion.klass == "B":
            listed = np.zeros_like(open_channels)
            listed[:, list(criterion.channels)] = open_channels[:, list(criterion.channels)]
            weights = table.of_masks(channel_masks(listed))
            for cell in plan.cells_of(criterion.index):
                factors[cell.index] = weights[:, cell.channel] if cell.channel != NO_CHANNEL else 1.0
    return factors


@dataclass(frozen=True)
class Stakes:
    """Static columns of a plan's cells, [C, 1]: ``share`` of the leaf (0 unless the yield is a ratio of a score leaf),
    ``amount`` whether the yield is points, ``rated`` whether it is a ratio of a bonus or deduction leaf's cap."""

    share: Floats
    amount: Floats
    rated: Floats

    @classmethod
    def of(cls, plan: VersionPlan) -> Stakes:
        totals = np.zeros(len(plan.leaves))
        for item in plan.criteria:
            totals[item.leaf] += item.share
        rows = []
        for cell in plan.cells:
            item = plan.criteria[cell.criterion]
            points = item.role is Role.PENALTY or (item.role is Role.AMOUNT and item.rule.type in ("tally", "items"))
            share = item.share / totals[item.leaf] if item.role is Role.RATIO and item.share else 0.0
            rows.append((share, points, item.role is Role.AMOUNT and not points))
        columns = np.array(rows, dtype=np.float64).reshape(len(rows), 3)
        return cls(columns[:, :1], columns[:, 1:2], columns[:, 2:])

    def points(self, chunk: ReviewedChunk, difference: Floats) -> Floats:
        """[C, e]: points of the component that a ``difference`` [C, e] of yields makes; amounts reach up to the cap."""
        capped = np.where(np.isfinite(chunk.weights), chunk.weights, 0.0)
        ratio = (self.share + self.rated) * capped * difference
        return np.where(self.amount > 0, np.minimum(difference, chunk.weights), ratio)

    def relative(self, chunk: ReviewedChunk, difference: Floats, largest: Floats) -> Floats:
        """[C, e]: the difference as a part of what is possible (0…1): amounts of the leaf's cap, where it has none of
        the ``largest`` amount given. What yields nothing (counts) differs by 0."""
        counts = (self.share + self.amount + self.rated) == 0
        possible = np.where(np.isfinite(chunk.weights), chunk.weights, largest)
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(possible > 0, np.minimum(difference / possible, 1.0), 0.0)
        return np.where(counts, 0.0, np.where(self.amount > 0, part, difference))


def gate_points(plan: VersionPlan, chunk: ReviewedChunk) -> dict[int, Floats]:
    """gate → [e]: points of the component that hang on a ``when`` gate being raised or not."""
    stakes, leaf = Stakes.of(plan), leaf_of_cells(plan)
    found = {}
    for gate in plan.gates:
        if gate.when is None:
            continue
        points = np.zeros(chunk.end - chunk.begin)
        finite = np.where(np.isfinite(chunk.weights), chunk.weights, 0.0) * chunk.exists
        for target in set(gate.leaves):
            cells = np.flatnonzero(leaf == target)
            if cells.size:
                points += finite[cells].max(axis=0)
        for target in set(gate.criteria):
            item = plan.criteria[target]
            own = slice(item.first_cell, item.end_cell)
            points += (finite[own] * stakes.share[own]).max(axis=0)
        found[gate.index] = points * abs(1.0 - gate.factor)
    return found
