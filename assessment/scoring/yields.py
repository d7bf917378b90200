"""From packed raw values to the numbers they yield for one reviewer (scoring.md §3), many sheets at once.

Arrays here are item-major within a chunk of ``e`` entities, so that each step runs over contiguous memory:
``raw`` [K, S, e] (K sheets an entity, S slots) becomes ``yields`` [K, C, e] (C cells). NaN stays empty, -inf stays N/A.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessment.scoring.model import Cell, Floats, Ints, Role, Rule, VersionPlan

Index = Ints | slice
NA = -np.inf


def span(indexes: Sequence[int]) -> Index:
    """A slice where the indexes are consecutive (no copy when reading), else an index array."""
    first, last = indexes[0], indexes[-1]
    if list(indexes) == list(range(first, last + 1)):
        return slice(first, last + 1)
    return np.array(indexes, dtype=np.int64)


@dataclass(frozen=True)
class CellGroup:
    """Cells of equal rule and role, computed together. ``slots`` has one index per slot of the rule.

    ``scopes`` and ``leaves`` say which leaf weight applies to a cell; ``capacity`` [cells, 1] is the part of that
    weight a ``deduct`` tally can lose: share ÷ Σ all shares of the leaf.
    """

    rule: Rule
    role: Role
    cells: Index
    slots: tuple[Index, ...]
    scopes: Ints
    leaves: Ints
    capacity: Floats


def group_cells(plan: VersionPlan) -> tuple[CellGroup, ...]:
    """The plan's cells by rule and role. Rules that yield their raw number form one group."""
    totals = np.zeros(len(plan.leaves))
    for criterion in plan.criteria:
        totals[criterion.leaf] += criterion.share
    groups: dict[tuple[Rule, Role], list[Cell]] = {}
    for cell in plan.cells:
        criterion = plan.criteria[cell.criterion]
        rule = criterion.rule
        key = (Rule("number"), Role.RATIO) if rule.type in ("rating", "check", "count", "items") else None
        groups.setdefault(key or (rule, criterion.role), []).append(cell)
    return tuple(_group(plan, rule, role, cells, totals) for (rule, role), cells in groups.items())


def _group(plan: VersionPlan, rule: Rule, role: Role, cells: list[Cell], totals: Floats) -> CellGroup:
    criteria = [plan.criteria[cell.criterion] for cell in cells]
    parts = [item.share / totals[item.leaf] if item.share else 0.0 for item in criteria]
    return CellGroup(
        rule=rule,
        role=role,
        cells=span([cell.index for cell in cells]),
        slots=tuple(span([cell.first_slot + offset for cell in cells]) for offset in range(cells[0].slots)),
        scopes=np.array([cell.channel if plan.per_channel else 0 for cell in cells], dtype=np.int64),
        leaves=np.array([item.leaf for item in criteria], dtype=np.int64),
        capacity=np.array(parts)[:, None],
    )


def yield_values(groups: Sequence[CellGroup], raw: Floats, weights: Floats, cell_count: int) -> Floats:
    """What every raw value yields: [K, C, e]. ``weights`` [scopes, L, e] are the leaves' weights (inf: no cap)."""
    out = np.empty((raw.shape[0], cell_count, raw.shape[2]))
    for group in groups:
        out[:, group.cells] = _yield_group(group, raw, weights)
    return out


def _yield_group(group: CellGroup, raw: Floats, weights: Floats) -> Floats:
    first = raw[:, group.slots[0]]
    if group.rule.type == "levels":
        return _levels(first, group.rule)
    if group.rule.type == "tiers":
        return _tiers(first, group.rule)
    if group.rule.type == "proportion":
        return _proportion(first, raw[:, group.slots[1]])
    if group.rule.type == "tally":
        return _tally(group, raw, weights)
    return first


def _levels(index: Floats, rule: Rule) -> Floats:
    count = len(rule.ratios)
    table = np.array([*rule.ratios, np.nan, NA])
    return table[np.nan_to_num(index, nan=count, neginf=count + 1).astype(np.intp)]


def _tiers(value: Floats, rule: Rule) -> Floats:
    """The first tier whose inclusive ``upto`` is ≥ the value; the last takes the rest."""
    ratio = np.full_like(value, rule.ratios[0])
    for bound, following in zip(rule.bounds, rule.ratios[1:], strict=True):
        ratio[value > bound] = following
    return np.where(np.isfinite(value), ratio, value)


def _proportion(part: Floats, whole: Floats) -> Floats:
    with np.errstate(invalid="ignore"):  # -inf ÷ -inf where it is N/A
        ratio = part / whole
    return np.where(part == NA, NA, ratio)


def _tally(group: CellGroup, raw: Floats, weights: Floats) -> Floats:
    """An amount in points, or the ratio that ``deduct`` leaves of the criterion's own part of the weight."""
    weight = weights[group.scopes, group.leaves]
    # A leaf without cap has no weight to take a percentage of (lint: "percent on an uncapped leaf").
    weight = np.where(np.isinf(weight), 0.0, weight)
    first = raw[:, group.slots[0]]
    with np.errstate(invalid="ignore"):  # -inf × 0 where it is N/A
        points = sum(raw[:, slot] * value for slot, value in zip(group.slots, group.rule.points, strict=True))
        percent = sum(raw[:, slot] * value for slot, value in zip(group.slots, group.rule.percents, strict=True))
        amount = points + percent / 100.0 * weight
    if group.role is Role.RATIO:
        with np.errstate(divide="ignore", invalid="ignore"):  # a leaf of weight 0 has nothing to lose
            left = np.maximum(0.0, 1.0 - amount / (weight * group.capacity))
        amount = np.where(amount == 0, 1.0, left)
    return np.where(first == NA, NA, amount)
