"""Channels: weights of a set of them, and a criterion's cells made one number (scoring.md §4, §5.3, §5.4)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessment.scoring.model import NO_CHANNEL, Bools, Cell, Criterion, Floats, Ints, VersionPlan

NA = -np.inf

# State of a criterion for an entity (and channel).
NONE, VALUE, MISSING, NOT_APPLICABLE, CLOSED_ZERO = range(5)


class ChannelWeights:
    """The channel-weight table of a version, by set. Sets are bit masks over the version's channels."""

    def __init__(self, rows: Floats) -> None:
        self.rows = rows
        self._known: dict[int, Floats] = {}

    def of_set(self, mask: int) -> Floats:
        """Weights [H] of exactly this set, summing to 1 (0 outside it; all 0 for the empty set).

        No row: the row of the largest listed superset (the first on a tie) restricted to the set; none: equal (§4).
        "Largest" is by how many channels the row lists.
        """
        if mask not in self._known:
            self._known[mask] = self._compute(mask)
        return self._known[mask]

    def of_masks(self, masks: Ints) -> Floats:
        """Weights [e, H] for a mask an entity; each set is looked up once."""
        sets, position = np.unique(masks, return_inverse=True)
        return np.array([self.of_set(int(mask)) for mask in sets]).reshape(len(sets), self.rows.shape[1])[position]

    def _compute(self, mask: int) -> Floats:
        inside = np.array([bool(mask >> channel & 1) for channel in range(self.rows.shape[1])])
        if not inside.any():
            return np.zeros(len(inside))
        listed = ~np.isnan(self.rows)
        exact = [row for row in range(len(listed)) if (listed[row] == inside).all()]
        covering = [row for row in range(len(listed)) if listed[row][inside].all()]
        chosen = exact[:1] or sorted(covering, key=lambda row: -int(listed[row].sum()))[:1]
        weights = np.where(inside, self.rows[chosen[0]], 0.0) if chosen else inside.astype(np.float64)
        total = weights.sum()
        # A row that gives this set nothing at all can't be renormalised; the set then weighs equally.
        return weights / total if total > 0 else inside / inside.sum()


def channel_masks(flags: Bools) -> Ints:
    """Bit masks [e] of flags [e, H]."""
    return flags @ (1 << np.arange(flags.shape[1], dtype=np.int64))


@dataclass(frozen=True)
class CriterionValues:
    """Consolidated criteria of one tree run: ``value`` [C, e] (0 where there is none), ``state`` [C, e], ``missing``
    [C, e] how many of the criterion's cells exist without a value."""

    value: Floats
    state: np.ndarray
    missing: np.ndarray


def combine_channels(
    plan: VersionPlan, weights: ChannelWeights, cells: Floats, open_channels: Bools, channel: int
) -> CriterionValues:
    """One number a criterion from ``cells`` [cells, e]; ``open_channels`` [e, H].

    ``channel`` picks the tree of a per-channel system; NO_CHANNEL is the one tree of every other.
    """
    shape = (len(plan.criteria), cells.shape[1])
    result = CriterionValues(np.zeros(shape), np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=np.int16))
    singles: list[tuple[int, int]] = []
    existing: list[Bools] = []
    closed = CLOSED_ZERO if plan.missing_zero else NONE
    for criterion in plan.criteria:
        if criterion.klass == "B" and channel == NO_CHANNEL:
            _weighted(criterion, weights, cells, open_channels, closed, result)
            continue
        cell = _single_cell(plan.cells_of(criterion.index), channel)
        if cell is None:
            result.state[criterion.index] = closed
            continue
        singles.append((criterion.index, cell.index))
        existing.append(_exists(criterion, open_channels, channel))
    if singles:
        _take_singles(singles, np.array(existing), cells, closed, result)
    return result


def _single_cell(cells: Sequence[Cell], channel: int) -> Cell | None:
    """The criterion's one cell in this tree; None where a per-channel criterion isn't judged on the channel."""
    if channel == NO_CHANNEL:
        return cells[0]
    return next((cell for cell in cells if cell.channel in (channel, NO_CHANNEL)), None)


def _exists(criterion: Criterion, open_channels: Bools, channel: int) -> Bools:
    if channel != NO_CHANNEL:
        return open_channels[:, channel]
    if not criterion.channels:  # bound to no channel: always there
        return np.ones(len(open_channels), dtype=bool)
    return np.asarray(open_channels[:, list(criterion.channels)].any(axis=1))


def _take_singles(
    singles: Sequence[tuple[int, int]], exists: Bools, cells: Floats, closed: int, result: CriterionValues
) -> None:
    """Class A, C and none: the one cell's value."""
    criteria, positions = (np.array(column) for column in zip(*singles, strict=True))
    raw = cells[positions]
    has_value = (raw > NA) & exists
    missing = np.isnan(raw) & exists
    state = np.where(has_value, VALUE, np.where(missing, MISSING, np.where(exists, NOT_APPLICABLE, closed)))
    result.value[criteria] = np.where(has_value, raw, 0.0)
    result.state[criteria] = state
    result.missing[criteria] = missing


def _weighted(
    criterion: Criterion,
    weights: ChannelWeights,
    cells: Floats,
    open_channels: Bools,
    closed: int,
    result: CriterionValues,
) -> None:
    """Class B: Σ w·x over the open, listed channels that aren't N/A, with the weights of exactly that set."""
    channels = list(criterion.channels)
    raw = cells[criterion.first_cell : criterion.end_cell].T
    exists = open_channels[:, channels]
    applies = exists & (raw != NA)
    missing = exists & np.isnan(raw)
    flags = np.zeros(open_channels.shape, dtype=bool)
    flags[:, channels] = applies
    factors = weights.of_masks(channel_masks(flags))
    result.value[criterion.index] = sum(
        factors[:, channel] * np.where(applies[:, position] & ~missing[:, position], raw[:, position], 0.0)
        for position, channel in enumerate(channels)
    )
    some_value = (applies & ~missing).any(axis=1)
    outcome = np.where(exists.any(axis=1), NOT_APPLICABLE, closed)
    outcome = np.where(applies.any(axis=1), MISSING, outcome)
    result.state[criterion.index] = np.where(some_value, VALUE, outcome)
    result.missing[criterion.index] = missing.sum(axis=1)
