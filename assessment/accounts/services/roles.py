"""Roles: proposed by a security administrator, decided by a second person where they show scores (quality.md §2)."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.accounts.models import RoleProposal, Session
from assessment.accounts.rules import can_change_account, can_decide_proposal, can_hold, needs_second_person
from assessment.campaigns.models import Campaign, Entity, Membership
from assessment.core.models import SiteRole, User
from assessment.core.services import audit
from assessment.core.verdicts import Denied, Verdict, allow_if, first_denial, require

State = RoleProposal.State


class RoleRefused(Exception):  # noqa: N818 - a sentence for the reader
    """Why a role can't be given."""


def can_give(user: User, campaign: Campaign | None, role: str, entity: Entity | None) -> Verdict:
    """Whether the role can be given at all: it fits those held, isn't held yet, and names an entity where it must."""
    is_agency = campaign is not None and role == Membership.Role.AGENCY
    if campaign is None:
        held = SiteRole.objects.filter(user=user, role=role).exists()
    else:
        held = Membership.objects.filter(user=user, campaign=campaign, role=role, entity=entity).exists()
    fits = entity is not None and campaign is not None and entity.campaign_id == campaign.pk
    return first_denial(
        allow_if(not held, _("The account holds this role already.")),
        allow_if(fits if is_agency else entity is None, _("Exactly an agency's role names an entity of the campaign.")),
        can_hold(user, campaign, role),
    )


@transaction.atomic
def propose_role(
    *, user: User, campaign: Campaign | None, role: str, entity: Entity | None = None, actor: User
) -> RoleProposal | None:
    """Propose a role; one that shows no scores is given at once (None). Raises RoleRefused."""
    require(can_change_account(actor, user))
    _insist(can_give(user, campaign, role, entity))
    if not needs_second_person(campaign, role):
        _give(user, campaign, role, entity)
        _record("grant_role", user, campaign, actor, after=_said(campaign, role, entity))
        return None
    try:
        with transaction.atomic():
            proposal = RoleProposal.objects.create(user=user, campaign=campaign, role=role, proposed_by=actor)
    except IntegrityError:
        raise RoleRefused(_("This role is proposed already and waits for a second person.")) from None
    _record("propose_role", user, campaign, actor, after=_said(campaign, role, None))
    return proposal


@transaction.atomic
def approve_role(*, proposal: RoleProposal, actor: User) -> None:
    """The second person's yes: from here on the role holds. Sessions end, so that a new duty starts with a sign-in.

    Raises RoleRefused where it doesn't fit any more, or was decided meanwhile.
    """
    require(can_decide_proposal(actor, proposal))
    _decide(proposal, State.APPROVED, actor)
    _insist(can_give(proposal.user, proposal.campaign, proposal.role, None))
    _give(proposal.user, proposal.campaign, proposal.role, None)
    Session.objects.filter(user=proposal.user).delete()
    _record("approve_role", proposal.user, proposal.campaign, actor, after=_decided(proposal))


@transaction.atomic
def reject_role(*, proposal: RoleProposal, reason: str, actor: User) -> None:
    """The second person's no, with its reason."""
    require(can_decide_proposal(actor, proposal))
    if not reason.strip():
        raise RoleRefused(_("A rejection needs a reason."))
    _decide(proposal, State.REJECTED, actor, reason.strip())
    _record("reject_role", proposal.user, proposal.campaign, actor, after={**_decided(proposal), "reason": reason})


@transaction.atomic
def withdraw_role_proposal(*, proposal: RoleProposal, actor: User) -> None:
    """Taken back by a security administrator before anybody decided."""
    require(can_change_account(actor, proposal.user))
    _decide(proposal, State.WITHDRAWN, actor)
    _record("withdraw_role_proposal", proposal.user, proposal.campaign, actor, after=_decided(proposal))


@transaction.atomic
def remove_role(*, held: Membership | SiteRole, actor: User) -> None:
    """Taking away takes one person: less is seen afterwards, not more."""
    user = held.user
    require(can_change_account(actor, user))
    campaign = held.campaign if isinstance(held, Membership) else None
    entity = held.entity if isinstance(held, Membership) else None
    held.delete()
    _record("remove_role", user, campaign, actor, before=_said(campaign, held.role, entity))


def _insist(verdict: Verdict) -> None:
    if isinstance(verdict, Denied):
        raise RoleRefused(verdict.reason)


def _give(user: User, campaign: Campaign | None, role: str, entity: Entity | None) -> None:
    """Under the account's row lock: of two roles that exclude each other the second is refused, not stored."""
    User.objects.select_for_update().get(pk=user.pk)
    _insist(can_hold(user, campaign, role))
    if campaign is None:
        SiteRole.objects.create(user=user, role=role)
    else:
        Membership.objects.create(user=user, campaign=campaign, role=role, entity=entity)


def _decide(proposal: RoleProposal, state: str, actor: User, reason: str = "") -> None:
    """Compare and set: of two decisions the first one holds."""
    waiting = RoleProposal.objects.filter(pk=proposal.pk, state=State.PROPOSED)
    if not waiting.update(state=state, decided_by=actor, decided_at=timezone.now(), reason=reason):
        raise RoleRefused(_("This proposal was decided meanwhile."))


def _said(campaign: Campaign | None, role: str, entity: Entity | None) -> dict[str, Any]:
    said = {"role": role, "campaign": campaign.key if campaign else "", "entity": entity.key if entity else ""}
    return {name: value for name, value in said.items() if value}


def _decided(proposal: RoleProposal) -> dict[str, Any]:
    return {**_said(proposal.campaign, proposal.role, None), "proposed_by": proposal.proposed_by.get_username()}


def _record(
    verb: str, user: User, campaign: Campaign | None, actor: User, *, before: Any = None, after: Any = None
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        object_type="account",
        object_key=user.get_username(),
        campaign_key=campaign.key if campaign else "",
        before=before,
        after=after,
    )
