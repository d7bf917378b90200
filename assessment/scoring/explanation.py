"""The structure that ``explain_entity`` fills: what a page shows beside a figure, from the total down to a reading.

All numbers are floats as the run computed them; ``decimal_text`` and ``half_up`` print them as reported. States are the
names in ``outcome.STATES``.
"""

from dataclasses import dataclass

from assessment.scoring.model import Criterion, Gate, Node, VersionPlan


@dataclass(frozen=True, slots=True)
class Reading:
    """One reviewer's sheet in one cell: packed slots as given, and the number they yield (None: empty or N/A)."""

    reviewer: int
    slots: tuple[float, ...]
    yielded: float | None
    na: bool


@dataclass(frozen=True, slots=True)
class RoundValue:
    """A cell in one round: all readings, then one number. ``adjudicated`` slots stand in for them when given."""

    round: str
    readings: tuple[Reading, ...]
    adjudicated: tuple[float, ...] | None
    value: float | None
    na: bool


@dataclass(frozen=True, slots=True)
class CellTrail:
    """A cell: its rounds, the number they make, and the weight of its channel in a class B criterion (else 1)."""

    cell: int
    channel: str
    open: bool
    rounds: tuple[RoundValue, ...]
    value: float | None
    na: bool
    weight: float


@dataclass(frozen=True, slots=True)
class CriterionTrail:
    """A criterion: ``value`` consolidated (None without one), ``gate`` factor, ``contribution`` to core or leaf."""

    criterion: Criterion
    state: str
    value: float | None
    missing: int
    gate: float
    contribution: float
    cells: tuple[CellTrail, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """Weight moved from a not-applicable ``source`` node to the leaf ``receiver`` by the source's ``policy``."""

    source: str
    receiver: str
    amount: float
    policy: str


@dataclass(frozen=True, slots=True)
class LeafTrail:
    """A leaf and its formula: score = moved · ratio · gate · exclusion, ratio = clamp(earned − taken, 0, 1) (§6).

    ``weight`` None: not assessed; for a bonus or deduction leaf the cap, inf without one. ``received`` and ``given``
    are the moves that made ``moved`` out of ``weight`` (of the whole subtree where that moved as one); ``policy`` names
    what took or kept the weight of a leaf that is not applicable, and ``declared`` the node declared so (its own code
    or a subtree's), empty where all its criteria are N/A. ``earned`` Σ share·x ÷ S, ``divisor`` S, ``taken``
    Σ penalty ÷ W, ``amount`` before the cap (bonus, deduction).
    """

    node: Node
    weight: float | None
    moved: float
    not_applicable: bool
    declared: str
    policy: str
    received: tuple[Transfer, ...]
    given: tuple[Transfer, ...]
    divisor: float
    earned: float
    taken: float
    amount: float
    ratio: float
    gate: float
    score: float
    criteria: tuple[CriterionTrail, ...]


@dataclass(frozen=True, slots=True)
class GateTrail:
    """A gate: whether raised, and the number that its trigger saw (None: manual, or no value)."""

    gate: Gate
    raised: bool
    trigger_value: float | None


@dataclass(frozen=True, slots=True)
class TreeTrail:
    """One tree: ``channel`` empty for the only one, else its name and ``weight`` in the component (§9).

    raw = max(core + bonus − deduction, 0), or 0 where ``vetoed``; ``raw`` is the figure after the veto. ``lost`` is
    weight of not-applicable nodes that found no receiver, ``excluded`` what ``exclusion`` = full ÷ (full − excluded)
    makes up for. ``nodes`` are the unrounded scores of assessed nodes by code.
    """

    channel: str
    weight: float
    core: float
    bonus: float
    deduction: float
    raw: float
    full: float
    vetoed: bool
    missing: int
    excluded: float
    lost: float
    exclusion: float
    classes: dict[str, float]
    nodes: dict[str, float]
    leaves: tuple[LeafTrail, ...]
    gates: tuple[GateTrail, ...]


@dataclass(frozen=True, slots=True)
class ComponentTrail:
    """A component: its ``share`` as stated and ``effective`` (scaled to 1, 0 where absent), and what it adds.

    ``percent`` raw ÷ full × 100, ``part`` what of the total comes from here. ``vetoes`` are (code, scope, channel).
    """

    plan: VersionPlan
    column: str
    absent: bool
    raw: float
    full: float
    percent: float
    share: float
    effective: float
    part: float
    missing: int
    vetoes: tuple[tuple[str, str, str], ...]
    trees: tuple[TreeTrail, ...]


@dataclass(frozen=True, slots=True)
class EntityTrail:
    """An entity: ``total`` unrounded and ``reported`` (of an unqualified one: its shadow total), ``hundred`` what is
    100 %."""

    entity: str
    unqualified: bool
    total: float
    reported: str
    hundred: float
    missing: int
    components: tuple[ComponentTrail, ...]
