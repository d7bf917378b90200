"""What analysis puts into the frame: two links in the group of the campaign one is in."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.frame import current_campaign
from assessment.core import frame
from assessment.results.rules import can_view_reviewers


@frame.rail(position=82)
def links(request: HttpRequest) -> Iterable[frame.RailLink]:
    """For those who see single reviewers' values."""
    campaign = current_campaign(request)
    if campaign is not None and can_view_reviewers(request.user, campaign):
        disagreements = reverse("analysis:disagreements", args=[campaign.key])
        yield frame.RailLink(_("Disagreements"), disagreements, "git-compare", campaign.name)
        yield frame.RailLink(_("Agreement"), reverse("analysis:agreement", args=[campaign.key]), "scale", campaign.name)
