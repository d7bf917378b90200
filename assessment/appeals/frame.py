"""The rail's link, once there may be appeals."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.appeals import rules
from assessment.campaigns.frame import CAMPAIGN_ROOMS, current_campaign
from assessment.campaigns.models import Campaign
from assessment.campaigns.phases import since
from assessment.core import frame

CAMPAIGN_ROOMS.add("appeals")
SHOWN = since(Campaign.Phase.APPEALS)


@frame.rail(position=87)
def links(request: HttpRequest) -> Iterable[frame.RailLink]:
    campaign = current_campaign(request)
    if campaign is not None and campaign.phase in SHOWN and rules.can_view_appeals(request.user, campaign):
        yield frame.RailLink(_("Appeals"), reverse("appeals:list", args=[campaign.key]), "gavel", group=campaign.name)
