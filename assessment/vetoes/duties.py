"""What vetoes ask of people: an agency's statement, a lead's hearing and decision."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.duties import Duty, register
from assessment.campaigns.models import Campaign
from assessment.campaigns.phases import Verb
from assessment.campaigns.rules import Actor, is_blind, may_now
from assessment.results.models import VetoFinding
from assessment.vetoes.blocking import open_gates, open_vetoes
from assessment.vetoes.frame import hearings_of


@register(position=34)
def own_hearings(user: Actor, campaign: Campaign) -> Iterable[Duty]:
    """What the agency was asked and has not answered. One query."""
    if not may_now(user, campaign, Verb.STATE):
        return
    waiting = hearings_of(user, campaign).filter(stated_at=None, finding__status=VetoFinding.Status.PROPOSED)
    for hearing in waiting.select_related("finding__entity").order_by("pk"):
        url = reverse("vetoes:statement", args=[campaign.key, hearing.finding_id])
        yield Duty(_("A veto is proposed, make your statement:"), url, hearing.finding.entity.name)


@register(position=36)
def undecided(user: Actor, campaign: Campaign) -> Iterable[Duty]:
    """For leads who have handed in their own work. Three queries."""
    if not may_now(user, campaign, Verb.DECIDE_VETO) or is_blind(user, campaign):
        return
    count = open_vetoes(campaign) + open_gates(campaign)
    if count:
        words = _("Hear agencies and decide on vetoes and gates: %(count)s") % {"count": count}
        yield Duty(words, reverse("vetoes:list", args=[campaign.key]))
