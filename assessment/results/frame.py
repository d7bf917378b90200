"""What results put into the frame: links of the campaign one is in, and entities in the search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.frame import current_campaign
from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.campaigns.phases import Verb
from assessment.campaigns.rules import may_now
from assessment.campaigns.selectors import represented_entities, visible_campaigns
from assessment.core import frame
from assessment.results import rules, selectors

MOST_HITS = 30


@frame.rail(position=85)
def links(request: HttpRequest) -> Iterable[frame.RailLink]:
    """After the campaign's overview, in its group; for those who see all results."""
    campaign = current_campaign(request)
    if campaign is None:
        return
    if may_now(request.user, campaign, Verb.SEE_OWN_RESULT):
        yield from _own_results(request, campaign)
    if rules.can_view_runs(request.user, campaign):
        yield frame.RailLink(_("Runs"), reverse("results:runs", args=[campaign.key]), "player-play", campaign.name)
        yield frame.RailLink(_("Ranking"), _ranking_url(request, campaign), "trophy", campaign.name)


def _own_results(request: HttpRequest, campaign: Campaign) -> Iterable[frame.RailLink]:
    """An agency's own results; one query."""
    found = list(represented_entities(request.user, campaign))
    for entity in found:
        label = _("Result") if len(found) == 1 else _("Result of %(entity)s") % {"entity": entity.name}
        url = reverse("results:own", args=[campaign.key, entity.key])
        yield frame.RailLink(label, url, "report-analytics", campaign.name)


def _ranking_url(request: HttpRequest, campaign: Campaign) -> str:
    """Inside a run that run's rankings, so that the link is the current one on them; else those of the last run."""
    number = request.resolver_match.kwargs.get("number") if request.resolver_match else None
    if number is None:
        return reverse("results:latest", args=[campaign.key])
    return reverse("results:leagues", args=[campaign.key, number])


@frame.search(position=20)
def hits(user: Any, text: str) -> Iterable[frame.Hit]:
    """Entities by name, key or pinyin whose result the person may open, in the last run of their campaign."""
    campaigns = {campaign.pk: campaign for campaign in visible_campaigns(user)}
    whole = [pk for pk, campaign in campaigns.items() if rules.can_view_runs(user, campaign)]
    released = [pk for pk, campaign in campaigns.items() if campaign.phase in rules.RELEASED_TO_AGENCIES]
    own = Q(campaign__in=released, memberships__user=user, memberships__role=Membership.Role.AGENCY)
    named = Q(name__icontains=text) | Q(key__icontains=text) | Q(sort_key__icontains=text.lower())
    runs = {run.campaign_id: run for run in selectors.last_runs(list(campaigns))}
    found = Entity.objects.filter(Q(campaign__in=whole) | own, named, campaign__in=list(runs))
    for entity in found.order_by("sort_key", "key").distinct()[:MOST_HITS]:
        campaign, run = campaigns[entity.campaign_id], runs[entity.campaign_id]
        url = reverse("results:entity", args=[campaign.key, run.number, entity.key])
        yield frame.Hit(_("entity"), entity.name, url, campaign.name)
