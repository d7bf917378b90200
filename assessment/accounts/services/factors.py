"""The second factor: set up by its owner, used at sign-in, removed by its owner or for a lost phone."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from pyotp import TOTP

from assessment.accounts import totp
from assessment.accounts.models import RecoveryCode, SecondFactor
from assessment.accounts.rules import can_change_account
from assessment.campaigns.models import Membership
from assessment.core.models import SiteRole, User
from assessment.core.services import audit
from assessment.core.verdicts import require

RECOVERY_CODES = 10
#: After so many wrong codes in a row the factor rests, from whatever addresses they came.
MOST_FAILURES = 10
REST = timedelta(minutes=15)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read for another


class FactorError(Exception):
    """The code is wrong, or was used before."""


def new_nonce() -> str:
    return secrets.token_hex(16)


def authenticator(nonce: str) -> TOTP:
    return totp.authenticator(nonce, settings.SECRET_KEY)


def is_required(user: User) -> bool:
    """Where SECOND_FACTOR_REQUIRED (the production profile): for site roles and administrators of a campaign."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    administers = Membership.objects.filter(user=user, role=Membership.Role.ADMINISTRATOR)
    return SiteRole.objects.filter(user=user).exists() or administers.exists()


@transaction.atomic
def enrol_second_factor(*, user: User, nonce: str, code: str) -> list[str]:
    """Take an authenticator that shows the right code; the recovery codes, shown this once. Raises FactorError."""
    step = totp.matching_step(authenticator(nonce), code.strip(), now=time.time())
    if step is None:
        raise FactorError
    SecondFactor.objects.filter(user=user).delete()
    SecondFactor.objects.create(user=user, nonce=nonce, last_step=step)
    _record("enrol_second_factor", user, user)
    return _new_codes(user)


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """New codes; the old ones hold no more."""
    _record("renew_recovery_codes", user, user)
    return _new_codes(user)


def _new_codes(user: User) -> list[str]:
    codes = ["".join(secrets.choice(LETTERS) for _each in range(10)) for _code in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _digest(code: str) -> str:
    """Keyed, so that a copy of the database alone does not let one try them."""
    return hmac.new(settings.SECRET_KEY.encode(), f"recovery:{code}".encode(), hashlib.sha256).hexdigest()


def is_resting(factor: SecondFactor) -> bool:
    return factor.blocked_until is not None and factor.blocked_until > timezone.now()


def use_code(*, user: User, code: str) -> bool:
    """Whether the code of the app, or a recovery code, is right; each holds once. Wrong ones are counted."""
    factor = SecondFactor.objects.get(user=user)
    if is_resting(factor):
        return False
    plain = "".join(code.split()).replace("-", "").lower()
    if _use_step(factor, plain) or _use_recovery(user, plain):
        SecondFactor.objects.filter(pk=factor.pk).update(failures=0, blocked_until=None)
        return True
    SecondFactor.objects.filter(pk=factor.pk).update(failures=F("failures") + 1)
    over = SecondFactor.objects.filter(pk=factor.pk, failures__gte=MOST_FAILURES)
    over.update(failures=0, blocked_until=timezone.now() + REST)
    return False


def _use_step(factor: SecondFactor, code: str) -> bool:
    """Compare and set: the same code in two browsers signs in one of them."""
    step = totp.matching_step(authenticator(factor.nonce), code, now=time.time(), after=factor.last_step)
    if step is None:
        return False
    return bool(SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step))


@transaction.atomic
def _use_recovery(user: User, code: str) -> bool:
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(code), used_at=None)
    if not unused.update(used_at=timezone.now()):
        return False
    left = RecoveryCode.objects.filter(user=user, used_at=None).count()
    _record("use_recovery_code", user, user, after={"left": left})
    return True


@transaction.atomic
def remove_second_factor(*, user: User, actor: User) -> None:
    """By its owner, or by a security administrator for somebody who lost it."""
    if actor.pk != user.pk:
        require(can_change_account(actor, user))
    deleted, _each = SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    if deleted:
        _record("remove_second_factor", user, actor)


def _record(verb: str, user: User, actor: User, *, after: object = None) -> None:
    audit.record(actor=actor, verb=verb, object_type="account", object_key=user.get_username(), after=after)
