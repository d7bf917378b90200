"""Who may do what with accounts (screens.md §1).

Three duties apart: the security administrator keeps accounts and sees no scores, the evaluation administrator makes no
accounts, the auditor changes nothing (三员分立, docs/adr/0013).
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from assessment.accounts.models import RoleProposal
from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.rules import held_roles, recorded_roles
from assessment.core.models import SiteRole, User
from assessment.core.verdicts import Allowed, Denied, Verdict, allow_if, first_denial

Actor = User | AnonymousUser
Role = Membership.Role
#: Roles of a campaign that show scores: giving one takes a second person (quality.md §2).
SEES_SCORES = (Role.ADMINISTRATOR, Role.LEAD, Role.EVALUATOR, Role.AUDITOR)


def keeps_accounts(actor: Actor) -> bool:
    if not isinstance(actor, User) or not actor.is_active:
        return False
    return SiteRole.Role.SECURITY in recorded_roles(actor, "")


def can_manage_accounts(actor: Actor) -> Verdict:
    return allow_if(keeps_accounts(actor), _("Only a security administrator manages accounts."))


def can_change_account(actor: Actor, user: User) -> Verdict:
    """Others' accounts: nobody disables oneself, or hands oneself a link or a role."""
    return first_denial(
        can_manage_accounts(actor), allow_if(actor.pk != user.pk, _("This is your own account; a colleague does that."))
    )


def administered_campaigns(actor: Actor) -> set[int]:
    """Ids of the campaigns whose evaluation administrator the account is; 0 stands for all."""
    return {campaign_id for campaign_id, roles in held_roles(actor).items() if Role.ADMINISTRATOR in roles}


def can_view_proposals(actor: Actor) -> Verdict:
    return allow_if(
        keeps_accounts(actor) or administered_campaigns(actor),
        _("Only security administrators and evaluation administrators decide on roles."),
    )


def can_decide_proposal(actor: Actor, proposal: RoleProposal) -> Verdict:
    """A second person: a security administrator, or an evaluation administrator where the role holds."""
    administered = administered_campaigns(actor)
    concerned = 0 in administered or proposal.campaign_id in administered
    if not (keeps_accounts(actor) or concerned):
        return Denied(_("Only security administrators and evaluation administrators decide on roles."))
    if actor.pk == proposal.proposed_by_id:
        return Denied(_("You proposed this role; a second person decides."))
    return allow_if(actor.pk != proposal.user_id, _("This is your own role; somebody else decides."))


def needs_second_person(campaign: Campaign | None, role: str) -> bool:
    """Every site role, and every role that sees scores; an agency fills in for its own entity only."""
    return campaign is None or role in SEES_SCORES


def can_hold(user: User, campaign: Campaign | None, role: str) -> Verdict:
    """Whether the role goes together with those the account holds: the three duties stay apart."""
    site = set(SiteRole.objects.filter(user=user).values_list("role", flat=True))
    held = set(Membership.objects.filter(user=user).values_list("campaign_id", "role"))
    if campaign is None:
        return _can_hold_site_role(site, {name for _id, name in held}, role)
    here = {name for campaign_id, name in held if campaign_id == campaign.pk}
    if SiteRole.Role.SECURITY in site:
        return Denied(_("A security administrator sees no scores and holds no role in a campaign."))
    if SiteRole.Role.AUDITOR in site and role != Role.AUDITOR:
        return Denied(_("An auditor of the installation changes nothing and holds no other role."))
    if SiteRole.Role.ADMINISTRATOR in site and role in (Role.AUDITOR, Role.AGENCY):
        return Denied(_("An evaluation administrator neither audits nor fills in for an entity."))
    if here and Role.AUDITOR in {*here, role} and {*here, role} != {Role.AUDITOR}:
        return Denied(_("An auditor of a campaign holds no other role in it."))
    return allow_if(
        not {Role.ADMINISTRATOR, Role.AGENCY} <= {*here, role},
        _("An administrator of a campaign fills in for none of its entities."),
    )


def _can_hold_site_role(site: set[str], held: set[str], role: str) -> Verdict:
    if site:
        return Denied(_("One account holds at most one role for the whole installation."))
    forbidden: set[str] = {
        SiteRole.Role.SECURITY: {name.value for name in Role},
        SiteRole.Role.AUDITOR: {name.value for name in Role if name != Role.AUDITOR},
        SiteRole.Role.ADMINISTRATOR: {Role.AUDITOR.value, Role.AGENCY.value},
    }[SiteRole.Role(role)]
    if held & forbidden:
        return Denied(_("The account holds roles in campaigns that don't go together with this one."))
    return Allowed()
