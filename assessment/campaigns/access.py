"""Opening a campaign by its address: a stranger finds nothing there (style.md §2.5)."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from assessment.campaigns.models import Campaign
from assessment.campaigns.rules import Actor
from assessment.campaigns.selectors import visible_campaigns


def open_campaign(user: Actor, key: str) -> Campaign:
    """The campaign of ``key`` if the account holds a role in it, else Http404."""
    return get_object_or_404(visible_campaigns(user), key=key)
