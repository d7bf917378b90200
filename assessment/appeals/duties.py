"""What appeals ask of leads; that they may be filed is told to agencies beside their result."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.appeals.models import Appeal
from assessment.appeals.selectors import visible_appeals
from assessment.campaigns.duties import Duty, register
from assessment.campaigns.models import Campaign
from assessment.campaigns.phases import Verb
from assessment.campaigns.rules import Actor, may_now


@register(position=70)
def open_appeals(user: Actor, campaign: Campaign) -> Iterable[Duty]:
    """One query."""
    if not may_now(user, campaign, Verb.DECIDE_APPEAL):
        return
    count = visible_appeals(user, campaign).filter(status=Appeal.Status.OPEN).count()
    if count:
        url = reverse("appeals:list", args=[campaign.key]) + f"?state={Appeal.Status.OPEN}"
        yield Duty(_("Answer the open appeals: %(count)s") % {"count": count}, url)
