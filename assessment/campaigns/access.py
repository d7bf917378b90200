"""Opening a campaign by its address: a stranger finds nothing there (style.md §2.5)."""

from __future__ import annotations

from django.http import Http404

from assessment.campaigns.models import Campaign
from assessment.campaigns.rules import Actor
from assessment.campaigns.selectors import campaigns_of


def open_campaign(user: Actor, key: str) -> Campaign:
    """The campaign of ``key`` if the account holds a role in it, else Http404."""
    campaign = next((campaign for campaign in campaigns_of(user) if campaign.key == key), None)
    if campaign is None:
        raise Http404
    return campaign
