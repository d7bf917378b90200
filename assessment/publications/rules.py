"""Who prepares, approves and withdraws a publication: two people for what becomes public (quality.md §2)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.phases import Verb, may_as
from assessment.campaigns.rules import Actor, can_manage_campaign, roles_in
from assessment.core.verdicts import Allowed, Denied, Verdict, allow_if, first_denial
from assessment.publications.models import Preparation, Publication, Revision
from assessment.results import rules as results_rules

Role, Phase = Membership.Role, Campaign.Phase


def can_view_publication(actor: Actor, campaign: Campaign) -> Verdict:
    """The check list and the ledger: whoever sees the campaign's results."""
    return results_rules.can_view_runs(actor, campaign)


def can_prepare(actor: Actor, campaign: Campaign) -> Verdict:
    return may_as(roles_in(actor, campaign), campaign, Verb.PUBLISH)


def can_prepare_reissue(actor: Actor, revision: Revision) -> Verdict:
    """A withdrawn revision may be issued again in the phases in which there is something published at all."""
    campaign = revision.publication.campaign
    return first_denial(
        can_manage_campaign(actor, campaign),
        allow_if(campaign.phase in (Phase.FINAL, Phase.PUBLISHED), _("Only final or published results are reissued.")),
    )


def can_approve(actor: Actor, preparation: Preparation) -> Verdict:
    """Another administrator or a lead, never the person who prepared it."""
    campaign = preparation.publication.campaign
    if not roles_in(actor, campaign) & {Role.ADMINISTRATOR, Role.LEAD}:
        return Denied(_("Only an administrator or a lead approves a publication."))
    if preparation.prepared_by_id is not None and preparation.prepared_by_id == actor.pk:
        return Denied(_("Two people are needed: somebody else approves what you have prepared."))
    return first_denial(_in_phase(preparation), _sees_results(actor, campaign))


def _in_phase(preparation: Preparation) -> Verdict:
    phase = preparation.publication.campaign.phase
    phases = (Phase.FINAL, Phase.PUBLISHED) if preparation.revision_id else (Phase.FINAL,)
    return allow_if(phase in phases, _("Only final results are published."))


def _sees_results(actor: Actor, campaign: Campaign) -> Verdict:
    """A lead whose own sheets are still open sees no results, and approves none."""
    return results_rules.can_view_runs(actor, campaign)


def can_discard(actor: Actor, preparation: Preparation) -> Verdict:
    """Whoever prepares or approves; discarding needs no second person."""
    campaign = preparation.publication.campaign
    if roles_in(actor, campaign) & {Role.ADMINISTRATOR, Role.LEAD}:
        return Allowed()
    return Denied(_("Only an administrator or a lead discards a preparation."))


def can_withdraw(actor: Actor, publication: Publication) -> Verdict:
    """Taking back protects the public: one administrator does it, with a reason and the password."""
    return can_manage_campaign(actor, publication.campaign)
