"""How far reviewers agree: exact agreement, Krippendorff's alpha, Gwet's AC1 and AC2. Pure NumPy.

``ratings`` is [U, K] everywhere: U units (cells), K ratings of each at most, NaN where there is none. No coefficient
here asks who gave a rating, so the columns need not be the same people in every row. Units with fewer than two ratings
tell nothing about agreement and are left out where a formula pairs ratings.

Sources: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section E; K. L. Gwet, "Handbook of
Inter-Rater Reliability" (4th edition, 2014), chapters 2 to 4.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Weighting = Literal["identity", "linear", "quadratic", "ordinal"]


@dataclass(frozen=True)
class Coded:
    """Ratings as positions in ``values`` [V] (ascending): ``codes`` [U, K], -1 where there is none; ``counts`` [U]."""

    values: Floats
    codes: Ints
    counts: Ints

    @classmethod
    def of(cls, ratings: Floats) -> "Coded":
        given = ~np.isnan(ratings)
        values, positions = np.unique(ratings[given], return_inverse=True)
        codes = np.full(ratings.shape, -1, dtype=np.int64)
        codes[given] = positions
        return cls(values, codes, given.sum(axis=1))

    def paired(self) -> "Coded":
        """Only the units with two ratings or more. ``values`` stay."""
        kept = self.counts >= 2
        return Coded(self.values, self.codes[kept], self.counts[kept])

    def pair_weights(self) -> Floats:
        """[V, V]: ordered pairs of ratings of one unit, each worth 1 ÷ (m − 1) of its unit's m ratings.

        Krippendorff's coincidence matrix: it adds up to the number of ratings that have a partner.
        """
        size = len(self.values)
        found = np.zeros(size * size)
        if not len(self.codes):
            return found.reshape(size, size)
        worth = 1.0 / (self.counts - 1)
        for first in range(self.codes.shape[1]):
            for second in range(self.codes.shape[1]):
                both = (self.codes[:, first] >= 0) & (self.codes[:, second] >= 0)
                if first != second and both.any():
                    places = self.codes[both, first] * size + self.codes[both, second]
                    found += np.bincount(places, weights=worth[both], minlength=size * size)
        return found.reshape(size, size)


def exact_agreement(ratings: Floats) -> float:
    """The mean over units of the part of its pairs of ratings that are equal (0…1); NaN without a pair."""
    coded = Coded.of(ratings)
    return _observed_agreement(coded, np.eye(len(coded.values)))


# --- Krippendorff -----------------------------------------------------------------------------------------------------
def krippendorff_alpha(ratings: Floats, level: Level = "interval") -> float:
    """1 − observed ÷ expected disagreement, by the differences of a level of measurement.

    1 is perfect agreement, 0 what chance would give, below 0 worse than chance. NaN where nothing can be said: no unit
    with two ratings, or no variation at all among them.
    """
    coded = Coded.of(ratings).paired()
    coincidences = coded.pair_weights()
    totals = coincidences.sum(axis=1)
    differences = _DIFFERENCES[level](coded.values, totals)
    pairable = totals.sum()
    observed = (coincidences * differences).sum()
    expected = (np.outer(totals, totals) * differences).sum()
    return float(1.0 - (pairable - 1.0) * observed / expected) if expected > 0 else np.nan


def _nominal(values: Floats, totals: Floats) -> Floats:
    return (values[:, None] != values[None, :]).astype(np.float64)


def _ordinal(values: Floats, totals: Floats) -> Floats:
    """(Σ of the totals from c to k − half of both ends)²: how many ratings lie between two ranks."""
    middles = np.cumsum(totals) - totals / 2.0
    return np.square(middles[:, None] - middles[None, :])


def _interval(values: Floats, totals: Floats) -> Floats:
    return np.square(values[:, None] - values[None, :])


def _ratio(values: Floats, totals: Floats) -> Floats:
    sums = values[:, None] + values[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):  # 0 ÷ 0 between two zeros, which do not differ
        return np.where(sums == 0, 0.0, np.square((values[:, None] - values[None, :]) / sums))


_DIFFERENCES: dict[Level, Callable[[Floats, Floats], Floats]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}


# --- Gwet -------------------------------------------------------------------------------------------------------------
def gwet_ac1(ratings: Floats, *, categories: Floats | None = None) -> float:
    """Gwet's AC1: agreement beyond chance where any difference is a full one. See ``gwet_ac2``."""
    return gwet_ac2(ratings, weights="identity", categories=categories)


def gwet_ac2(ratings: Floats, *, weights: Weighting = "quadratic", categories: Floats | None = None) -> float:
    """Gwet's AC2 (handbook, chapter 4): partial credit for near ratings, robust where nearly all ratings are alike.

    ``categories`` are all values that could have been given; without them, those that were. Chance agreement is taken
    over every unit with a rating, observed agreement over those with two or more. One category alone leaves nothing to
    disagree about: 1. NaN without a pair.
    """
    coded = Coded.of(ratings)
    values = coded.values if categories is None else np.unique(np.concatenate([categories, coded.values]))
    credit = weights_of(weights, values)
    given = np.searchsorted(values, coded.values)
    observed = _observed_agreement(coded, credit[np.ix_(given, given)])
    size = len(values)
    if np.isnan(observed) or size == 1:
        return observed
    prevalence = np.zeros(size)
    prevalence[given] = _prevalence(coded)
    chance = credit.sum() / (size * (size - 1)) * (prevalence * (1.0 - prevalence)).sum()
    return float((observed - chance) / (1.0 - chance))


def _prevalence(coded: Coded) -> Floats:
    """[V]: the mean over units with a rating of the part of its ratings that fall on each value."""
    rated = coded.counts > 0
    codes, counts = coded.codes[rated], coded.counts[rated]
    parts = np.broadcast_to((1.0 / counts)[:, None], codes.shape)
    present = codes >= 0
    return np.bincount(codes[present], weights=parts[present], minlength=len(coded.values)) / len(codes)


def _observed_agreement(coded: Coded, credit: Floats) -> float:
    """The mean over units with m ≥ 2 ratings of their pairs' mean credit; ``credit`` [V, V]."""
    coded = coded.paired()
    if not len(coded.codes):
        return np.nan
    # A pair is worth 1 ÷ (m − 1) among the coincidences; a unit's mean over its m (m − 1) pairs needs another 1 ÷ m.
    total = 0.0
    for count in np.unique(coded.counts):
        alike = coded.counts == count
        part = Coded(coded.values, coded.codes[alike], coded.counts[alike])
        total += float((part.pair_weights() * credit).sum()) / int(count)
    return total / len(coded.codes)


def weights_of(name: Weighting, values: Floats) -> Floats:
    """[V, V]: the credit of a pair of ``values`` (ascending), 1 on the diagonal (Gwet 2014, chapter 3).

    ``ordinal`` looks at the values' ranks only, ``linear`` and ``quadratic`` at their distances.
    """
    size = len(values)
    if name == "identity" or size < 2:
        return np.eye(size)
    if name == "ordinal":
        steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) + 1.0
        return 1.0 - steps * (steps - 1.0) / (size * (size - 1.0))
    apart = np.abs(np.subtract.outer(values, values)) / (values[-1] - values[0])
    return 1.0 - (np.square(apart) if name == "quadratic" else apart)
