"""What waits for a person in a campaign, told to its home by the rooms: one sentence and the page to do it on.

    @duties.register(position=40)
    def open_appeals(user, campaign) -> Iterable[Duty]: ...

in a module that the room's AppConfig.ready imports. Positions follow the passage of a campaign; a provider needs a
constant number of queries, asks nothing where role or phase rule the duty out, and never tells of what ``user`` may
not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assessment.campaigns.models import Campaign
from assessment.campaigns.rules import Actor


@dataclass(frozen=True)
class Duty:
    """One thing to do, translated, and where. ``about``: the name of what it is about, which is data."""

    text: str
    url: str
    about: str = ""


Finder = Callable[[Actor, Campaign], Iterable[Duty]]
_finders: list[tuple[int, Finder]] = []


def register(*, position: int) -> Callable[[Finder], Finder]:
    """Register a finder; a lower position stands higher."""

    def keep(finder: Finder) -> Finder:
        if (position, finder) not in _finders:
            _finders.append((position, finder))
            _finders.sort(key=lambda entry: entry[0])
        return finder

    return keep


def duties_of(user: Actor, campaign: Campaign) -> list[Duty]:
    """Everything that waits for the person now, in the order of a campaign's passage."""
    return [duty for _position, finder in _finders for duty in finder(user, campaign)]
