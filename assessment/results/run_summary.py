"""One run at a glance: its leagues, who is unqualified and why, where cells are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, F, Q

from assessment.campaigns.models import League
from assessment.results.models import EntityResult, LeagueRank, Run
from assessment.results.shelf import facts_of
from assessment.results.vetoes import VetoWords, words_of
from indicators.models.versions import in_language

MOST_LISTED = 20


@dataclass(frozen=True)
class Incomplete:
    """An entity of the run: how many of its cells had no value, or why it is unqualified."""

    key: str
    name: str
    missing: int
    vetoes: Sequence[VetoWords] = ()


class RunSummary:
    """Reads lazily; a constant number of queries."""

    def __init__(self, run: Run) -> None:
        self.run, self.facts = run, facts_of(run)

    @property
    def versions(self) -> list[dict[str, str]]:
        """Title and version of each component's indicator version."""
        return [
            {"title": in_language(plan.name.get("zh", ""), plan.name.get("en", "")), "version": plan.version}
            for plan in self.facts.plans
        ]

    @cached_property
    def leagues(self) -> list[tuple[League, int, int]]:
        """(league, ranked, unqualified) in campaign order."""
        places = LeagueRank.objects.filter(run=self.run).order_by().values_list("league_id")
        counted = places.annotate(ranked=Count("rank"), out=Count("pk", filter=Q(rank=None)))
        found = {league: (ranked, out) for league, ranked, out in counted}
        leagues = self.run.campaign.leagues.order_by("position")
        return [(league, *found.get(league.pk, (0, 0))) for league in leagues]

    @cached_property
    def missing(self) -> list[Incomplete]:
        """The entities with the most missing cells."""
        return self._list(EntityResult.objects.filter(run=self.run, missing__gt=0))

    @cached_property
    def unqualified(self) -> list[Incomplete]:
        return self._list(EntityResult.objects.filter(run=self.run, status=EntityResult.Status.UNQUALIFIED))

    def _list(self, results) -> list[Incomplete]:  # type: ignore[no-untyped-def]
        rows = results.order_by(F("missing").desc(), "entity__key").values_list("entity__key", "missing")[:MOST_LISTED]
        return [
            Incomplete(key, self.facts.names[key], missing, tuple(words_of(self.facts, key))) for key, missing in rows
        ]
