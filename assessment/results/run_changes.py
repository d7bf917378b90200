"""What changed against the last run: totals, ranks, and why (screens.md §3, Runs)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from assessment.campaigns.models import League
from assessment.results.causes import Difference, EntityCauses, general_causes
from assessment.results.models import EntityResult, LeagueRank, Run
from assessment.results.selectors import light
from assessment.results.shelf import facts_of
from reviews.models import SheetPack

MOST_LISTED = 20


@dataclass(frozen=True)
class Standing:
    """An entity in one run: its database id, its total (None: unqualified), its ranks by league id."""

    entity: int
    total: Decimal | None
    ranks: Mapping[int, int]


@dataclass(frozen=True)
class Move:
    """The ranks of an entity in one league; None: not ranked there. ``places`` > 0: so many ranks better."""

    league: League
    before: int | None
    now: int | None

    @property
    def places(self) -> int:
        return (self.before or 0) - (self.now or 0) if self.before and self.now else 0


@dataclass(frozen=True)
class Changed:
    """An entity whose figures differ. ``before`` or ``now`` is None where the run had no such entity."""

    key: str
    name: str
    before: Standing | None
    now: Standing | None
    moves: Sequence[Move]
    causes: Sequence[str]

    @property
    def difference(self) -> Decimal | None:
        return _difference(self.before, self.now)


def previous_run(run: Run) -> Run | None:
    found = light(run.campaign.runs.filter(number__lt=run.number)).order_by("-number").first()
    if found:
        found.campaign = run.campaign
    return found


class RunChanges:
    """``run`` beside ``previous``, an earlier one of the same campaign. Reads lazily; a constant number of queries."""

    def __init__(self, run: Run, previous: Run) -> None:
        self.run, self.previous = run, previous
        self.facts, self.facts_before = facts_of(run), facts_of(previous)

    @property
    def general(self) -> list[Difference]:
        """What changed for all entities."""
        return general_causes(self.facts_before.stored.snapshot, self.facts.stored.snapshot)

    @cached_property
    def before(self) -> dict[str, Standing]:
        return _standings(self.previous, self.facts_before.decimals)

    @cached_property
    def now(self) -> dict[str, Standing]:
        return _standings(self.run, self.facts.decimals)

    @cached_property
    def _both(self) -> list[str]:
        return [key for key in self.now if key in self.before]

    @property
    def totals(self) -> int:
        """How many entities have another total."""
        return sum(self.now[key].total != self.before[key].total for key in self._both)

    @property
    def ranks(self) -> int:
        """How many entities have another rank in some league."""
        return sum(self.now[key].ranks != self.before[key].ranks for key in self._both)

    @property
    def added(self) -> int:
        return len(self.now) - len(self._both)

    @property
    def removed(self) -> int:
        return len(self.before) - len(self._both)

    @cached_property
    def _keys(self) -> list[str]:
        """Every entity whose figures differ: new, gone and (un)qualified ones first, then by difference and rank."""
        differing = [key for key in {**self.before, **self.now} if _differs(self.before.get(key), self.now.get(key))]
        return sorted(differing, key=lambda key: (*_weight(self.before.get(key), self.now.get(key)), key))

    @property
    def count(self) -> int:
        return len(self._keys)

    @cached_property
    def entities(self) -> list[Changed]:
        """Those that changed most."""
        shown = self._keys[:MOST_LISTED]
        causes = EntityCauses(self.facts_before.stored.snapshot, self.facts.stored.snapshot, set(shown))
        sheets = self._changed_sheets(shown)
        leagues = list(self.run.campaign.leagues.order_by("position"))
        return [
            Changed(
                key=key,
                name=self.facts.names.get(key) or self.facts_before.names[key],
                before=self.before.get(key),
                now=self.now.get(key),
                moves=_moves(leagues, self.before.get(key), self.now.get(key)),
                causes=causes.of(key, sheets=sheets.get(key, 0)),
            )
            for key in shown
        ]

    def _changed_sheets(self, keys: Iterable[str]) -> dict[str, int]:
        """How many sheets of each entity one of the runs has read and the other not, or in another revision."""
        ids = {standing.entity: key for key in keys if (standing := self.now.get(key) or self.before.get(key))}
        rows = SheetPack.objects.filter(sheet__entity__in=ids).values_list("pk", "sheet_id", "sheet__entity_id")
        packs = np.array(list(rows), dtype=np.int64).reshape(-1, 3)
        read = [np.isin(packs[:, 0], facts.stored.packs) for facts in (self.facts_before, self.facts)]
        found: dict[str, int] = {}
        for _sheet, entity in np.unique(packs[read[0] != read[1], 1:], axis=0).tolist():
            found[ids[entity]] = found.get(ids[entity], 0) + 1
        return found


def _standings(run: Run, decimals: int) -> dict[str, Standing]:
    """By entity key; two queries."""
    ranks: dict[int, dict[int, int]] = {}
    places = LeagueRank.objects.filter(run=run, rank__isnull=False).order_by()
    for entity, league, rank in places.values_list("entity_id", "league_id", "rank"):
        ranks.setdefault(entity, {})[league] = rank or 0
    results = EntityResult.objects.filter(run=run).order_by("entity__key")
    return {
        key: Standing(entity, None if total is None else Decimal(total).scaleb(-decimals), ranks.get(entity, {}))
        for key, entity, total in results.values_list("entity__key", "entity_id", "total")
    }


def _differs(before: Standing | None, now: Standing | None) -> bool:
    return before is None or now is None or (before.total, before.ranks) != (now.total, now.ranks)


def _difference(before: Standing | None, now: Standing | None) -> Decimal | None:
    if before is None or now is None or before.total is None or now.total is None:
        return None
    return now.total - before.total


def _weight(before: Standing | None, now: Standing | None) -> tuple[bool, Decimal, int]:
    """The order of the list: smallest first."""
    if before is None or now is None or (before.total is None) != (now.total is None):
        return False, Decimal(0), 0
    moved = [abs(rank - now.ranks.get(league, rank)) for league, rank in before.ranks.items()]
    return True, -abs(_difference(before, now) or Decimal(0)), -max(moved, default=0)


def _moves(leagues: Sequence[League], before: Standing | None, now: Standing | None) -> list[Move]:
    """One for each league in which the rank differs."""
    pairs = [
        (league, before.ranks.get(league.pk) if before else None, now.ranks.get(league.pk) if now else None)
        for league in leagues
    ]
    return [Move(*pair) for pair in pairs if pair[1] != pair[2]]
