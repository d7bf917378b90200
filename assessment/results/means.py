"""The mean of a league's ranked entities and of its best quarter, for comparison; runs never change, so it is kept.

What an agency may be told of others is bounded by FEWEST and FEWEST_BEST (docs/adr/0016).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.core.cache import cache
from numpy.typing import NDArray

from assessment.campaigns.models import League
from assessment.results.firstlevel import FirstLevel, payload_matrix
from assessment.results.models import EntityResult, LeagueRank, Run
from assessment.results.shelf import facts_of

#: Where fewer stand in a league, a mean would tell an agency the others' scores.
FEWEST = 5
#: A quarter of fewer is not shown to anybody: its mean would be nearly somebody's score.
FEWEST_BEST = 3
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class LeagueMeans:
    """``total`` in the campaign's points, ``scores`` of each series in its own points (None: assessed for nobody).

    ``best_…``: the same of the quarter with the highest totals (ties at its end included), None and () where it is
    too small.
    """

    entities: int
    total: float
    scores: Sequence[float | None]
    best_total: float | None = None
    best_scores: Sequence[float | None] = ()


def league_means(run: Run, league: League) -> LeagueMeans | None:
    """None where nobody is ranked. One query, or none when the means are in the cache."""
    key = f"league-means-2:{run.inputs_digest}:{run.results_digest}:{league.key}"
    found: LeagueMeans | None = cache.get(key)
    if found is None:
        found = _compute(run, league)
        cache.set(key, found, KEPT_SECONDS)
    return found if found.entities else None


def _compute(run: Run, league: League) -> LeagueMeans:
    ranked = LeagueRank.objects.filter(run=run, league=league, rank__isnull=False).values("entity_id")
    rows = EntityResult.objects.filter(run=run, entity_id__in=ranked).values_list("total", "payload")
    totals = [total or 0 for total, _payload in rows]
    if not totals:
        return LeagueMeans(0, 0.0, ())
    table = FirstLevel(run, facts_of(run))
    scores = table.scores(payload_matrix([payload for _total, payload in rows], table.width))
    unit = 10 ** facts_of(run).decimals
    best = _best_quarter(totals)
    chosen = [total for total, is_best in zip(totals, best, strict=True) if is_best]
    return LeagueMeans(
        entities=len(totals),
        total=sum(totals) / len(totals) / unit,
        scores=_column_means(scores),
        best_total=sum(chosen) / len(chosen) / unit if chosen else None,
        best_scores=_column_means(scores[best]) if chosen else (),
    )


def _best_quarter(totals: Sequence[int]) -> NDArray[np.bool_]:
    """[M]: whose total reaches that of the last one in the best quarter; nobody where the quarter is too small."""
    quarter = len(totals) // 4
    if quarter < FEWEST_BEST:
        return np.zeros(len(totals), dtype=bool)
    return np.array(totals) >= sorted(totals, reverse=True)[quarter - 1]


def _column_means(scores: NDArray[np.float64]) -> tuple[float | None, ...]:
    """The mean of each column [M, S] over what is not NaN."""
    counted = ~np.isnan(scores)
    sums, counts = np.where(counted, scores, 0.0).sum(axis=0), counted.sum(axis=0)
    return tuple(float(total / count) if count else None for total, count in zip(sums, counts, strict=True))
