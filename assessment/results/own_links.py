"""What rooms above results put on an agency's page: appeals lie higher, yet stand beside each criterion.

    @own_links.provider
    def links(user, entity, run) -> OwnLinks: ...

registered in the room's AppConfig.ready; a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assessment.campaigns.models import Entity
from assessment.campaigns.rules import Actor
from assessment.results.models import Run

#: A criterion of the entity: the component's system and the criterion's address.
Place = tuple[str, str]


@dataclass(frozen=True)
class OwnLink:
    """A link beside a criterion. ``state`` is a known state (markup.STATES), shown as a chip with ``word``; '' for a
    plain link."""

    label: str
    url: str
    icon: str
    state: str = ""
    word: str = ""


@dataclass(frozen=True)
class OwnLinks:
    """``note`` says in a sentence what may be done now; ``standing`` are links to what is there, ``offer`` makes the
    link to begin something at any other place (None: nothing may be begun)."""

    note: str = ""
    head: OwnLink | None = None
    standing: Mapping[Place, OwnLink] = field(default_factory=dict)
    offer: Callable[[Place], OwnLink] | None = None

    def at(self, place: Place) -> OwnLink | None:
        return self.standing.get(place) or (self.offer(place) if self.offer else None)


Provider = Callable[[Actor, Entity, Run], OwnLinks]
_providers: list[Provider] = []


def provider(found: Provider) -> Provider:
    """Register who knows; there is one."""
    _providers[:] = [found]
    return found


def links_of(user: Actor, entity: Entity, run: Run) -> OwnLinks:
    return _providers[0](user, entity, run) if _providers else OwnLinks()
