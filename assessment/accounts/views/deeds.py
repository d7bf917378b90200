"""What security administrators do to an account, each a verb of one line; the account's page shows what came of it."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.accounts import rules
from assessment.accounts.models import RoleProposal
from assessment.accounts.selectors import visible_accounts, visible_proposals
from assessment.accounts.services import accounts, factors, identities, invitations, roles, sessions
from assessment.campaigns.models import Membership
from assessment.core.models import User
from assessment.core.verbs import actor_of, verb
from assessment.core.verdicts import require


def account_of(request: HttpRequest, pk: int) -> User:
    require(rules.can_manage_accounts(request.user))
    return get_object_or_404(visible_accounts(request.user), pk=pk)


def changeable(request: HttpRequest, pk: int) -> User:
    user = account_of(request, pk)
    require(rules.can_change_account(request.user, user))
    return user


def held_role(request: HttpRequest, pk: int, membership: int) -> Membership:
    held = account_of(request, pk).memberships.select_related("user", "campaign", "entity")
    return get_object_or_404(held, pk=membership)


def proposal_of(request: HttpRequest, pk: int) -> RoleProposal:
    require(rules.can_manage_accounts(request.user))
    return get_object_or_404(visible_proposals(request.user), pk=pk)


def page_of(user: User) -> str:
    return reverse("accounts:person", args=[user.pk])


def page_of_holder(held: Membership | RoleProposal) -> str:
    return reverse("accounts:person", args=[held.user_id])


@verb(of=account_of, back=page_of)
def invitation_withdrawal(request: HttpRequest, user: User) -> str:
    invitations.withdraw_invitation(user=user, actor=actor_of(request))
    return _("The link holds no more.")


@verb(of=account_of, back=page_of)
def disablement(request: HttpRequest, user: User) -> str:
    accounts.disable_account(user=user, actor=actor_of(request))
    return _("The account is disabled and signed out everywhere.")


@verb(of=account_of, back=page_of)
def enablement(request: HttpRequest, user: User) -> str:
    accounts.enable_account(user=user, actor=actor_of(request))
    return _("The account may sign in again.")


@verb(of=changeable, back=page_of)
def session_endings(request: HttpRequest, user: User) -> str:
    ended = sessions.end_sessions(user=user, actor=actor_of(request))
    return _("Sessions ended: %(count)s") % {"count": ended}


@verb(of=changeable, back=page_of)
def factor_removal(request: HttpRequest, user: User) -> str:
    """For a lost phone."""
    factors.remove_second_factor(user=user, actor=actor_of(request))
    return _("The second factor was removed; the password alone signs in.")


@verb(of=changeable, back=page_of)
def identity_removal(request: HttpRequest, user: User) -> str:
    """For an identity that somebody else got hold of."""
    identities.unlink_identities(user=user, actor=actor_of(request))
    return _("The identity is linked no more; the password signs in.")


@verb(of=account_of, back=page_of)
def site_role_removal(request: HttpRequest, user: User) -> str:
    held = user.site_roles.select_related("user").first()
    if held is None:
        return ""
    roles.remove_role(held=held, actor=actor_of(request))
    return _("The role was taken away.")


@verb(of=held_role, back=page_of_holder)
def membership_removal(request: HttpRequest, held: Membership) -> str:
    roles.remove_role(held=held, actor=actor_of(request))
    return _("The role was taken away.")


@verb(of=proposal_of, back=page_of_holder, refused=roles.RoleRefused)
def proposal_withdrawal(request: HttpRequest, proposal: RoleProposal) -> str:
    roles.withdraw_role_proposal(proposal=proposal, actor=actor_of(request))
    return _("The proposal was withdrawn.")
