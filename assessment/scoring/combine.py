"""Criteria become leaf ratios and amounts (scoring.md §6)."""

from dataclasses import dataclass

import numpy as np

from assessment.scoring.channels import CLOSED_ZERO, MISSING, NONE, VALUE, CriterionValues
from assessment.scoring.gates import GateFactors
from assessment.scoring.model import Bools, Floats, Ints, Role, VersionPlan
from assessment.scoring.sums import Segments

# A ratio below this is 0: clamped, or a sum that came out as 0 but for its last bits.
_NOTHING = 1e-12


@dataclass(frozen=True)
class CriteriaTable:
    """The criteria's static columns: ``segments`` the criteria of each leaf, ``leaf`` [C], ``share`` [C, 1], role masks
    [C], ``bearing`` (share > 0), ``share_total`` [L, 1]."""

    segments: Segments
    leaf: Ints
    share: Floats
    ratio: Bools
    penalty: Bools
    amount: Bools
    amount_is_ratio: Bools
    bearing: Bools
    share_total: Floats

    def per_leaf(self, values: np.ndarray) -> np.ndarray:
        """Σ over the criteria of each leaf: [C, e] → [L, e]."""
        return self.segments.add(values)


def criteria_table(plan: VersionPlan) -> CriteriaTable:
    """The static columns of a plan's criteria."""
    leaf = np.array([item.leaf for item in plan.criteria], dtype=np.int64)
    share = np.array([[item.share] for item in plan.criteria]).reshape(-1, 1)
    roles = [item.role for item in plan.criteria]
    given = [item.role is Role.AMOUNT and item.rule.type not in ("tally", "items") for item in plan.criteria]
    segments = Segments(np.bincount(leaf, minlength=len(plan.leaves)))
    bearing = (share[:, 0] > 0) & np.array([role is Role.RATIO for role in roles], dtype=bool)
    return CriteriaTable(
        segments=segments,
        leaf=leaf,
        share=share,
        ratio=np.array([role is Role.RATIO for role in roles], dtype=bool),
        penalty=np.array([role is Role.PENALTY for role in roles], dtype=bool),
        amount=np.array([role is Role.AMOUNT for role in roles], dtype=bool),
        amount_is_ratio=np.array(given, dtype=bool),
        bearing=bearing,
        share_total=segments.add(share),
    )


def without_value(table: CriteriaTable, values: CriterionValues, scored: Bools) -> Bools:
    """[L, e]: score leaves ``scored`` [L] all of whose share-bearing criteria are N/A or inapplicable (§6)."""
    return (table.per_leaf(_applies(table, values).astype(np.int64)) == 0) & scored[:, None]


def _applies(table: CriteriaTable, values: CriterionValues) -> Bools:
    """[C, e]: share-bearing criteria that count: with a value, missing, or closed under ``missing_channel: zero``."""
    state = values.state
    return ((state == VALUE) | (state == MISSING) | (state == CLOSED_ZERO)) & table.bearing[:, None]


def drop_cells(table: CriteriaTable, values: CriterionValues, gone: Bools) -> None:
    """Cells below the leaves ``gone`` [L, e] (absent or not applicable) do not exist (§5.4). Changes ``values``."""
    criteria = gone[table.leaf]
    values.state[criteria] = NONE
    values.value[criteria] = 0.0
    values.missing[criteria] = 0


def count_missing(table: CriteriaTable, values: CriterionValues) -> Ints:
    """[e]: cells that exist without a value; those of counts, penalties, bonus and deduction never count (§5.4)."""
    return values.missing[table.ratio].sum(axis=0, dtype=np.int64)


@dataclass(frozen=True)
class LeafRatios:
    """``ratio`` [L, e] is q after the clamp; ``divisor`` [L, e] the S of its formula; ``clamped`` [L, e]: q is 0."""

    ratio: Floats
    divisor: Floats
    clamped: Bools


def leaf_ratios(
    plan: VersionPlan, table: CriteriaTable, values: CriterionValues, gates: GateFactors, weight: Floats
) -> LeafRatios:
    """q of every score leaf; ``weight`` [L, e] is W before any move, NaN where the leaf isn't a score leaf."""
    applies = _applies(table, values)
    applicable_share = table.per_leaf(table.share * applies)
    divisor = applicable_share
    if plan.strict_shares:
        # 1 when every criterion applies: then both sums are the same additions.
        with np.errstate(divide="ignore", invalid="ignore"):  # bonus and deduction leaves bear no shares
            divisor = applicable_share / table.share_total
    divisor = np.where(applicable_share > 0, divisor, 1.0)
    gated = values.value * gates.criteria
    earned = table.per_leaf(gated * table.share * applies) / divisor
    taken = table.per_leaf(gated * table.penalty[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        # Any penalty on a leaf that weighs nothing takes everything; none takes nothing.
        taken = np.where(taken > 0, taken / np.where(np.isnan(weight), 1.0, weight), 0.0)
    net = earned - taken
    return LeafRatios(
        ratio=np.clip(net, 0.0, 1.0),
        divisor=divisor,
        clamped=net < _NOTHING,
    )


def leaf_amounts(
    table: CriteriaTable, values: CriterionValues, gates: GateFactors, caps: Floats
) -> tuple[Floats, Floats]:
    """(amounts of criteria [C, e], capped leaf amounts [L, e]) of bonus and deduction leaves; ``caps`` [L, e].

    A ratio (``rating``) is worth ratio × weight; on a leaf without cap there is no weight, so nothing (§3).
    """
    weight = np.where(np.isfinite(caps), caps, 0.0)
    worth = np.where(table.amount_is_ratio[:, None], weight[table.leaf], 1.0)
    amounts = values.value * gates.criteria * worth * table.amount[:, None]
    total = table.per_leaf(amounts)
    return amounts, np.minimum(total, np.where(np.isnan(caps), 0.0, caps)) * gates.leaves


def contributions(
    table: CriteriaTable,
    values: CriterionValues,
    gates: GateFactors,
    leaves: LeafRatios,
    *,
    weight: Floats,
    moved: Floats,
    fixed: Floats,
) -> Floats:
    """[C, e]: what each criterion brings to the core (§9), before an ``exclude`` factor.

    A leaf whose sum is clamped to 0 brings nothing; one clamped to 1 (``strict`` with shares above 1, a fault that the
    lint names) keeps its contributions, which then exceed its score.

    ``weight`` and ``moved`` [L, e] are W and W', ``fixed`` [L, e] the ratio of leaves kept by ``full`` or ``zero``.
    """
    applies = _applies(table, values)
    kept = ~np.isnan(fixed)
    factor = moved * gates.leaves * np.where(leaves.clamped | kept, 0.0, 1.0)
    shares = table.share * applies * (factor / leaves.divisor)[table.leaf]
    with np.errstate(divide="ignore", invalid="ignore"):
        per_point = np.where(weight > 0, factor / weight, 0.0)
    penalties = table.penalty[:, None] * per_point[table.leaf]
    brought = values.value * gates.criteria * (shares - penalties)
    if kept.any():
        with np.errstate(divide="ignore", invalid="ignore"):
            whole = np.where(kept, moved * np.nan_to_num(fixed) * gates.leaves / table.share_total, 0.0)
        brought += table.bearing[:, None] * table.share * whole[table.leaf]
    return brought
