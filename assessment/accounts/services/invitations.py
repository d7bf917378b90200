"""One-time links: who gets one sets the password of an account themselves, once, for a limited time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessment.accounts import telling
from assessment.accounts.models import Invitation
from assessment.accounts.rules import can_change_account
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require


class InvitationError(Exception):
    """The link is used, withdrawn, over, or was never made; which of these nobody is told."""


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('accounts:invitation', args=[token])}"


@transaction.atomic
def renew_invitation(*, user: User, actor: User) -> str:
    """A new link for an account, as after a forgotten password; earlier ones hold no more. Returns the token."""
    require(can_change_account(actor, user))
    token = make_invitation(user=user, actor=actor)
    _record("renew_invitation", user, actor)
    return token


def make_invitation(*, user: User, actor: User | None) -> str:
    """Inside a transaction: the token of a new link, which is kept nowhere; the database has its digest."""
    now = timezone.now()
    Invitation.objects.filter(user=user, used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    token = secrets.token_urlsafe(32)
    expires = now + timedelta(hours=settings.INVITATION_HOURS)
    Invitation.objects.create(user=user, digest=digest_of(token), made_by=actor, expires_at=expires)
    if user.email:
        transaction.on_commit(lambda: telling.send_link(user, link_of(token), actor=actor))
    return token


@transaction.atomic
def withdraw_invitation(*, user: User, actor: User) -> None:
    """The open link of an account holds no more."""
    require(can_change_account(actor, user))
    open_ones = Invitation.objects.filter(user=user, used_at=None, withdrawn_at=None)
    if open_ones.update(withdrawn_at=timezone.now()):
        _record("withdraw_invitation", user, actor)


def find_invitation(token: str) -> Invitation:
    """The invitation that a link still opens. Raises InvitationError."""
    found = Invitation.objects.select_related("user").filter(digest=digest_of(token)).first()
    if found is None or found.used_at or found.withdrawn_at or found.expires_at <= timezone.now():
        raise InvitationError
    if not found.user.is_active:
        raise InvitationError
    return found


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Set the account's password, already validated. Of two who open the link at once one is too late.

    Raises InvitationError. Sessions from before end with the old password.
    """
    invitation = find_invitation(token)
    now = timezone.now()
    still_open = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None, expires_at__gt=now)
    if not still_open.update(used_at=now):
        raise InvitationError
    user = invitation.user
    user.set_password(password)
    user.password_changed_at = now
    user.save(update_fields=["password", "password_changed_at"])
    _record("accept_invitation", user, user)
    return user


def _record(verb: str, user: User, actor: User) -> None:
    audit.record(actor=actor, verb=verb, object_type="account", object_key=user.get_username())
