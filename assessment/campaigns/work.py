"""Score sheets as far as assignment needs them, told by the room above.

Campaigns lie below reviews (style.md §2.1), yet who scores what decides which sheets exist, and work that has begun
must not be taken away unasked. The room that keeps the sheets registers in its AppConfig.ready:

    @work.standing
    def standing(campaign) -> dict[Sheet, bool]: ...     # every sheet, and whether anything was entered
    @work.following
    def follow(campaign, removed, actor) -> None: ...    # open and drop sheets, in the caller's transaction
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from assessment.campaigns.models import Campaign
from assessment.core.hooks import Hooks
from assessment.core.models import User


class Sheet(NamedTuple):
    """Whose work on what, by ids; the rounds of a sheet go together."""

    component: int
    entity: int
    reviewer: int


Standing = Callable[[Campaign], Mapping[Sheet, bool]]
Following = Callable[[Campaign, Collection[Sheet], User | None], None]
standing = Hooks[Standing]()  # who knows the sheets of a campaign; a constant number of queries
following = Hooks[Following]()  # who opens and drops sheets when assignments have changed


def sheets_of(campaign: Campaign) -> dict[Sheet, bool]:
    """Every sheet of the campaign; true where work has begun."""
    return {sheet: begun for provider in standing for sheet, begun in provider(campaign).items()}


def follow(*, campaign: Campaign, removed: Collection[Sheet], actor: User | None) -> None:
    """Bring the sheets after the assignments. ``removed``: assigned before, now no longer."""
    for provider in following:
        provider(campaign, removed, actor)
