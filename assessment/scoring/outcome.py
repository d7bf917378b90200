"""What a run yields: arrays for every entity, exact where they are reported.

Reported figures are whole numbers: nodes, classes, raw and full in 10⁻⁶ units, totals in 10^-decimals units, rounded
once by ``half_up``; the float64 they came from stand beside them. Sizes as in ``inputs``: E entities, n nodes, L
leaves, C criteria, G gates of the component, K leagues.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.scoring.channels import CLOSED_ZERO, MISSING, NONE, NOT_APPLICABLE, VALUE
from assessment.scoring.inputs import Int32s
from assessment.scoring.model import Bools, Floats, Ints, VersionPlan

#: Names of the states in ``Trace.criterion_state``.
STATES = {
    NONE: "none",  # no such cell: absent, below a not-applicable leaf, or its channels are closed
    VALUE: "value",
    MISSING: "missing",
    NOT_APPLICABLE: "na",
    CLOSED_ZERO: "closed",  # channels closed, ratio 0 by missing_channel: zero
}


@dataclass(frozen=True)
class Trace:
    """How the figures of one tree came about, enough to explain them without computing again.

    ``criterion_value`` [E, C] consolidated, before gates (0 where the state isn't "value"); ``criterion_state`` int8
    [E, C]; ``criterion_missing`` [E, C] cells without a value; ``criterion_gate`` [E, C] and ``leaf_gate`` [E, L]
    factors; ``contribution`` [E, C] to the core, with gates and the ``exclude`` factor, or the uncapped amount on bonus
    and deduction leaves; ``leaf_weight`` [E, L] W (NaN not assessed; the cap of bonus and deduction leaves),
    ``leaf_moved`` [E, L] W', ``leaf_divisor`` [E, L] S, ``leaf_ratio`` [E, L] q after the clamp, before gates;
    ``leaf_na`` [E, L]; ``gate_raised`` [E, G]; ``exclusion`` [E] the ``exclude`` factor.
    """

    criterion_value: Floats
    criterion_state: NDArray[np.int8]
    criterion_missing: NDArray[np.int16]
    criterion_gate: Floats
    contribution: Floats
    leaf_weight: Floats
    leaf_moved: Floats
    leaf_divisor: Floats
    leaf_ratio: Floats
    leaf_gate: Floats
    leaf_na: Bools
    gate_raised: Bools
    exclusion: Floats


@dataclass(frozen=True)
class TreeResult:
    """One run of the tree: the component's only one (``channel`` -1), or that of one channel.

    ``active`` [E]: the channel is open (always true for the only tree); elsewhere every figure is 0. ``core``,
    ``bonus``, ``deduction``, ``raw`` (before vetoes), ``full`` [E]; ``raw_units`` [E] is after a channel's veto.
    ``classes`` [E, 4] in the order of ``total.CLASSES``; ``nodes`` [E, n] scores, ``assessed`` [E, n].
    """

    channel: int
    active: Bools
    core: Floats
    bonus: Floats
    deduction: Floats
    raw: Floats
    raw_units: Ints
    full: Floats
    missing: Ints
    classes: Floats
    class_units: Ints
    nodes: Floats
    node_units: Ints
    assessed: Bools
    trace: Trace | None


@dataclass(frozen=True)
class ComponentResult:
    """A component: ``raw`` [E] after vetoes, ``raw_before`` [E] without them, ``absent`` [E] (no open channel)."""

    plan: VersionPlan
    trees: tuple[TreeResult, ...]
    raw: Floats
    raw_before: Floats
    raw_units: Ints
    full: Floats
    full_units: Ints
    absent: Bools
    missing: Ints
    vetoes: Int32s


@dataclass(frozen=True)
class CampaignResult:
    """A run. ``total`` [E] unrounded and ``total_units`` [E] reported are those of an unqualified entity as well: its
    shadow total, never published. ``hundred`` [E] is what counts as 100 %, ``percent`` [E] of it the reported total
    makes; ``grade`` [E] index into the policy's grades or -1; ``ranks`` [E, K], 0 = not ranked."""

    components: tuple[ComponentResult, ...]
    decimals: int
    unqualified: Bools
    total: Floats
    total_units: Ints
    hundred: Floats
    percent: Floats
    grade: NDArray[np.int16]
    ranks: Int32s
    missing: Ints
