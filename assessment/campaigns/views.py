"""The list of campaigns and a campaign's home."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessment.campaigns import board, selectors
from assessment.campaigns.access import open_campaign
from assessment.campaigns.duties import duties_of
from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.rules import held_roles, role_words, roles_in


@require_GET
@login_required
def campaign_list(request: HttpRequest) -> HttpResponse:
    campaigns = selectors.campaigns_of(request.user)
    standings = board.standings_of(request.user, campaigns) if campaigns else {}
    rows = [(campaign, _roles(request, campaign), standings[campaign.pk]) for campaign in campaigns]
    context = {"rows": rows, "may_add": Membership.Role.ADMINISTRATOR in held_roles(request.user)[0]}
    return render(request, "campaigns/list.html", context)


@require_GET
@login_required
def campaign_home(request: HttpRequest, key: str) -> HttpResponse:
    """For everybody who holds a role in it; an agency sees what concerns its own entity only."""
    campaign = open_campaign(request.user, key)
    home = board.home_of(request.user, campaign)
    components = selectors.components_with_shares(campaign)
    only_agency = roles_in(request.user, campaign) == {selectors.AGENCY}
    context: dict[str, Any] = {
        "campaign": campaign,
        "duties": duties_of(request.user, campaign),
        "roles": _roles(request, campaign),
        "home": home,
        "only_agency": only_agency,
    }
    if only_agency:
        context["components"] = [(component, share, ()) for component, share in components]
    else:
        leagues = campaign.leagues.annotate(members=Count("entities")).order_by("position")
        counts = selectors.class_counts(campaign, [component for component, _share in components])
        context |= {
            "components": [(*row, count) for row, count in zip(components, counts, strict=True)],
            "leagues": [(league, home.leagues.get(league.pk)) for league in leagues],
            "entity_count": campaign.entities.count(),
            "channels": selectors.open_channel_counts(campaign),
        }
    return render(request, "campaigns/home.html", context)


def _roles(request: HttpRequest, campaign: Campaign) -> str:
    return _(", ").join(role_words(request.user, campaign))
