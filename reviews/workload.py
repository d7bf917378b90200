"""What sheets say to assignment, and how they follow it (campaigns/work.py)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Case, Value, When

from assessment.campaigns import work
from assessment.campaigns.models import Campaign
from assessment.campaigns.work import Sheet
from assessment.core.models import User
from reviews.services.opening import drop_empty_sheets, of_campaign, open_sheets, with_work


@work.standing
def standing(campaign: Campaign) -> dict[Sheet, bool]:
    """Every sheet, rounds together; true where anything was entered in any round. One query."""
    begun = Case(When(with_work(), then=Value(True)), default=Value(False))
    found: dict[Sheet, bool] = {}
    rows = of_campaign(campaign).annotate(begun=begun)
    for component, entity, reviewer, has_work in rows.values_list("component", "entity", "reviewer", "begun"):
        sheet = Sheet(component, entity, reviewer)
        found[sheet] = found.get(sheet, False) or has_work
    return found


@work.following
def follow(campaign: Campaign, removed: Collection[Sheet], actor: User | None) -> None:
    """In the transaction of the change: nobody is assigned without a sheet, nobody keeps an empty one."""
    drop_empty_sheets(campaign=campaign, places=removed, actor=actor)
    open_sheets(campaign=campaign, actor=actor)
