"""What a lead does in reconciliation."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.duties import Duty, register
from assessment.campaigns.models import Campaign
from assessment.campaigns.phases import Verb
from assessment.campaigns.rules import Actor, may_now


@register(position=40)
def disagreements(user: Actor, campaign: Campaign) -> Iterable[Duty]:
    """No query: how many there are takes reading every value, which their page does."""
    if campaign.phase == Campaign.Phase.RECONCILIATION and may_now(user, campaign, Verb.SETTLE):
        url = reverse("analysis:disagreements", args=[campaign.key])
        yield Duty(_("Settle the disagreements that are left."), url)
