"""Cells of submitted sheets on which reviewers disagree, the whole campaign at once (screens.md §3 Lead, ADR 7).

A cell is a disagreement when its reviewers' yielded values

- differ by at least ``policy.disagreement`` (amounts: as a part of the leaf's cap), or
- are N/A for some and a value for others, or
- straddle a band: one gives nothing or full marks by a level or tier and another does not, or a ``when`` gate would be
  raised by one value and not by another.

Its effect is what the total would move by between the lowest and the highest value: leaf weight × share × range, times
what its channel, round and component carry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.results.reviewed import NA, ReviewedChunk, leaf_of_cells, reviewed_chunks
from assessment.results.stakes import Stakes, channel_factors, gate_points, total_scales
from assessment.scoring.gates import triggers
from assessment.scoring.inputs import CampaignInputs, ComponentInputs
from assessment.scoring.model import Bools, Floats, Ints, Trigger, VersionPlan
from assessment.scoring.rounding import to_nano

#: Why a cell is listed, as bits of ``Disagreements.reasons``.
RANGE, MIXED, BAND, GATE = 1, 2, 4, 8


@dataclass(frozen=True)
class Disagreements:
    """N cells, the largest effect first. ``component``, ``round``, ``cell`` and ``entity`` are indexes of the inputs.

    ``effect``: points of the total. ``spread`` (0…1): the range of the yields, amounts as a part of the cap.
    ``settled``: an adjudication stands. ``reasons``: bits; 0 for a settled cell on which nobody disagrees any more.
    """

    component: Ints
    round: Ints
    cell: Ints
    entity: Ints
    effect: Floats
    spread: Floats
    reasons: Ints
    settled: Bools

    def __len__(self) -> int:
        return len(self.cell)

    def take(self, chosen: NDArray[np.intp] | Bools) -> Disagreements:
        """Those at ``chosen`` positions, or where it is true, in their order."""
        return Disagreements(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def find_disagreements(inputs: CampaignInputs, *, threshold: float) -> Disagreements:
    """All disagreements and all settled cells; ``threshold`` (0…1) is the policy's. Ties: in campaign order."""
    scales = total_scales(inputs)
    found = [
        part for place in range(len(inputs.components)) for part in _of_component(inputs, place, threshold, scales)
    ]
    columns = [np.concatenate(parts) for parts in zip(*found, strict=True)] if found else [np.empty(0)] * 8
    kinds = (np.int64, np.int64, np.int64, np.int64, np.float64, np.float64, np.int64, np.bool_)
    every = Disagreements(*(column.astype(kind) for column, kind in zip(columns, kinds, strict=True)))
    # In 10⁻⁹ points: effects that differ in their last bits only keep the campaign's order.
    return every.take(np.lexsort((every.round, every.cell, every.component, every.entity, -to_nano(every.effect))))


Columns = tuple[Ints, Ints, Ints, Ints, Floats, Floats, Ints, Bools]


def _of_component(inputs: CampaignInputs, place: int, threshold: float, scales: Floats) -> Iterator[Columns]:
    component = inputs.components[place]
    plan, stakes = component.plan, Stakes.of(component.plan)
    year_end = np.array([plan.leaf_node(leaf).year_end for leaf in leaf_of_cells(plan)], dtype=bool)
    settled = _Settled(component)
    for chunk in reviewed_chunks(inputs, place):
        ranges = [_Range.of(yields) for yields in chunk.yields]
        decided = [settled.mask(turn, chunk) for turn in range(len(ranges))]
        carried = _round_factors(ranges, decided, year_end)
        factors = channel_factors(component, chunk.begin, chunk.end) * scales[place, chunk.begin : chunk.end]
        for turn, span in enumerate(ranges):
            spread = stakes.relative(chunk, span.difference, span.high)
            reasons = _reasons(plan, chunk.yields[turn], span, spread, threshold)
            effect = stakes.points(chunk, np.where(reasons & MIXED, span.at_stake(stakes), span.difference))
            effect += _on_gates(plan, chunk, reasons)
            cell, entity = np.nonzero(chunk.exists & ((reasons > 0) | decided[turn]))
            yield (
                np.full(len(cell), place),
                np.full(len(cell), turn),
                cell,
                entity + chunk.begin,
                (effect * factors * carried[turn])[cell, entity],
                spread[cell, entity],
                reasons[cell, entity],
                decided[turn][cell, entity],
            )


@dataclass(frozen=True)
class _Range:
    """Of the K yields of each cell, [C, e]: ``low`` and ``high`` (0 without any), how many numbers, whether any N/A."""

    low: Floats
    high: Floats
    count: Ints
    na: Bools

    @classmethod
    def of(cls, yields: Floats) -> _Range:
        has = yields > NA
        count = has.sum(axis=0)
        low = np.where(has, yields, np.inf).min(axis=0, initial=np.inf)
        high = np.where(has, yields, -np.inf).max(axis=0, initial=-np.inf)
        some = count > 0
        return cls(np.where(some, low, 0.0), np.where(some, high, 0.0), count, (yields == NA).any(axis=0))

    @property
    def difference(self) -> Floats:
        return self.high - self.low

    def at_stake(self, stakes: Stakes) -> Floats:
        """What N/A instead of a value can move at most: a ratio to either end, an amount to nothing."""
        return np.where(stakes.amount > 0, self.high, np.maximum(self.high, 1.0 - self.low))


def _reasons(plan: VersionPlan, yields: Floats, span: _Range, spread: Floats, threshold: float) -> Ints:
    apart = (span.count >= 2) & (to_nano(spread) >= to_nano(threshold)) & (to_nano(span.difference) > 0)
    mixed = span.na & (span.count >= 1)
    return apart * RANGE + mixed * MIXED + _straddles_band(plan, span) * BAND + _straddles_gate(plan, yields) * GATE


def _straddles_band(plan: VersionPlan, span: _Range) -> Bools:
    """Levels and tiers of which one value earns nothing, or everything that can be had, and another does not."""
    full = np.full((len(plan.cells), 1), np.nan)
    for cell in plan.cells:
        rule = plan.criteria[cell.criterion].rule
        if rule.type in ("levels", "tiers"):
            full[cell.index] = max(rule.ratios)
    nothing = (span.low == 0) & (span.high > 0)
    everything = (span.high == full) & (span.low < full)
    return ~np.isnan(full) & (span.count >= 2) & (nothing | everything)


def _straddles_gate(plan: VersionPlan, yields: Floats) -> Bools:
    """Cells of a gate's criterion of which one number raises the gate and another does not."""
    found = np.zeros(yields.shape[1:], dtype=bool)
    for gate in plan.gates:
        if gate.when is not None:
            cells = _cells_of(plan, gate.when.criterion)
            found[cells] |= _splits(yields[:, cells], gate.when)
    return found


def _cells_of(plan: VersionPlan, criterion: int) -> slice:
    return slice(plan.criteria[criterion].first_cell, plan.criteria[criterion].end_cell)


def _splits(yields: Floats, when: Trigger) -> Bools:
    has = yields > NA
    raised = triggers(when, np.where(has, yields, 0.0))
    return np.asarray((raised & has).any(axis=0) & (~raised & has).any(axis=0))


def _on_gates(plan: VersionPlan, chunk: ReviewedChunk, reasons: Ints) -> Floats:
    """[C, e]: points that hang on the gates which the cell's values straddle."""
    points = np.zeros(reasons.shape)
    if (reasons & GATE).any():
        for index, worth in gate_points(plan, chunk).items():
            when = plan.gates[index].when
            assert when is not None, "gate_points gives triggered gates only"
            cells = _cells_of(plan, when.criterion)
            points[cells] += np.where(reasons[cells] & GATE, worth, 0.0)
    return points


def _round_factors(ranges: list[_Range], decided: list[Bools], year_end: Bools) -> list[Floats]:
    """[C, e] a round: what a round carries of a cell (scoring.md §5.2). Monitoring: an equal part of the rounds with a
    value; year-end: everything in the latest of them."""
    valued = [(span.count > 0) | settled for span, settled in zip(ranges, decided, strict=True)]
    total = np.maximum(sum(valued), 1)
    later = np.zeros(valued[0].shape, dtype=bool) if valued else np.zeros(0, dtype=bool)
    factors: list[Floats] = []
    for present in reversed(valued):
        factors.insert(0, np.where(year_end[:, None], ~later, 1.0 / total))
        later = later | present
    return factors


class _Settled:
    """Where adjudications stand."""

    def __init__(self, component: ComponentInputs) -> None:
        self.rows, self.cells = component.adjudications, len(component.plan.cells)

    def mask(self, turn: int, chunk: ReviewedChunk) -> Bools:
        """[C, e] of a round."""
        inside = (self.rows.round == turn) & (self.rows.entity >= chunk.begin) & (self.rows.entity < chunk.end)
        mask = np.zeros((self.cells, chunk.end - chunk.begin), dtype=bool)
        mask[self.rows.cell[inside], self.rows.entity[inside] - chunk.begin] = True
        return mask
