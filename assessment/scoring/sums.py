"""Sums over the first axis in one fixed order.

NumPy adds in pairs or in sequence depending on an array's layout, so the same column could come out one bit apart in a
chunk of one entity and in a chunk of two thousand. Everything that is reported is added up here, row after row.
"""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from assessment.scoring.model import Ints

Numbers = TypeVar("Numbers", bound=NDArray[Any])


def add_rows(rows: Numbers) -> Numbers:
    """Σ over axis 0, strictly in sequence: [m, e] → [e]."""
    total = np.zeros(rows.shape[1:], dtype=rows.dtype)
    for row in rows:
        total += row
    return total  # type: ignore[return-value]


class Segments:
    """Σ over consecutive segments of axis 0 (the criteria of each leaf), each in sequence.

    Works on the first rows of all segments at once, then on the second ones, and so on.
    """

    def __init__(self, sizes: Ints) -> None:
        begins = np.cumsum(sizes) - sizes
        self.count = len(sizes)
        self.steps = []
        for step in range(int(sizes.max(initial=0))):
            reached = np.flatnonzero(sizes > step)
            self.steps.append((reached, begins[reached] + step))

    def add(self, values: Numbers) -> Numbers:
        """[items, e] → [segments, e]."""
        total = np.zeros((self.count, *values.shape[1:]), dtype=values.dtype)
        for segments, rows in self.steps:
            total[segments] += values[rows]
        return total  # type: ignore[return-value]
