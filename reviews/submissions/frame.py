"""The links of this room in the rail."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.frame import CAMPAIGN_ROOMS, current_campaign
from assessment.campaigns.models import Membership
from assessment.campaigns.rules import held_roles
from assessment.core import frame
from reviews.submissions.rules import can_view_assessments

CAMPAIGN_ROOMS.update({"submissions", "evidence"})


@frame.rail(position=6)
def own_link(request: HttpRequest) -> Iterable[frame.RailLink]:
    """First of all for agencies: it is the page they begin with."""
    if any(Membership.Role.AGENCY in roles for roles in held_roles(request.user).values()):
        yield frame.RailLink(_("Self-assessment"), reverse("submissions:mine"), "clipboard-check")


@frame.rail(position=82)
def campaign_link(request: HttpRequest) -> Iterable[frame.RailLink]:
    campaign = current_campaign(request)
    if campaign is not None and can_view_assessments(request.user, campaign):
        url = reverse("submissions:overview", args=[campaign.key])
        yield frame.RailLink(_("Self-assessments"), url, "clipboard-check", group=campaign.name)
