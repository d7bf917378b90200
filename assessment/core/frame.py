"""What rooms put into the frame around every page.

The frame (top bar, rail, search) belongs to core, but campaigns, sheets and results lie above it. They hand their part
down by registering a provider in their AppConfig.ready:

    @frame.rail(position=20)
    def links(request) -> list[RailLink]: ...

Providers are asked only when a full page is rendered, and each must need a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class RailLink:
    """One entry of the rail. ``icon`` is a name of the sprite, ``group`` a translated heading ('' for none).

    The entry is shown as current on every page whose path starts with ``url``; the longest match wins.
    ``count`` is a small figure at the right, e.g. what is due.
    """

    label: str
    url: str
    icon: str
    group: str = ""
    count: int | None = None


@dataclass(frozen=True)
class CampaignChoice:
    """One campaign of the switcher. ``roles`` are the words of the person's roles in it, for the account page."""

    key: str
    name: str
    url: str
    phase: str
    phase_label: str
    roles: tuple[str, ...] = ()
    deadline: datetime | None = None
    is_current: bool = False


@dataclass(frozen=True)
class Hit:
    """One finding of the search: ``kind`` is a translated word, ``note`` says where it stands."""

    kind: str
    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Bell:
    """How much a person was told and has not read, and the page of it."""

    count: int
    url: str


#: A provider of search hits stops after so many of one kind, and the page says so.
MOST_HITS = 50

RailProvider = Callable[[HttpRequest], Iterable[RailLink]]
CampaignProvider = Callable[[HttpRequest], Iterable[CampaignChoice]]
SearchProvider = Callable[[Any, str], Iterable[Hit]]
BellProvider = Callable[[HttpRequest], Bell]


@dataclass
class Registry:
    rails: list[tuple[int, RailProvider]] = field(default_factory=list)
    campaigns: list[CampaignProvider] = field(default_factory=list)
    searches: list[tuple[int, SearchProvider]] = field(default_factory=list)
    bells: list[BellProvider] = field(default_factory=list)


registry = Registry()


def rail(*, position: int) -> Callable[[RailProvider], RailProvider]:
    """Register a provider of rail links; a lower position stands higher."""

    def register(provider: RailProvider) -> RailProvider:
        registry.rails.append((position, provider))
        return provider

    return register


def campaigns(provider: CampaignProvider) -> CampaignProvider:
    """Register the provider of the campaign switcher: the campaigns the person may open, in order."""
    registry.campaigns.append(provider)
    return provider


def search(*, position: int) -> Callable[[SearchProvider], SearchProvider]:
    """Register a provider of search hits: ``(user, text) -> hits``, only of what the user may see."""

    def register(provider: SearchProvider) -> SearchProvider:
        registry.searches.append((position, provider))
        return provider

    return register


def bell(provider: BellProvider) -> BellProvider:
    """Register who counts the notices of a person; one query."""
    registry.bells.append(provider)
    return provider


def rail_links(request: HttpRequest) -> list[RailLink]:
    """All links of the person's rail in order."""
    ordered = sorted(registry.rails, key=lambda entry: entry[0])
    return [link for _position, provider in ordered for link in provider(request)]


def current_link(links: Iterable[RailLink], path: str) -> RailLink | None:
    """The link under which ``path`` lies."""
    inside = [link for link in links if path == link.url or path.startswith(link.url.rstrip("/") + "/")]
    return max(inside, key=lambda link: len(link.url), default=None)


def campaign_choices(request: HttpRequest) -> list[CampaignChoice]:
    return [choice for provider in registry.campaigns for choice in provider(request)]


def hits(user: Any, text: str) -> list[Hit]:
    """All findings, by the position of their provider. A provider gives at most MOST_HITS of a kind."""
    ordered = sorted(registry.searches, key=lambda entry: entry[0])
    return [hit for _position, provider in ordered for hit in provider(user, text)]
