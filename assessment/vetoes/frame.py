"""Links of the rail: vetoes for those who see all of them; what an agency is asked about its entities."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.frame import current_campaign
from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.rules import Actor, roles_in
from assessment.core import frame
from assessment.vetoes.models import Hearing
from assessment.vetoes.rules import can_view_vetoes


def hearings_of(user: Actor, campaign: Campaign) -> QuerySet[Hearing]:
    """What the account's entities were asked."""
    return Hearing.objects.filter(
        opened_at__isnull=False,
        finding__component__campaign=campaign,
        finding__entity__memberships__user=user.pk,
        finding__entity__memberships__role=Membership.Role.AGENCY,
    )


@frame.rail(position=86)
def own_hearings(request: HttpRequest) -> Iterable[frame.RailLink]:
    """An agency's way to what it is asked: the last hearing of each of its entities. One query, for agencies only."""
    campaign, user = current_campaign(request), request.user
    if campaign is None or Membership.Role.AGENCY not in roles_in(user, campaign):
        return
    last = dict(hearings_of(user, campaign).order_by("pk").values_list("finding__entity", "finding"))
    for finding in last.values():
        url = reverse("vetoes:statement", args=[campaign.key, finding])
        yield frame.RailLink(_("Statement on a veto"), url, "message-report", campaign.name)


@frame.rail(position=84)
def links(request: HttpRequest) -> Iterable[frame.RailLink]:
    campaign = current_campaign(request)
    if campaign is not None and can_view_vetoes(request.user, campaign):
        yield frame.RailLink(
            _("Vetoes and gates"), reverse("vetoes:list", args=[campaign.key]), "octagon", campaign.name
        )
