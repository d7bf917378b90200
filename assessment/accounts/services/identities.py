"""Identities at a provider: linked by the account's owner, unlinked by them or by a security administrator."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessment.accounts.models import LinkedIdentity
from assessment.accounts.rules import can_change_account
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require


class IdentityTakenError(Exception):
    """The identity is another account's, or the account has one; the text is for the reader."""


@transaction.atomic
def link_identity(*, user: User, issuer: str, subject: str, label: str) -> None:
    """From now on the identity signs in this account. Raises IdentityTakenError."""
    try:
        with transaction.atomic():
            LinkedIdentity.objects.create(user=user, issuer=issuer, subject=subject, label=label)
    except IntegrityError:
        raise IdentityTakenError(
            _("Nothing was linked: this identity belongs to another account here, or yours has one already.")
        ) from None
    _record("link_identity", user, user, after={"issuer": issuer, "subject": subject, "label": label})


@transaction.atomic
def unlink_identities(*, user: User, actor: User) -> None:
    """The password alone signs in again. Whoever is signed in stays so."""
    if actor.pk != user.pk:
        require(can_change_account(actor, user))
    before = list(user.identities.order_by("pk").values("issuer", "subject", "label"))
    if before:
        user.identities.all().delete()
        _record("unlink_identity", user, actor, before=before)


def _record(verb: str, user: User, actor: User, *, before: object = None, after: object = None) -> None:
    audit.record(
        actor=actor, verb=verb, object_type="account", object_key=user.get_username(), before=before, after=after
    )
