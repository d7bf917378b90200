"""One component's trees for a chunk of entities: the steps of scoring.md §3–§9 in their order."""

from collections.abc import Iterator

import numpy as np

from assessment.scoring.channels import ChannelWeights, channel_masks, combine_channels
from assessment.scoring.combine import (
    contributions,
    count_missing,
    criteria_table,
    drop_cells,
    leaf_amounts,
    leaf_ratios,
    without_value,
)
from assessment.scoring.consolidate import consolidate_reviewers, consolidate_rounds
from assessment.scoring.gates import apply_gates
from assessment.scoring.inputs import ComponentInputs
from assessment.scoring.model import NO_CHANNEL, Bools, Floats, Ints, Kind
from assessment.scoring.presence import assessed_nodes, condition_masks, kind_masks, leaf_weights
from assessment.scoring.redistribute import Move, Redistribution, covered_nodes, redistribute
from assessment.scoring.sheets import SheetIndex, adjudicated_sheets
from assessment.scoring.sums import add_rows
from assessment.scoring.total import class_subtotals, exclusion_factor, node_sums
from assessment.scoring.yields import group_cells, yield_values

Arrays = dict[str, np.ndarray]


class ComponentScorer:
    """Prepared tables of one component; ``score`` works on one chunk of entities after the other."""

    def __init__(self, component: ComponentInputs, *, rounds: int, reviewers: str) -> None:
        plan = component.plan
        self.component, self.plan, self.rounds, self.reviewers = component, plan, rounds, reviewers
        self.groups = group_cells(plan)
        self.table = criteria_table(plan)
        self.channel_weights = ChannelWeights(plan.channel_rows)
        self.kinds = kind_masks(plan)
        self.holds = condition_masks(plan, component.attributes)
        self.sheets = SheetIndex(component, rounds=rounds)
        leaf_of_cell = [plan.criteria[cell.criterion].leaf for cell in plan.cells]
        self.year_end = np.array([plan.leaf_node(leaf).year_end for leaf in leaf_of_cell], dtype=bool)
        self.channels = range(len(plan.channels)) if plan.per_channel else (NO_CHANNEL,)

    def open_masks(self) -> Ints:
        """[E]: each entity's set of open channels."""
        return channel_masks(self.component.open_channels)

    def weights(self, begin: int, end: int) -> Floats:
        """[trees, L, e]: leaf weights of every tree in the entities' columns."""
        holds = None if self.holds is None else self.holds[:, begin:end]
        if not self.plan.channel_columns:
            own = leaf_weights(self.plan, self.component.columns[begin:end].astype(np.int64), holds)
            return np.broadcast_to(own, (len(self.channels), *own.shape))
        return np.array(
            [leaf_weights(self.plan, np.full(end - begin, column), holds) for column in self.plan.channel_column]
        ).reshape(len(self.channels), len(self.plan.leaves), end - begin)

    def reviewed(self, begin: int, end: int, weights: Floats) -> Floats:
        """[R, cells, e]: reviewers' numbers made one a round, adjudicated values in their place (§5.1)."""
        planes = []
        for position in range(self.rounds):
            raw = self.sheets.raw(position, begin, end)
            plane = consolidate_reviewers(self.yields(raw, weights), self.reviewers)
            settled = adjudicated_sheets(self.component, position, begin, end)
            if settled is not None:
                values = self.yields(settled, weights)[0]
                plane = np.where(np.isnan(values), plane, values)
            planes.append(plane)
        return np.array(planes)

    def yields(self, raw: Floats, weights: Floats) -> Floats:
        """[K, cells, e] from raw values [K, S, e] (§3)."""
        return yield_values(self.groups, raw, weights, len(self.plan.cells))

    def score(
        self, begin: int, end: int, *, trace: bool, moves: list[Move] | None = None
    ) -> Iterator[tuple[int, Arrays]]:
        """(channel, arrays with the entities last) of every tree for the entities ``begin … end - 1``."""
        weights = self.weights(begin, end)
        cells = consolidate_rounds(self.reviewed(begin, end, weights), self.year_end)
        declared = self._declared(begin, end)
        for position, channel in enumerate(self.channels):
            yield channel, self._tree(channel, begin, end, weights[position], cells, declared, trace, moves)

    def _declared(self, begin: int, end: int) -> Bools:
        """[n, e]: nodes declared not applicable."""
        declared = np.zeros((len(self.plan.nodes), end - begin), dtype=bool)
        rows = self.component.declared_na
        inside = rows[(rows[:, 0] >= begin) & (rows[:, 0] < end)]
        declared[inside[:, 1], inside[:, 0] - begin] = True
        return declared

    def _tree(
        self,
        channel: int,
        begin: int,
        end: int,
        weights: Floats,
        cells: Floats,
        declared: Bools,
        trace: bool,
        moves: list[Move] | None,
    ) -> Arrays:
        plan, table = self.plan, self.table
        open_channels = self.component.open_channels[begin:end]
        active = np.ones(end - begin, dtype=bool) if channel == NO_CHANNEL else open_channels[:, channel]
        weights = np.where(active, weights, np.nan)
        scored = self.kinds[Kind.SCORE]
        full_marks = np.where(scored[:, None], weights, np.nan)
        caps = np.where(scored[:, None], np.nan, weights)

        values = combine_channels(plan, self.channel_weights, cells, open_channels, channel)
        assessed = ~np.isnan(weights)
        covered = covered_nodes(plan, declared)[1][plan.leaves]
        empty = without_value(table, values, scored) & assessed & ~covered
        drop_cells(table, values, ~assessed | covered | empty)
        gates = apply_gates(plan, values, self.component.raised_gates[begin:end])
        moved = redistribute(plan, full_marks, declared, empty, moves)
        leaves = leaf_ratios(plan, table, values, gates, full_marks)
        ratio = np.where(np.isnan(moved.fixed), np.where(moved.not_applicable, 0.0, leaves.ratio), moved.fixed)
        full = add_rows(np.nan_to_num(full_marks))
        exclusion = exclusion_factor(full, moved.excluded)
        scores = moved.weight * ratio * gates.leaves * exclusion
        brought = exclusion * contributions(
            table, values, gates, leaves, weight=full_marks, moved=moved.weight, fixed=moved.fixed
        )
        amounts, capped = leaf_amounts(table, values, gates, caps)
        bonus = np.where(self.kinds[Kind.BONUS][:, None], capped, 0.0)
        deduction = np.where(self.kinds[Kind.DEDUCTION][:, None], capped, 0.0)
        core, added, taken = add_rows(scores), add_rows(bonus), add_rows(deduction)
        arrays: Arrays = {
            "active": active,
            "core": core,
            "bonus": added,
            "deduction": taken,
            "raw": np.maximum(core + added - taken, 0.0),
            "full": full,
            "missing": count_missing(table, values),
            "classes": class_subtotals(plan, brought, scored),
            "nodes": node_sums(plan, scores + bonus - deduction),
            "assessed": assessed_nodes(plan, assessed),
        }
        if trace:
            arrays |= {
                "criterion_value": values.value,
                "criterion_state": values.state,
                "criterion_missing": values.missing,
                "criterion_gate": gates.criteria,
                "contribution": brought + amounts,
                "leaf_weight": weights,
                "leaf_moved": moved.weight,
                "leaf_divisor": leaves.divisor,
                "leaf_ratio": ratio,
                "leaf_gate": gates.leaves,
                "leaf_na": _not_applicable(moved, assessed, covered),
                "gate_raised": gates.raised,
                "exclusion": exclusion,
            }
        return arrays


def _not_applicable(moved: Redistribution, assessed: Bools, covered: Bools) -> Bools:
    """[L, e], bonus and deduction leaves declared N/A included."""
    return moved.not_applicable | (assessed & covered)
