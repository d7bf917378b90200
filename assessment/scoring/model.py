"""The flat form of an indicator version that the engine works on.

Everything is in document order, so the leaves below a node are one contiguous range and the criteria of a leaf, the
cells of a criterion and the slots of a cell are as well. Sizes used in the shapes below: ``n`` nodes, ``L`` leaves,
``C`` criteria, ``H`` channels of the version, ``W`` weight columns, ``G`` gates.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Names = Mapping[str, str]

#: "Channel empty": the channel of a class A cell, of entity-mode figures and of an entity's or component's veto.
NO_CHANNEL = -1


class Kind(StrEnum):
    """What a leaf does to the total (scoring.md §2.4)."""

    SCORE = "score"
    BONUS = "bonus"
    DEDUCTION = "deduction"


class Role(StrEnum):
    """How a criterion's number enters its leaf (scoring.md §3, §6)."""

    RATIO = "ratio"  # share-bearing ratio of a score leaf
    PENALTY = "penalty"  # amount taken off a score leaf's ratio
    AMOUNT = "amount"  # points (or ratio × weight) of a bonus or deduction leaf
    COUNT = "count"  # informative, read by gates only


@dataclass(frozen=True, slots=True)
class Rule:
    """A criterion's rule (scoring.md §3). Only the fields of its ``type`` are filled.

    ``keys`` are the level keys or the tally's categories; ``ratios`` belong to levels and tiers; ``bounds`` are the
    inclusive ``upto`` of all tiers but the last; ``points`` and ``percents`` go with a tally's categories.
    """

    type: str
    keys: tuple[str, ...] = ()
    ratios: tuple[float, ...] = ()
    bounds: tuple[float, ...] = ()
    points: tuple[float, ...] = ()
    percents: tuple[float, ...] = ()
    item_max: float = np.inf
    step: float | None = None
    mode: str = ""

    @property
    def slots(self) -> int:
        """How many numbers a packed value takes: two for ``n/d``, one per category for a tally, else one."""
        if self.type == "proportion":
            return 2
        return len(self.keys) if self.type == "tally" else 1


@dataclass(frozen=True, slots=True)
class NaPolicy:
    """Where the weight of a not-applicable node goes (scoring.md §8); ``nodes`` are indexes of the codes it names."""

    name: str = "siblings"
    nodes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """``applies_when``: an attribute of the entity equals (one value) / is in / is not one of ``values`` (§2.3).

    ``values`` are tokens as ``tree.token`` makes them, so that ``true``, ``3`` and ``"3"`` meet their CSV texts.
    """

    attribute: str
    negated: bool
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Node:
    """One indicator. Leaves ``leaf_begin … leaf_end - 1`` are those at or below it; ``leaf`` is its own index or -1."""

    index: int
    code: str
    name: Names
    parent: int
    depth: int
    kind: Kind
    year_end: bool
    policy: NaPolicy
    condition: Condition | None
    leaf: int
    leaf_begin: int
    leaf_end: int
    children: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One point of a leaf. ``share`` is 0 unless the role is ``RATIO``; ``channels`` are those it is judged on.

    ``klass`` is "A", "B", "C" or "none" (scoring.md §4). ``first_cell … end_cell - 1`` are its cells.
    """

    index: int
    address: str
    no: str
    leaf: int
    text: Names
    role: Role
    share: float
    klass: str
    channels: tuple[int, ...]
    rule: Rule
    first_cell: int
    end_cell: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What one reviewer fills in once: a criterion on a channel (or ``NO_CHANNEL``), with its place in a pack."""

    index: int
    criterion: int
    channel: int
    first_slot: int
    slots: int


@dataclass(frozen=True, slots=True)
class Trigger:
    """``when`` of a gate: all given bounds must hold on the consolidated number of ``criterion`` (§7)."""

    criterion: int
    bounds: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition that multiplies its targets: ``criteria`` before the sum, ``leaves`` (subtrees spread out) after."""

    index: int
    code: str
    name: Names
    factor: float
    criteria: tuple[int, ...]
    leaves: tuple[int, ...]
    targets: tuple[str, ...]
    when: Trigger | None


@dataclass(frozen=True, slots=True)
class Veto:
    """A single-veto finding of the version (scoring.md §10); ``scope`` is entity, component or channel."""

    index: int
    code: str
    name: Names
    scope: str


@dataclass(frozen=True, eq=False)
class VersionPlan:
    """An indicator version, flat. Made by ``plan_version``; compared by identity, shared freely, never changed.

    ``leaf_weight`` [L, W + 1]: full marks of a score leaf, NaN = not assessed in that column; the cap of a bonus or
    deduction leaf, inf = no cap. The last column is that of any class the version doesn't list: a weight given as one
    number holds for all classes (§2.1). ``node_weight`` [n, W + 1]: sum of the score leaves at or below, NaN = none.
    ``channel_rows``: rows of the channel-weight table, [rows, H], NaN = not in the row.
    ``channel_column`` [H]: the weight column of a channel where columns are channel kinds, else -1.
    """

    key: str
    version: str
    name: Names
    per_channel: bool
    channel_columns: bool
    columns: tuple[str, ...]
    channels: tuple[str, ...]
    channel_rows: Floats
    channel_column: Ints
    missing_zero: bool
    strict_shares: bool
    nodes: tuple[Node, ...]
    leaves: Ints
    leaf_weight: Floats
    node_weight: Floats
    criteria: tuple[Criterion, ...]
    cells: tuple[Cell, ...]
    slot_count: int
    gates: tuple[Gate, ...]
    vetoes: tuple[Veto, ...]
    node_index: Mapping[str, int] = field(repr=False)
    criterion_index: Mapping[str, int] = field(repr=False)
    gate_index: Mapping[str, int] = field(repr=False)
    veto_index: Mapping[str, int] = field(repr=False)
    column_index: Mapping[str, int] = field(repr=False)
    channel_index: Mapping[str, int] = field(repr=False)

    @property
    def max_slots(self) -> int:
        """The widest cell: the length of an adjudicated value's row."""
        return max((cell.slots for cell in self.cells), default=1)

    def leaf_node(self, leaf: int) -> Node:
        """The node of a leaf index."""
        return self.nodes[int(self.leaves[leaf])]

    def cells_of(self, criterion: int) -> tuple[Cell, ...]:
        """The cells of a criterion, in channel order."""
        item = self.criteria[criterion]
        return self.cells[item.first_cell : item.end_cell]
