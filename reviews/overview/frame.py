"""What these pages put into the frame: an evaluator's work, and the progress of the campaign one is in."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.frame import current_campaign
from assessment.campaigns.models import Membership
from assessment.campaigns.rules import can_view_assignment, held_roles
from assessment.core import frame
from reviews.overview.rules import can_view_progress
from reviews.rules import can_view_reopenings


@frame.rail(position=5)
def work_link(request: HttpRequest) -> Iterable[frame.RailLink]:
    """First of all for evaluators: it is the page they begin with."""
    if any(Membership.Role.EVALUATOR in roles for roles in held_roles(request.user).values()):
        yield frame.RailLink(_("My work"), reverse("work:mine"), "list-check")


@frame.rail(position=83)
def campaign_links(request: HttpRequest) -> Iterable[frame.RailLink]:
    campaign = current_campaign(request)
    if campaign is None:
        return
    if can_view_assignment(request.user, campaign):
        url = reverse("campaigns:assignment", args=[campaign.key])
        yield frame.RailLink(_("Assignment"), url, "users", group=campaign.name)
    if can_view_reopenings(request.user, campaign):
        url = reverse("reviews:reopenings", args=[campaign.key])
        yield frame.RailLink(_("Reopenings"), url, "lock-open", group=campaign.name)
    if can_view_progress(request.user, campaign):
        url = reverse("work:progress", args=[campaign.key])
        yield frame.RailLink(_("Progress"), url, "columns", group=campaign.name)
