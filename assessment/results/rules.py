"""Who may start runs and see results (screens.md §1–2)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.campaigns.rules import Actor, can_manage_campaign, represents, roles_in
from assessment.core.verdicts import Allowed, Denied, Verdict, allow_if, first_denial
from reviews.blindness import blind_campaigns

Role, Phase = Membership.Role, Campaign.Phase
SEES_RESULTS = {Role.ADMINISTRATOR, Role.LEAD, Role.AUDITOR}
RELEASED_TO_AGENCIES = {Phase.PRELIMINARY, Phase.APPEALS, Phase.FINAL, Phase.PUBLISHED, Phase.ARCHIVED}


def can_start_run(actor: Actor, campaign: Campaign) -> Verdict:
    verdict = can_manage_campaign(actor, campaign)
    if isinstance(verdict, Denied):
        return verdict
    if campaign.phase in (Phase.PUBLISHED, Phase.ARCHIVED):
        return Denied(_("The results of this campaign are published; nothing is computed any more."))
    return Allowed()


def can_view_runs(actor: Actor, campaign: Campaign) -> Verdict:
    """Rankings and runs of the whole campaign: administrators, leads and auditors.

    Not while they score themselves and have not handed in everything: totals, ranks and means are made of the values
    of others (quality.md §2).
    """
    return first_denial(
        can_view_reviewers(actor, campaign),
        allow_if(
            not is_kept_back(actor, campaign),
            _("You score in this campaign: results are shown to you once all your own sheets are submitted."),
        ),
    )


def is_kept_back(actor: Actor, campaign: Campaign) -> bool:
    """Whether the account sees results by its role, but not before its own work in the campaign is handed in."""
    return bool(roles_in(actor, campaign) & SEES_RESULTS) and campaign.pk in blind_campaigns(actor)


def can_view_entity_result(actor: Actor, entity: Entity) -> Verdict:
    """Everybody who sees the campaign's results, and the agency itself once results are released to it."""
    verdict = can_view_runs(actor, entity.campaign)
    if isinstance(verdict, Allowed) or not represents(actor, entity):
        return verdict
    if entity.campaign.phase in RELEASED_TO_AGENCIES:
        return Allowed()
    return Denied(_("Your result is shown here once preliminary results are released."))


def can_view_reviewers(actor: Actor, campaign: Campaign) -> Verdict:
    """Single reviewers' values and keys; never for agencies. Of which entities, reviews.blindness decides."""
    return allow_if(
        roles_in(actor, campaign) & SEES_RESULTS,
        _("Results of all entities are shown to administrators, leads and auditors only."),
    )


def can_view_rank(actor: Actor, entity: Entity) -> Verdict:
    """The rank beside a result. Agencies don't see theirs before rankings are published: it tells of the others."""
    verdict = can_view_runs(actor, entity.campaign)
    if isinstance(verdict, Allowed) or entity.campaign.phase in (Phase.PUBLISHED, Phase.ARCHIVED):
        return can_view_entity_result(actor, entity)
    return Denied(_("Ranks are shown once the rankings are published."))
