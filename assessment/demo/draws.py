"""Repeatable chance for the demo data: the same words give the same numbers, on every machine and Python version.

Python promises to keep only ``random.Random(int).random()`` as it is, so everything else here is made from it; seeds
come from SHA-256, because ``hash()`` differs from process to process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random
from typing import TypeVar

#: Changing it changes every drawn value of the demo.
EDITION = "pingheng-demo-1"

Item = TypeVar("Item")


class Draws:
    """A stream of numbers named by words; streams with different names are independent of each other."""

    def __init__(self, *words: str) -> None:
        name = "\x1f".join((EDITION, *words)).encode()
        seed = int.from_bytes(hashlib.sha256(name).digest()[:8], "big")
        self._random = Random(seed)  # noqa: S311 - invented data, nothing is protected by it

    def uniform(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * self._random.random()

    def bell(self, spread: float) -> float:
        """A number around 0 with standard deviation ``spread``, never beyond 3.5 of it (the sum of four uniforms)."""
        total = sum(self._random.random() for _ in range(4)) - 2
        return float(total * spread * 3**0.5)

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def whole(self, low: int, high: int) -> int:
        """An integer in low … high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        return items[int(self._random.random() * len(items))]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in another order (Fisher and Yates)."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = int(self._random.random() * (last + 1))
            order[last], order[other] = order[other], order[last]
        return order
