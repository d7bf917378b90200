"""What publication asks of people: one prepares, another approves."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.duties import Duty, register
from assessment.campaigns.models import Campaign
from assessment.campaigns.rules import Actor
from assessment.publications import rules
from assessment.publications.selectors import preparation_of


@register(position=80)
def publication(user: Actor, campaign: Campaign) -> Iterable[Duty]:
    """Two queries for who sees the campaign's results."""
    if not rules.can_view_publication(user, campaign):
        return
    url, waiting = reverse("publications:publication", args=[campaign.key]), preparation_of(campaign)
    if waiting is not None and rules.can_approve(user, waiting):
        yield Duty(_("Check and approve the publication that is prepared."), url)
    elif waiting is None and rules.can_prepare(user, campaign):
        yield Duty(_("Go through the check list and prepare the publication."), url)
