"""Who marks severely, who mildly: reviewers' mean deviations from the others on the cells they share. Pure NumPy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Student's t for 97.5 % at 1 … 5 degrees of freedom; from 6 on the expansion below is exact to three places.
_FEW = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706)
_NORMAL = 1.959964


@dataclass(frozen=True)
class Severity:
    """One reviewer. ``deviation`` < 0: below the others (severe), > 0: above (mild), in units of the ratings.

    ``low`` and ``high`` bound it with 95 % confidence, NaN for fewer than two clusters. ``exact``: the part (0…1) of
    the pairs with another reviewer that are equal. ``cells`` are shared with somebody, in ``clusters`` sheets.
    """

    reviewer: int
    cells: int
    clusters: int
    deviation: float
    low: float
    high: float
    exact: float


def severities(ratings: Floats, reviewers: Ints, clusters: Ints) -> list[Severity]:
    """The severity of every reviewer who shares a cell with another, in the order of their numbers.

    ``ratings`` [U, K], NaN where there is none; ``reviewers`` [U, K] who gave them; ``clusters`` [U] what a unit
    belongs to. A deviation is a rating minus the mean of the unit's other ratings. The interval is the mean ± t · s
    with the cluster-robust s (Liang & Zeger 1986; t with clusters − 1 degrees of freedom): ratings on one sheet are
    not independent, so many cells of few entities don't feign certainty.
    """
    given = ~np.isnan(ratings)
    count = given.sum(axis=1, keepdims=True)
    shared = given & (count >= 2)
    values = np.where(given, ratings, 0.0)
    others = np.maximum(count - 1, 1)
    deviation = values - (values.sum(axis=1, keepdims=True) - values) / others
    equal = _equal_partners(ratings) / others
    who, where = reviewers[shared], np.broadcast_to(clusters[:, None], ratings.shape)[shared]
    apart, same = deviation[shared], equal[shared]
    found = []
    for reviewer in np.unique(who):
        mine = who == reviewer
        mean, low, high, groups = _mean_with_bounds(apart[mine], where[mine])
        found.append(Severity(int(reviewer), int(mine.sum()), groups, mean, low, high, float(same[mine].mean())))
    return found


def _equal_partners(ratings: Floats) -> Floats:
    """[U, K]: how many other ratings of the unit equal this one. NaN equals nothing."""
    equal = np.zeros(ratings.shape)
    for column in range(ratings.shape[1]):
        for other in range(ratings.shape[1]):
            if other != column:
                equal[:, column] += ratings[:, column] == ratings[:, other]
    return equal


def _mean_with_bounds(values: Floats, clusters: Ints) -> tuple[float, float, float, int]:
    """Mean, its 95 % bounds and the number of clusters."""
    mean = float(values.mean())
    _names, place = np.unique(clusters, return_inverse=True)
    sums = np.bincount(place, weights=values - mean)
    groups = len(sums)
    if groups < 2:
        return mean, np.nan, np.nan, groups
    spread = float(np.sqrt(groups / (groups - 1) * np.square(sums).sum())) / len(values)
    reach = t_quantile(groups - 1) * spread
    return mean, mean - reach, mean + reach, groups


def t_quantile(freedom: int) -> float:
    """Student's t at 97.5 %: tabled for few degrees of freedom, else expanded (Abramowitz & Stegun 26.7.5)."""
    if freedom <= len(_FEW):
        return _FEW[freedom - 1]
    z, n = _NORMAL, float(freedom)
    terms = (
        (z**3 + z) / 4.0,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96.0,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384.0,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160.0,
    )
    return z + sum(term / n**power for power, term in enumerate(terms, start=1))
