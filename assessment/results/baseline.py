"""Progress against a baseline campaign: differences of ranks and percentages, for entities in both (scoring.md §11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from assessment.campaigns.models import Campaign, League
from assessment.campaigns.phases import since
from assessment.campaigns.rules import Actor
from assessment.results import rules, selectors
from assessment.results.firstlevel import FirstLevel, payload_matrix
from assessment.results.models import EntityResult, LeagueRank, Run
from assessment.results.shelf import facts_of

SHOWN = set(since(Campaign.Phase.PUBLISHED))


@dataclass(frozen=True)
class Place:
    """Where an entity stood: its rank in the league (None: not ranked there) and its percentage."""

    rank: int | None
    percent: Decimal


@dataclass(frozen=True)
class Change:
    """``ranks`` > 0: so many ranks better; None where one of them is missing. ``percent`` in percentage points."""

    ranks: int | None
    percent: Decimal
    before: Place

    @property
    def fall(self) -> int:
        """How many ranks worse."""
        return max(-(self.ranks or 0), 0)


@dataclass(frozen=True)
class Baseline:
    """The last run of the baseline campaign, and the places of the entities asked for by key."""

    campaign: Campaign
    run: Run
    places: Mapping[str, Place]

    def change(self, key: str, *, rank: int | None, percent: Decimal) -> Change | None:
        before = self.places.get(key)
        if before is None:
            return None
        ranks = None if rank is None or before.rank is None else before.rank - rank
        return Change(ranks=ranks, percent=percent - before.percent, before=before)


def run_of_baseline(user: Actor, campaign: Campaign) -> Run | None:
    """The last run of the baseline campaign, where the reader may see it: by a role there, or once it is published."""
    if not campaign.baseline_key:
        return None
    runs = Run.objects.filter(campaign__key=campaign.baseline_key).select_related("campaign")
    run = selectors.light(runs).order_by("-number").first()
    if run is None or not (run.campaign.phase in SHOWN or rules.can_view_runs(user, run.campaign)):
        return None
    return run


def baseline_of(user: Actor, campaign: Campaign, league: League | None, keys: Sequence[str]) -> Baseline | None:
    """Places of the entities ``keys`` in the league of the same key; two queries."""
    run = run_of_baseline(user, campaign)
    if run is None:
        return None
    ranked = EntityResult.objects.filter(run=run, entity__key__in=keys, status=EntityResult.Status.RANKED)
    place = LeagueRank.objects.filter(run=run, entity=OuterRef("entity"), league__key=league.key if league else "")
    rows = list(
        ranked.annotate(rank=Subquery(place.values("rank"))).values_list("entity__key", "rank", "total", "payload")
    )
    percents = percentages(run, [(total or 0, payload) for _key, _rank, total, payload in rows])
    places = {key: Place(rank, percent) for (key, rank, *_rest), percent in zip(rows, percents, strict=True)}
    return Baseline(run.campaign, run, places)


def percentages(run: Run, rows: Sequence[tuple[int, bytes | memoryview]]) -> list[Decimal]:
    """Reported totals (10^-decimals units) as percentages of what counts as 100 %, with the policy's decimals."""
    facts = facts_of(run)
    table = FirstLevel(run, facts)
    hundred = table.hundred(payload_matrix([payload for _total, payload in rows], table.width))
    unit = Decimal(1).scaleb(-facts.decimals)
    return [
        (Decimal(total) * unit / Decimal(str(whole)) * 100).quantize(unit) if whole else Decimal(0)
        for (total, _payload), whole in zip(rows, hundred.tolist(), strict=True)
    ]
