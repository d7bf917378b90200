"""Opening a campaign by its address: a stranger finds nothing there (style.md §2.5)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404

from assessment.campaigns.models import Campaign
from assessment.campaigns.rules import Actor
from assessment.campaigns.selectors import campaigns_of
from assessment.core.verdicts import Verdict, require


def open_campaign(user: Actor, key: str, rule: Callable[[Actor, Campaign], Verdict] | None = None) -> Campaign:
    """The campaign of ``key``, for an account that holds a role in it and passes ``rule``.

    Raises Http404, and PermissionDenied with the rule's reason.
    """
    campaign = next((campaign for campaign in campaigns_of(user) if campaign.key == key), None)
    if campaign is None:
        raise Http404
    if rule is not None:
        require(rule(user, campaign))
    return campaign
