"""How far a campaign is, told to its pages by the rooms above.

Campaigns lie below sheets and results (style.md §2.1), yet their list and home say how many sheets are in, what the
last run found and what to do next. The room that knows hands it down by registering in its AppConfig.ready:

    @board.standings
    def standings(user, campaigns) -> dict[int, Standing]: ...

The provider needs a constant number of queries and leaves out what ``user`` may not see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assessment.campaigns.models import Campaign
from assessment.campaigns.rules import Actor
from assessment.core.verdicts import Verdict


@dataclass(frozen=True)
class Step:
    """What to do next: one sentence, and the page to do it on ('' where there is none)."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class RunNote:
    """The last run in short."""

    number: int
    url: str
    at: datetime
    inputs_digest: str
    results_digest: str
    engine: str
    entities: int
    missing: int
    vetoed: int


@dataclass(frozen=True)
class Standing:
    """One campaign. Figures and runs are None for people whom they don't concern."""

    step: Step
    submitted: int | None = None
    sheets: int | None = None
    run: RunNote | None = None


@dataclass(frozen=True)
class LeagueNote:
    """A league in the last run: its ranking, and who stands first in one sentence ('' when nobody is ranked)."""

    url: str
    first: str


@dataclass(frozen=True)
class Deed:
    """The one primary action of a campaign's home: a POST to ``url``, disabled with its reason when denied."""

    label: str
    url: str
    icon: str
    verdict: Verdict


@dataclass(frozen=True)
class OwnEntity:
    """An entity the reader represents: its result's page, or why there is none yet."""

    key: str
    name: str
    url: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Home:
    """What a campaign's home shows beyond the campaign itself. ``leagues`` by id."""

    standing: Standing
    deed: Deed | None = None
    runs_url: str = ""
    leagues: Mapping[int, LeagueNote] = field(default_factory=dict)
    own: Sequence[OwnEntity] = ()


Standings = Callable[[Actor, Sequence[Campaign]], Mapping[int, Standing]]
Homes = Callable[[Actor, Campaign], Home]
_providers: dict[str, Callable[..., object]] = {}


def standings(provider: Standings) -> Standings:
    """Register who knows how far campaigns are."""
    _providers["standings"] = provider
    return provider


def home(provider: Homes) -> Homes:
    """Register who knows what a campaign's home shows."""
    _providers["home"] = provider
    return provider


def standings_of(user: Actor, campaigns: Sequence[Campaign]) -> Mapping[int, Standing]:
    provider: Standings = _providers["standings"]  # type: ignore[assignment]
    return provider(user, campaigns)


def home_of(user: Actor, campaign: Campaign) -> Home:
    provider: Homes = _providers["home"]  # type: ignore[assignment]
    return provider(user, campaign)
