"""A league's ranking as a page shows it: one page of rows, whatever the league's size (design.md, Ranking)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict

from assessment.campaigns.models import Entity, League
from assessment.campaigns.rules import Actor
from assessment.results.baseline import Baseline, Change, baseline_of, percentages
from assessment.results.firstlevel import FirstLevel, Series, payload_matrix
from assessment.results.models import EntityResult, LeagueRank, Run
from assessment.results.shelf import facts_of
from assessment.results.vetoes import VetoWords, words_of

SIZES = {"50": 50, "100": 100, "all": 0}
VIEWS = ("bars", "figures", "chart")
ORDERS = {
    "rank": ("position",),
    "name": ("entity__sort_key", "entity__key"),
    "missing": ("missing", "position"),
}
BANDS = (3, 10)
MOST_NAMES = 60  # a dense rank may hold hundreds; the sentence then says nothing


@dataclass(frozen=True)
class Asked:
    """What the reader asked for. ``sort`` is a key of ORDERS or ``s<n>``, the n-th series; descending with a "-"."""

    search: str
    sort: str
    size: str
    page: str
    view: str

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """From an address; what is not known there falls back to the default."""
        size, view = query.get("size", ""), query.get("view", "")
        return cls(
            search=query.get("q", "").strip()[:100],
            sort=query.get("sort", ""),
            size=size if size in SIZES else "50",
            page=query.get("page", "1"),
            view=view if view in VIEWS else VIEWS[0],
        )


@dataclass(frozen=True)
class Row:
    """One entity. ``rank`` and ``total`` are None for the unqualified, ``parts`` and ``scores`` then empty.

    Of each series, None where it isn't assessed: ``parts`` what it brings to the total, ``scores`` its own points.
    """

    key: str
    name: str
    rank: int | None
    total: Decimal | None
    grade: str
    missing: int
    parts: tuple[float | None, ...]
    scores: tuple[float | None, ...]
    bar: tuple[tuple[float, int, str], ...]
    change: Change | None
    vetoes: tuple[VetoWords, ...]


class LeagueTable:
    """Reads lazily; a constant number of queries for any size of league and page."""

    def __init__(self, *, run: Run, league: League, asked: Asked, user: Actor) -> None:
        self.run, self.league, self.asked, self.user = run, league, asked, user
        self.facts = facts_of(run)
        self.first_level = FirstLevel(run, self.facts)

    @property
    def series(self) -> list[Series]:
        return self.first_level.series

    @cached_property
    def sort(self) -> str:
        key = self.asked.sort.removeprefix("-")
        known = key in ORDERS or key in {item.sort for item in self.series}
        return self.asked.sort if known else "rank"

    @cached_property
    def page(self) -> Page[int]:
        """A page of entity ids."""
        ids = self._ordered()
        return Paginator(ids, SIZES[self.asked.size] or max(len(ids), 1)).get_page(self.asked.page)

    def _ordered(self) -> list[int]:
        """Ids of all entities found, in the order asked for; who is not ranked stays at the end."""
        key, descending = self.sort.removeprefix("-"), self.sort.startswith("-")
        places = self._found()
        if key not in ORDERS:
            return self._by_series(int(key[1:]), descending, list(places.values_list("entity_id", flat=True)))
        if key == "missing":
            mine = EntityResult.objects.filter(run=self.run, entity=OuterRef("entity"))
            places = places.annotate(missing=Subquery(mine.values("missing")))
        first, *rest = ORDERS[key]
        order = F(first).desc() if descending else F(first).asc()
        last = [F("rank").asc(nulls_last=True)] if key == "rank" and not descending else []
        if key == "rank" and descending:
            last = [F("rank").desc(nulls_last=True)]
        return list(places.order_by(*last, order, *rest).values_list("entity_id", flat=True))

    def _found(self) -> QuerySet[LeagueRank]:
        places = LeagueRank.objects.filter(run=self.run, league=self.league).order_by("position")
        text = self.asked.search
        if text:
            words = Q(entity__name__icontains=text) | Q(entity__key__icontains=text)
            places = places.filter(words | Q(entity__sort_key__icontains=text.lower()))
        return places

    def _by_series(self, series: int, descending: bool, ids: list[int]) -> list[int]:
        results = self._results(ids if self.asked.search else None)
        known = [entity for entity in ids if entity in results]
        scores = self.first_level.scores(self._matrix([results[entity] for entity in known]))[:, series]
        ranked = np.array([results[entity].status == EntityResult.Status.RANKED for entity in known], dtype=bool)
        key = np.where(np.isnan(scores) | ~ranked, np.inf, -scores if descending else scores)
        return [known[place] for place in np.argsort(key, kind="stable").tolist()]

    def _results(self, ids: Sequence[int] | None) -> dict[int, EntityResult]:
        """Results by entity id; ``None`` is the whole league."""
        results = EntityResult.objects.filter(run=self.run)
        members: Any = Entity.leagues.through.objects.filter(league=self.league).values("entity_id")
        results = results.filter(entity_id__in=members if ids is None else ids)
        return {result.entity_id: result for result in results}

    def _matrix(self, results: Sequence[EntityResult]) -> np.ndarray:
        return payload_matrix([result.payload for result in results], self.first_level.width)

    @cached_property
    def baseline(self) -> Baseline | None:
        names = [entity.key for entity in self._entities.values()]
        return baseline_of(self.user, self.run.campaign, self.league, names)

    @cached_property
    def _entities(self) -> Mapping[int, Entity]:
        return Entity.objects.only("key").in_bulk(list(self.page))

    @cached_property
    def _shown(self) -> tuple[list[EntityResult], np.ndarray]:
        """The results of the page in its order, and their payloads [M, width]."""
        ids = list(self.page)
        found = self._results(ids)
        results = [found[entity] for entity in ids]
        return results, self._matrix(results)

    @cached_property
    def maximum(self) -> float:
        """What a full bar stands for: the largest total that counts as 100 % on the page."""
        return float(max(self.first_level.hundred(self._shown[1]), default=0.0))

    @cached_property
    def rows(self) -> list[Row]:
        results, payload = self._shown
        standing = LeagueRank.objects.filter(run=self.run, league=self.league, entity_id__in=list(self.page))
        ranks = dict(standing.values_list("entity_id", "rank"))
        parts, scores = self.first_level.parts(payload), self.first_level.scores(payload)
        percents = percentages(self.run, [(result.total or 0, result.payload) for result in results])
        return [
            self._row(result, ranks[result.entity_id], parts[place], scores[place], percents[place])
            for place, result in enumerate(results)
        ]

    def _row(
        self, result: EntityResult, rank: int | None, parts: np.ndarray, scores: np.ndarray, percent: Decimal
    ) -> Row:
        key = self._entities[result.entity_id].key
        ranked = result.status == EntityResult.Status.RANKED
        brought, own = (_known(parts), _known(scores)) if ranked else ((), ())
        compared = self.baseline if ranked else None
        return Row(
            key=key,
            name=self.facts.names[key],
            rank=rank,
            total=None if result.total is None else Decimal(result.total).scaleb(-self.facts.decimals),
            grade=result.grade,
            missing=result.missing,
            parts=brought,
            scores=own,
            bar=tuple(
                (points, item.colour, item.label)
                for points, item in zip(brought, self.series, strict=False)
                if points is not None
            ),
            change=compared.change(key, rank=rank, percent=percent) if compared else None,
            vetoes=tuple(words_of(self.facts, key)) if not ranked else (),
        )

    def names_by_rank(self) -> dict[int, list[str]]:
        """Names of ranks 1 … 10 for the sentence; {} where there are too many to say."""
        first = LeagueRank.objects.filter(run=self.run, league=self.league, rank__lte=BANDS[-1]).order_by("position")
        names: dict[int, list[str]] = defaultdict(list)
        for rank, key in first.values_list("rank", "entity__key"):
            names[rank or 0].append(self.facts.names[key])
        return dict(names) if sum(map(len, names.values())) <= MOST_NAMES else {}


def _known(points: np.ndarray) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else float(value) for value in points)
