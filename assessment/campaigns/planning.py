"""A plan of who scores what: proposed, looked at as a table, applied as it was shown. Reads only."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessment.campaigns.balance import Demand, share_out
from assessment.campaigns.evaluators import Evaluator
from assessment.campaigns.models import Campaign
from assessment.campaigns.situation import Item, Row, Situation, Unit, situation_of


@dataclass(frozen=True)
class Line:
    """A row of the preview: an item with who scores it, who joins, who leaves, and how many are wanting."""

    item: Item
    reviewers: tuple[str, ...]
    added: frozenset[str]
    removed: tuple[str, ...]
    wanting: int

    @property
    def is_changed(self) -> bool:
        return bool(self.added or self.removed)


@dataclass(frozen=True)
class Load:
    """How many items an evaluator has, before and after, and from how many a conflict keeps them."""

    evaluator: Evaluator
    before: int
    after: int
    barred: int

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Plan:
    """What would be assigned. ``rows`` is the whole state after applying, ``before`` the one it starts from."""

    campaign: Campaign
    unit: Unit
    lines: tuple[Line, ...]
    loads: tuple[Load, ...]
    rows: frozenset[Row]
    before: frozenset[Row]

    @property
    def added(self) -> frozenset[Row]:
        return self.rows - self.before

    @property
    def removed(self) -> frozenset[Row]:
        return self.before - self.rows

    @property
    def is_empty(self) -> bool:
        return self.rows == self.before

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.is_changed]

    @property
    def wanting(self) -> list[Line]:
        """Items for which fewer than were asked for may be found."""
        return [line for line in self.lines if line.wanting]

    @property
    def spread(self) -> tuple[int, int]:
        """The least and the most that an evaluator has afterwards."""
        loads = [load.after for load in self.loads if load.evaluator.is_active]
        return (min(loads), max(loads)) if loads else (0, 0)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over what is planned and what it starts from: the same plan, seen again, has the same one."""
        digest = hashlib.sha256(f"{self.campaign.pk} {self.unit}".encode())
        for rows in (self.before, self.rows):
            digest.update("".join(f"\n{tuple(row)}" for row in sorted(rows)).encode() + b"\n\n")
        return digest.hexdigest()


def propose_assignment(*, campaign: Campaign, k: int, unit: Unit | str, seed: str = "") -> Plan:
    """A level plan with k evaluators for each item and without conflicts that changes as little as possible.

    Work that has begun stays with who began it (but for a conflict). Where fewer than k may be asked an item stays
    short: ``Plan.wanting``. A constant number of queries; nothing is written.
    """
    found, unit = situation_of(campaign), Unit(unit)
    items = found.items(unit)
    barred = found.conflicts.barred()
    forbidden = {(item.key, key) for item in items for key in barred.get(item.entity.pk, ())}
    holders = {item.key: found.coverage.holders(item) for item in items}
    held = {(item, key): begun for item, keys in holders.items() for key, begun in keys.items()}
    shared = share_out(
        Demand(
            items=[item.key for item in items],
            reviewers=[evaluator.key for evaluator in found.evaluators],
            k=k,
            seed=f"{campaign.key}/{seed}",
            forbidden=forbidden,
            current=set(held),
            fixed={pair for pair, begun in held.items() if begun and pair not in forbidden},
        )
    )
    return make_plan(found, unit=unit, items=items, holders=holders, shared=shared, k=k)


def plan_of_rows(found: Situation, rows: Iterable[Row]) -> Plan:
    """The plan that brings a stated list about (a file); shown by section where it states one, else by entity."""
    stated = frozenset(rows)
    unit = Unit.SECTION if any(row.section for row in stated | found.rows) else Unit.ENTITY
    items = found.items(unit)
    before = {item.key: found.coverage.holders(item) for item in items}
    after = type(found.coverage)(stated, ())
    shared = {item.key: tuple(sorted(after.holders(item))) for item in items}
    return make_plan(found, unit=unit, items=items, holders=before, shared=shared, rows=stated)


def make_plan(
    found: Situation,
    *,
    unit: Unit,
    items: Sequence[Item],
    holders: Mapping[str, Mapping[str, bool]],
    shared: Mapping[str, Sequence[str]],
    k: int = 0,
    rows: frozenset[Row] | None = None,
) -> Plan:
    """``holders``: who has each item now; ``shared``: who will. ``rows`` if they say more than the items do."""
    lines = tuple(_line(item, holders[item.key], tuple(shared[item.key]), k) for item in items)
    if rows is None:
        rows = frozenset(
            Row(component, line.item.entity.pk, section, reviewer)
            for line in lines
            for reviewer in line.reviewers
            for component, section in line.item.places
        )
    return Plan(found.campaign, unit, lines, _loads(found, lines, holders), rows, found.rows)


def _line(item: Item, holders: Mapping[str, bool], reviewers: tuple[str, ...], k: int) -> Line:
    return Line(
        item=item,
        reviewers=reviewers,
        added=frozenset(reviewers) - frozenset(holders),
        removed=tuple(sorted(set(holders) - set(reviewers))),
        wanting=max(k - len(reviewers), 0),
    )


def _loads(found: Situation, lines: Sequence[Line], holders: Mapping[str, Mapping[str, bool]]) -> tuple[Load, ...]:
    before = Counter(key for line in lines for key in holders[line.item.key])
    after = Counter(key for line in lines for key in line.reviewers)
    per_entity = Counter(line.item.entity.pk for line in lines)
    barred = Counter(
        key for entity, keys in found.conflicts.barred().items() for key in keys for _ in range(per_entity[entity])
    )
    return tuple(
        Load(person, before[person.key], after[person.key], barred[person.key])
        for person in found.people
        if person.is_active or before[person.key] or after[person.key]
    )
