"""Links of the rail: vetoes for those who see all of them; what an agency is asked about its entities."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.frame import current_campaign
from assessment.core import frame
from assessment.vetoes.rules import can_view_vetoes


@frame.rail(position=84)
def links(request: HttpRequest) -> Iterable[frame.RailLink]:
    campaign = current_campaign(request)
    if campaign is not None and can_view_vetoes(request.user, campaign):
        yield frame.RailLink(
            _("Vetoes and gates"), reverse("vetoes:list", args=[campaign.key]), "octagon", campaign.name
        )
