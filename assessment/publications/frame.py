"""What publications put into the frame: the link of the campaign one is in."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.frame import current_campaign
from assessment.core import frame
from assessment.publications import rules


@frame.rail(position=95)
def links(request: HttpRequest) -> Iterable[frame.RailLink]:
    """After runs and analysis, in the campaign's group; for those who see all results."""
    campaign = current_campaign(request)
    if campaign is not None and rules.can_view_publication(request.user, campaign):
        yield frame.RailLink(
            _("Publication"), reverse("publications:publication", args=[campaign.key]), "certificate", campaign.name
        )
