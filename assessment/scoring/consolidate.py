"""Reviewers and rounds become one number a cell (scoring.md §5.1, §5.2).

NaN is "no value", -inf is N/A, throughout. Reviewers' numbers are put in ascending order before they are added up:
the same numbers give the same bits whoever gave them and in whatever order the sheets arrive.
"""

import numpy as np

from assessment.scoring.model import Bools, Floats

NA = -np.inf


def consolidate_reviewers(yields: Floats, method: str) -> Floats:
    """[K, C, e] → [C, e] by ``mean``, ``median`` or ``trimmed_mean``. N/A is left out; only N/A → N/A.

    ``yields`` is used up: its memory is sorted in place.
    """
    if len(yields) == 1:
        return yields[0]
    if len(yields) == 0:
        return np.full(yields.shape[1:], np.nan)
    present = yields > NA
    count = present.sum(axis=0)
    full = bool((count == len(yields)).all())
    outcome = np.nan if full else np.where((yields == NA).any(axis=0), NA, np.nan)
    if not full:
        np.copyto(yields, np.inf, where=~present)
    _sort_planes(yields)
    if full:
        return _of_full(yields, method)
    with np.errstate(divide="ignore", invalid="ignore"):  # 0 ÷ 0 and inf - inf where there is no value
        value = _of_ragged(yields, count, method)
    return np.where(count > 0, value, outcome)


def _sort_planes(planes: Floats) -> None:
    """Sort along the first axis, in place. A network of element-wise min/max beats a strided sort for few reviewers."""
    if len(planes) > 8:
        planes.sort(axis=0)
        return
    for last in range(len(planes) - 1, 0, -1):
        for position in range(last):
            low = np.minimum(planes[position], planes[position + 1])
            np.maximum(planes[position], planes[position + 1], out=planes[position + 1])
            planes[position] = low


def _total(planes: Floats) -> Floats:
    """Σ over the first axis, strictly one after the other (NumPy's own sum may pair, depending on the layout)."""
    total = planes[0].copy()
    for plane in planes[1:]:
        total += plane
    return total


def _of_full(planes: Floats, method: str) -> Floats:
    """Every reviewer gave a number: no masks needed."""
    count = len(planes)
    if method == "median":
        middle = planes[count // 2]
        return middle.copy() if count % 2 else (planes[count // 2 - 1] + middle) / 2.0
    if method == "trimmed_mean" and count >= 3:
        return _total(planes[1:-1]) / (count - 2)
    return _total(planes) / count


def _of_ragged(planes: Floats, count: Floats, method: str) -> Floats:
    """Numbers first, +inf after them; ``count`` [C, e] says how many numbers there are."""
    if method == "median":
        low = np.take_along_axis(planes, np.maximum(count - 1, 0)[None] // 2, axis=0)[0]
        high = np.take_along_axis(planes, np.minimum(count // 2, len(planes) - 1)[None], axis=0)[0]
        return np.where(count % 2, low, (low + high) / 2.0)
    trims = (count >= 3) if method == "trimmed_mean" else np.zeros(count.shape, dtype=bool)
    first = trims.astype(count.dtype)
    end = count - first
    total = np.zeros(count.shape)
    for position, plane in enumerate(planes):
        total += np.where((position >= first) & (position < end), plane, 0.0)
    return total / (end - first)


def consolidate_rounds(rounds: Floats, year_end: Bools) -> Floats:
    """[R, C, e] → [C, e]: the latest value where ``year_end`` [C], else the mean over the rounds that have one."""
    if len(rounds) == 1:
        return rounds[0]
    present = rounds > NA
    count = present.sum(axis=0)
    latest = np.full(rounds.shape[1:], np.nan)
    total = np.zeros(rounds.shape[1:])
    for plane, has_value in zip(rounds, present, strict=True):
        np.copyto(latest, plane, where=has_value)
        total += np.where(has_value, plane, 0.0)
    with np.errstate(invalid="ignore"):  # 0 ÷ 0 where no round has a value
        value = np.where(year_end[:, None], latest, total / count)
    return np.where(count > 0, value, np.where((rounds == NA).any(axis=0), NA, np.nan))
