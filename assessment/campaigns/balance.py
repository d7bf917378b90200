"""Share out items among reviewers: level, without conflicts, and with as few changes as possible. No database here.

An **item** is what k reviewers score: an entity, or one first-level indicator of an entity. Items and reviewers are
texts; the same arguments give the same answer on every machine (hashes are BLAKE2, not Python's).

1. What stands already and may stand is kept, up to k reviewers an item; what is ``fixed`` stays in any case.
2. Every item is filled up to k (or to all who may), hardest items first, with who has least; ties go by a hash.
3. While somebody has at least two items more than somebody to whom one of them can be handed on, directly or through
   others, it is: first what is new, then what stood already. No such path left means that no fairer sharing exists
   (optimal semi-matching: Harvey, Ladner, Lovász, Tamir, "Semi-matchings for bipartite graphs and load balancing",
   2006). Without conflicts the loads then differ by at most one.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Pair = tuple[str, str]  # (item, reviewer)
#: Who hands on what to whom.
Step = tuple[str, str, str]  # (from, item, to)

LEAST_GAP = 2


@dataclass(frozen=True)
class Demand:
    """What is to be shared out. ``forbidden``: pairs in conflict; ``current``: what stands; ``fixed``: work begun."""

    items: Sequence[str]
    reviewers: Sequence[str]
    k: int
    seed: str = ""
    forbidden: Collection[Pair] = frozenset()
    current: Collection[Pair] = frozenset()
    fixed: Collection[Pair] = frozenset()


def share_out(demand: Demand) -> dict[str, tuple[str, ...]]:
    """The reviewers of each item, in the order of ``demand.reviewers``."""
    sharing = _Sharing.of(demand)
    sharing.keep()
    sharing.fill()
    sharing.level(sharing.kept)
    sharing.level(demand.fixed)
    place = {reviewer: position for position, reviewer in enumerate(demand.reviewers)}
    return {
        item: tuple(sorted(held, key=lambda name: place.get(name, len(place)))) for item, held in sharing.held.items()
    }


@dataclass
class _Sharing:
    """The sharing in the making: ``held`` by item, ``load`` and ``items`` by reviewer."""

    demand: Demand
    order: list[str]
    held: dict[str, set[str]]
    load: dict[str, int]
    items: dict[str, set[str]]
    kept: set[Pair] = field(default_factory=set)

    @classmethod
    def of(cls, demand: Demand) -> _Sharing:
        fixed_only = {reviewer for _item, reviewer in demand.fixed} - set(demand.reviewers)
        everybody = [*demand.reviewers, *sorted(fixed_only)]
        return cls(
            demand=demand,
            order=sorted(demand.reviewers, key=lambda reviewer: _hash(demand.seed, reviewer)),
            held={item: set() for item in demand.items},
            load=dict.fromkeys(everybody, 0),
            items={reviewer: set() for reviewer in everybody},
        )

    def give(self, item: str, reviewer: str) -> None:
        self.held[item].add(reviewer)
        self.items[reviewer].add(item)
        self.load[reviewer] += 1

    def take(self, item: str, reviewer: str) -> None:
        self.held[item].remove(reviewer)
        self.items[reviewer].remove(item)
        self.load[reviewer] -= 1

    def may(self, item: str, reviewer: str) -> bool:
        return (item, reviewer) not in self.demand.forbidden

    def keep(self) -> None:
        """Work begun stays with who began it; then what stands, by a hash where there is more than k."""
        chosen = set(self.demand.reviewers)
        for item, reviewer in sorted(self.demand.fixed):
            if item in self.held:
                self.give(item, reviewer)
        standing = sorted(
            (pair for pair in self.demand.current if pair not in self.demand.fixed),
            key=lambda pair: _hash(self.demand.seed, *pair),
        )
        for item, reviewer in standing:
            wanted = item in self.held and len(self.held[item]) < self.demand.k
            if wanted and reviewer in chosen and self.may(item, reviewer):
                self.give(item, reviewer)
        self.kept = {(item, reviewer) for item, held in self.held.items() for reviewer in held}

    def fill(self) -> None:
        """Ties go round from a starting point of each item's own, so that teams are mixed."""
        barred: dict[str, int] = dict.fromkeys(self.held, 0)
        for item, _reviewer in self.demand.forbidden:
            if item in barred:
                barred[item] += 1
        numbers = {item: _hash(self.demand.seed, item) for item in self.held}
        for item in sorted(self.held, key=lambda name: (-barred[name], numbers[name])):
            free = [
                (self.load[reviewer], (position - numbers[item]) % len(self.order), reviewer)
                for position, reviewer in enumerate(self.order)
                if reviewer not in self.held[item] and self.may(item, reviewer)
            ]
            for _load, _turn, reviewer in sorted(free)[: max(self.demand.k - len(self.held[item]), 0)]:
                self.give(item, reviewer)

    def level(self, immovable: Collection[Pair]) -> None:
        """Hand items on from who has more to who has less until nothing gets fairer."""
        while path := self._fairer(immovable):
            for giver, item, taker in reversed(path):
                self.take(item, giver)
                self.give(item, taker)

    def _fairer(self, immovable: Collection[Pair]) -> list[Step]:
        """A shortest path from one of those who have most to somebody with at least two items less; [] if none."""
        least = min((self.load[reviewer] for reviewer in self.order), default=0)
        for giver in sorted(self.load, key=lambda name: (-self.load[name], _hash(self.demand.seed, name))):
            if self.load[giver] < least + LEAST_GAP:
                return []
            path = self._path(giver, immovable)
            if path:
                return path
        return []

    def _path(self, start: str, immovable: Collection[Pair]) -> list[Step]:
        reached: dict[str, Step | None] = {start: None}
        waiting = deque([start])
        while waiting:
            giver = waiting.popleft()
            for item, taker in self._hands_on(giver, immovable, reached):
                reached[taker] = (giver, item, taker)
                if self.load[taker] + LEAST_GAP <= self.load[start]:
                    return _walk_back(reached, taker)
                waiting.append(taker)
        return []

    def _hands_on(
        self, giver: str, immovable: Collection[Pair], reached: Mapping[str, Step | None]
    ) -> Iterable[tuple[str, str]]:
        """(item, taker): to whom ``giver`` could hand which item on; each taker once."""
        takers = sorted((name for name in self.order if name not in reached), key=lambda name: (self.load[name], name))
        movable = sorted(item for item in self.items[giver] if (item, giver) not in immovable)
        for item in movable:
            found = [name for name in takers if name not in self.held[item] and self.may(item, name)]
            yield from ((item, name) for name in found)
            takers = [name for name in takers if name not in found]
            if not takers:
                return


def _walk_back(reached: Mapping[str, Step | None], taker: str) -> list[Step]:
    """The steps that lead to ``taker``, from the start on."""
    path: list[Step] = []
    step = reached[taker]
    while step is not None:
        path.append(step)
        step = reached[step[0]]
    return path[::-1]


def _hash(*parts: str) -> int:
    return int.from_bytes(hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest(), "big")
