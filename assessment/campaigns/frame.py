"""What campaigns put into the frame: the switcher, the rail's first link, and their names in the search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.rules import held_roles, role_words
from assessment.campaigns.selectors import campaigns_of, visible_campaigns
from assessment.core import frame

MOST_HITS = 20


def current_campaign(request: HttpRequest) -> Campaign | None:
    """The campaign whose page this is, where the person may open it."""
    match = request.resolver_match
    if match is None or match.app_name not in CAMPAIGN_ROOMS:
        return None
    key = match.kwargs.get("key") or getattr(request, "campaign_key", None)
    return next((campaign for campaign in campaigns_of(request.user) if campaign.key == key), None)


def stand_in(request: HttpRequest, campaign: Campaign) -> None:
    """Say which campaign a page belongs to whose address does not name it, such as a score sheet's."""
    request.campaign_key = campaign.key  # type: ignore[attr-defined]


#: Rooms whose addresses name a campaign by ``key``.
CAMPAIGN_ROOMS = {"campaigns", "results", "exports", "reviews", "work", "publications", "analysis", "vetoes"}


@frame.campaigns
def choices(request: HttpRequest) -> Iterable[frame.CampaignChoice]:
    current = current_campaign(request)
    for campaign in campaigns_of(request.user):
        yield frame.CampaignChoice(
            key=campaign.key,
            name=campaign.name,
            url=reverse("campaigns:home", args=[campaign.key]),
            phase=campaign.phase,
            phase_label=campaign.get_phase_display(),
            roles=tuple(role_words(request.user, campaign)),
            deadline=campaign.due_at,
            is_current=campaign == current,
        )


@frame.rail(position=10)
def links(request: HttpRequest) -> Iterable[frame.RailLink]:
    """Nothing for people without a role in any campaign: their first page is another one."""
    held = held_roles(request.user)
    if not any(held.values()):
        return
    yield frame.RailLink(_("Campaigns"), reverse("campaigns:list"), "checklist")


@frame.rail(position=40)
def master_data(request: HttpRequest) -> Iterable[frame.RailLink]:
    """For administrators of the installation: where campaigns and entities are made."""
    if Membership.Role.ADMINISTRATOR in held_roles(request.user)[0]:
        yield frame.RailLink(_("Master data"), reverse("admin:index"), "settings")


@frame.rail(position=80)
def campaign_links(request: HttpRequest) -> Iterable[frame.RailLink]:
    """Last in the rail: the group of the campaign one is in."""
    campaign = current_campaign(request)
    if campaign is not None:
        home = reverse("campaigns:home", args=[campaign.key])
        phases = reverse("campaigns:phases", args=[campaign.key])
        yield frame.RailLink(_("Overview"), home, "home", group=campaign.name)
        yield frame.RailLink(_("Phases"), phases, "calendar-event", group=campaign.name)


@frame.search(position=10)
def hits(user: Any, text: str) -> Iterable[frame.Hit]:
    named = Q(name_zh__icontains=text) | Q(name_en__icontains=text) | Q(key__icontains=text)
    for campaign in visible_campaigns(user).filter(named).order_by("-year", "key")[:MOST_HITS]:
        url = reverse("campaigns:home", args=[campaign.key])
        yield frame.Hit(_("campaign"), campaign.name, url, campaign.get_phase_display())
