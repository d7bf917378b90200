"""The lower half of an explanation: criteria, cells, rounds and readings of one entity."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from assessment.scoring.channels import channel_masks
from assessment.scoring.component import ComponentScorer
from assessment.scoring.consolidate import consolidate_rounds
from assessment.scoring.explanation import CellTrail, CriterionTrail, Reading, RoundValue
from assessment.scoring.model import NO_CHANNEL, Cell, Criterion, Floats, Gate, Node
from assessment.scoring.outcome import STATES
from assessment.scoring.sheets import adjudicated_sheets

NA = -np.inf


def number_of(value: float) -> float | None:
    """A finite number, or None for "empty" (NaN) and N/A (-inf)."""
    return float(value) if np.isfinite(value) else None


class CriterionReader:
    """Reads the sheets of a component that holds one entity, with the scorer's own steps."""

    def __init__(self, scorer: ComponentScorer, rounds: Sequence[str]) -> None:
        self.scorer, self.plan, self.rounds = scorer, scorer.plan, rounds
        component = scorer.component
        self.open = component.open_channels[0]
        weights = scorer.weights(0, 1)
        self.raw = [scorer.sheets.raw(place, 0, 1)[:, :, 0] for place in range(len(rounds))]
        self.yields = [scorer.yields(raw[:, :, None], weights)[:, :, 0] for raw in self.raw]
        self.settled = [adjudicated_sheets(component, place, 0, 1) for place in range(len(rounds))]
        self.reviewers = [
            component.sheet_reviewer[scorer.sheets.rows[place][:, 0]].tolist() for place in range(len(rounds))
        ]
        self.planes = scorer.reviewed(0, 1, weights)
        self.cells = consolidate_rounds(self.planes, scorer.year_end)[:, 0]
        self.declared = set(component.declared_na[:, 1].tolist())

    def declared_above(self, node: Node) -> str:
        """Code of the outermost declared node at or above ``node``, or ""."""
        found, index = "", node.index
        while index >= 0:
            if index in self.declared:
                found = self.plan.nodes[index].code
            index = self.plan.nodes[index].parent
        return found

    def trigger_value(self, gate: Gate, column: Mapping[str, Any]) -> float | None:
        """The number that a ``when`` gate compared, None for a manual gate or where there was none."""
        if gate.when is None or STATES[int(column["criterion_state"][gate.when.criterion])] != "value":
            return None
        return float(column["criterion_value"][gate.when.criterion])

    def criterion(self, item: Criterion, channel: int, column: Mapping[str, Any]) -> CriterionTrail:
        """The trail of a criterion in the tree of ``channel``."""
        state = STATES[int(column["criterion_state"][item.index])]
        cells = [
            cell for cell in self.plan.cells_of(item.index) if channel in (NO_CHANNEL, cell.channel) or cell.channel < 0
        ]
        weights = self._channel_weights(item, channel)
        return CriterionTrail(
            criterion=item,
            state=state,
            value=float(column["criterion_value"][item.index]) if state == "value" else None,
            missing=int(column["criterion_missing"][item.index]),
            gate=float(column["criterion_gate"][item.index]),
            contribution=float(column["contribution"][item.index]),
            cells=tuple(self._cell(cell, weights) for cell in cells),
        )

    def _channel_weights(self, item: Criterion, channel: int) -> Floats | None:
        """Weights [H] of the set that a class B criterion was combined over; None elsewhere."""
        if item.klass != "B" or channel != NO_CHANNEL:
            return None
        flags = np.zeros((1, len(self.plan.channels)), dtype=bool)
        for cell in self.plan.cells_of(item.index):
            flags[0, cell.channel] = self.open[cell.channel] and self.cells[cell.index] != NA
        return self.scorer.channel_weights.of_masks(channel_masks(flags))[0]

    def _cell(self, cell: Cell, weights: Floats | None) -> CellTrail:
        value = self.cells[cell.index]
        named = cell.channel != NO_CHANNEL
        return CellTrail(
            cell=cell.index,
            channel=self.plan.channels[cell.channel] if named else "",
            open=bool(self.open[cell.channel]) if named else True,
            rounds=tuple(self._round(cell, place) for place in range(len(self.rounds))),
            value=number_of(value),
            na=bool(value == NA),
            weight=1.0 if weights is None else float(weights[cell.channel]),
        )

    def _round(self, cell: Cell, place: int) -> RoundValue:
        slots = slice(cell.first_slot, cell.first_slot + cell.slots)
        readings = [
            Reading(reviewer, tuple(raw[slots].tolist()), number_of(yielded), bool(yielded == NA))
            for reviewer, raw, yielded in zip(
                self.reviewers[place], self.raw[place], self.yields[place][:, cell.index], strict=True
            )
        ]
        sheet = self.settled[place]
        settled = None if sheet is None else tuple(sheet[0, slots, 0].tolist())
        value = self.planes[place, cell.index, 0]
        return RoundValue(
            round=self.rounds[place],
            readings=tuple(sorted(readings, key=lambda reading: reading.reviewer)),
            adjudicated=None if settled is None or np.isnan(settled[0]) else settled,
            value=number_of(value),
            na=bool(value == NA),
        )
