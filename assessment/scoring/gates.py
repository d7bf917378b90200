"""Gates: which are raised, and the factor they put on criteria and leaves (scoring.md §7)."""

from dataclasses import dataclass

import numpy as np

from assessment.scoring.channels import VALUE, CriterionValues
from assessment.scoring.model import Bools, Floats, Gate, Trigger, VersionPlan
from assessment.scoring.rounding import to_nano

_COMPARE = {"below": np.less, "above": np.greater, "at_least": np.greater_equal, "at_most": np.less_equal}


@dataclass(frozen=True)
class GateFactors:
    """``raised`` [G, e]; ``criteria`` [C, e] act before a leaf's sum, ``leaves`` [L, e] after its clamp or cap."""

    raised: Bools
    criteria: Floats
    leaves: Floats


def apply_gates(plan: VersionPlan, values: CriterionValues, manual: Bools) -> GateFactors:
    """``manual`` [e, G] are the gates raised by hand. Several gates on one target multiply."""
    count = values.value.shape[1]
    factors = GateFactors(
        raised=np.zeros((len(plan.gates), count), dtype=bool),
        criteria=np.ones((len(plan.criteria), count)),
        leaves=np.ones((len(plan.leaves), count)),
    )
    for gate in plan.gates:
        raised = _raised(gate, values, manual)
        if not raised.any():
            continue
        factors.raised[gate.index] = raised
        factor = np.where(raised, gate.factor, 1.0)
        for criterion in gate.criteria:
            factors.criteria[criterion] *= factor
        for leaf in gate.leaves:
            factors.leaves[leaf] *= factor
    return factors


def _raised(gate: Gate, values: CriterionValues, manual: Bools) -> Bools:
    """A ``when`` gate follows its criterion alone; without a value it is not raised."""
    if gate.when is None:
        return manual[:, gate.index]
    has_value = values.state[gate.when.criterion] == VALUE
    return has_value & triggers(gate.when, values.value[gate.when.criterion])


def triggers(when: Trigger, numbers: Floats) -> Bools:
    """Whether each of the (finite) numbers meets all bounds, in the shape of ``numbers``.

    Compared in 10⁻⁹ units: a mean that is 3 but for its last bit is not "below 3".
    """
    held = np.ones(numbers.shape, dtype=bool)
    nano = to_nano(numbers)
    for name, bound in when.bounds:
        held &= _COMPARE[name](nano, to_nano(bound))
    return held
