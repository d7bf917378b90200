"""What campaigns themselves ask of an administrator: set-up while it is a draft, then the next phase."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.duties import Duty, register
from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.phases import ORDER, Verb
from assessment.campaigns.rules import Actor, held_roles, may_now

Phase = Campaign.Phase
#: The move to "published" is made by publishing, not by moving.
MOVED_BY_HAND = tuple(phase for phase in ORDER if phase not in (Phase.FINAL, Phase.ARCHIVED))


@register(position=10)
def set_up(user: Actor, campaign: Campaign) -> Iterable[Duty]:
    """For administrators of the installation, who alone come to the master data. Three queries in a draft."""
    if campaign.phase != Phase.DRAFT or Membership.Role.ADMINISTRATOR not in held_roles(user)[0]:
        return
    if not campaign.components.exists() or not campaign.rounds.exists():
        url = reverse("admin:campaigns_campaign_change", args=[campaign.pk])
        yield Duty(_("Choose the indicator version, a round and the leagues."), url)
    if not campaign.entities.exists():
        url = reverse("admin:campaigns_entity_add") + f"?campaign={campaign.pk}"
        yield Duty(_("Add the entities, or import them with a bundle."), url)


@register(position=12)
def assign(user: Actor, campaign: Campaign) -> Iterable[Duty]:
    """While nothing is assigned. One query."""
    if may_now(user, campaign, Verb.ASSIGN) and not campaign.assignments.exists():
        yield Duty(_("Assign the entities to evaluators."), reverse("campaigns:assignment", args=[campaign.key]))


@register(position=90)
def next_phase(user: Actor, campaign: Campaign) -> Iterable[Duty]:
    """Last: what to do once everything else is done. What blocks the move stands on that page."""
    if campaign.phase in MOVED_BY_HAND and may_now(user, campaign, Verb.MOVE_PHASE):
        following = ORDER[ORDER.index(Phase(campaign.phase)) + 1]
        words = _("Look what is open before “%(phase)s”, then move on.") % {"phase": following.label}
        yield Duty(words, reverse("campaigns:phases", args=[campaign.key]))
