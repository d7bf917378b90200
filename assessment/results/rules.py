"""Who may start runs and see results (screens.md §1–2)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.campaigns.phases import TABLE, Verb
from assessment.campaigns.rules import Actor, may_now, represents, roles_in
from assessment.core.verdicts import Allowed, Verdict, allow_if, first_denial
from reviews.blindness import blind_campaigns, left_entities

Role = Membership.Role
SEES_RESULTS = set(TABLE[Verb.SEE_RESULTS].roles)
RELEASED_TO_AGENCIES = set(TABLE[Verb.SEE_OWN_RESULT].phases)


def can_start_run(actor: Actor, campaign: Campaign) -> Verdict:
    return may_now(actor, campaign, Verb.RUN)


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
    if isinstance(verdict, Allowed):
        return allow_if(
            entity.pk not in left_entities(actor),
            _("Your work on this entity was taken back, and you could be asked for it again: its result is not shown."),
        )
    return may_now(actor, entity.campaign, Verb.SEE_OWN_RESULT) if represents(actor, entity) else verdict


def can_view_reviewers(actor: Actor, campaign: Campaign) -> Verdict:
    """Single reviewers' values and keys; never for agencies. Of which entities, reviews.blindness decides."""
    return allow_if(
        roles_in(actor, campaign) & SEES_RESULTS,
        _("Results of all entities are shown to administrators, leads and auditors only."),
    )


def can_view_rank(actor: Actor, entity: Entity) -> Verdict:
    """The rank beside a result. Agencies see theirs where and when the policy says so: it tells of the others."""
    verdict = can_view_runs(actor, entity.campaign)
    if isinstance(verdict, Allowed) or not represents(actor, entity):
        return verdict
    return may_now(actor, entity.campaign, Verb.SEE_OWN_RANK)
