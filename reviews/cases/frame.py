"""The link to a campaign's cases, for whoever may see some."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.frame import CAMPAIGN_ROOMS, current_campaign
from assessment.core import frame

CAMPAIGN_ROOMS.add("cases")


@frame.rail(position=84)
def campaign_link(request: HttpRequest) -> Iterable[frame.RailLink]:
    campaign = current_campaign(request)
    if campaign is not None:
        yield frame.RailLink(_("Cases"), reverse("cases:list", args=[campaign.key]), "award", group=campaign.name)
