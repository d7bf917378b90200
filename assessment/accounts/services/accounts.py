"""Accounts: invited, changed, disabled, enabled; the organisations they name."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from assessment.accounts.models import Session
from assessment.accounts.rules import can_change_account, can_manage_accounts
from assessment.accounts.services.invitations import make_invitation
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require


@transaction.atomic
def invite_account(*, username: str, name: str, organisation: str, email: str, actor: User | None) -> tuple[User, str]:
    """A new account without a password or a role, and the token of the link with which its owner sets one.

    ``actor`` None is the installation's operator at the shell. Raises IntegrityError for a user name that is taken.
    """
    if actor is not None:
        require(can_manage_accounts(actor))
    user = User(username=username, name=name, organisation=organisation, email=email)
    user.set_unusable_password()
    user.save(force_insert=True)
    token = make_invitation(user=user, actor=actor)
    _record("invite_account", user, actor, after=facts_of(user))
    return user, token


def facts_of(user: User) -> dict[str, Any]:
    """What the trail keeps of an account."""
    return {"name": user.name, "organisation": user.organisation, "email": user.email, "active": user.is_active}


@transaction.atomic
def change_account(*, user: User, name: str, organisation: str, email: str, actor: User) -> None:
    """Who the account belongs to. The user name stays: the trail is written in it."""
    require(can_change_account(actor, user))
    before = facts_of(user)
    user.name, user.organisation, user.email = name, organisation, email
    if facts_of(user) == before:
        return
    user.save(update_fields=["name", "organisation", "email"])
    _record("change_account", user, actor, before=before, after=facts_of(user))


@transaction.atomic
def disable_account(*, user: User, actor: User) -> None:
    """Out at once: its sessions end here, and the next request of any other finds a disabled account."""
    require(can_change_account(actor, user))
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        user.is_active = False
        Session.objects.filter(user=user).delete()
        _record("disable_account", user, actor)


@transaction.atomic
def enable_account(*, user: User, actor: User) -> None:
    """The account signs in again, with its password and roles as they were."""
    require(can_change_account(actor, user))
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        user.is_active = True
        _record("enable_account", user, actor)


@transaction.atomic
def rename_organisation(*, before: str, after: str, actor: User) -> int:
    """Call an organisation differently in all accounts that name it; how many did."""
    require(can_manage_accounts(actor))
    count = User.objects.filter(organisation=before).update(organisation=after)
    if count:
        audit.record(
            actor=actor,
            verb="rename_organisation",
            object_type="organisation",
            object_key=before[:200],
            before={"name": before},
            after={"name": after, "accounts": count},
        )
    return count


def _record(verb: str, user: User, actor: User | None, *, before: Any = None, after: Any = None) -> None:
    audit.record(
        actor=actor, verb=verb, object_type="account", object_key=user.get_username(), before=before, after=after
    )
