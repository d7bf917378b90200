"""The mean of a league's ranked entities, for comparison; a run never changes, so it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.core.cache import cache

from assessment.campaigns.models import League
from assessment.results.firstlevel import FirstLevel, payload_matrix
from assessment.results.models import EntityResult, LeagueRank, Run
from assessment.results.shelf import facts_of

#: Where fewer stand in a league, a mean would tell an agency the others' scores.
FEWEST = 5
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class LeagueMeans:
    """``total`` in the campaign's points, ``scores`` of each series in its own points (None: assessed for nobody)."""

    entities: int
    total: float
    scores: Sequence[float | None]


def league_means(run: Run, league: League) -> LeagueMeans | None:
    """None where nobody is ranked. One query, or none when the means are in the cache."""
    key = f"league-means:{run.inputs_digest}:{run.results_digest}:{league.key}"
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
    counted = ~np.isnan(scores)
    sums, counts = np.where(counted, scores, 0.0).sum(axis=0), counted.sum(axis=0)
    return LeagueMeans(
        entities=len(totals),
        total=sum(totals) / len(totals) / 10 ** facts_of(run).decimals,
        scores=tuple(float(total / count) if count else None for total, count in zip(sums, counts, strict=True)),
    )
