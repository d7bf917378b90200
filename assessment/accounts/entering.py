"""Signing in: the password or a provider, the second factor where the account has one, then the session.

A sign-in that waits for its code is kept in the visitor's session for a few minutes; nobody is signed in by it.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from assessment.accounts.models import SecondFactor
from assessment.accounts.services import factors
from assessment.accounts.sessions import DEVICE
from assessment.core.models import User
from assessment.core.services import audit

#: Loads who is signed in; whoever was let in otherwise than by a password, too.
BACKEND = "django.contrib.auth.backends.ModelBackend"
WAITING = "waiting_for_code"
WAITING_SECONDS = 300
#: Whether the provider's second factor stands for one that the account lacks.
FACTOR_ELSEWHERE = "second_factor_elsewhere"
#: What a signed-in person has to do before anything else: names of DEMANDS in middleware.py.
DEMAND = "demand"


def has_factor(user: User) -> bool:
    return SecondFactor.objects.filter(user=user).exists()


def wait_for_code(request: HttpRequest, user: User, *, by: str) -> None:
    """The password was right, or the provider knew the person; a new session key from here on."""
    request.session.cycle_key()
    request.session[WAITING] = {"user": user.pk, "backend": user.backend, "by": by, "at": time.time()}


def waiting(request: HttpRequest) -> User | None:
    """Whose code is asked for in this browser; None where nobody's is, or it took too long."""
    state: dict[str, Any] = request.session.get(WAITING) or {}
    if time.time() - state.get("at", 0) > WAITING_SECONDS:
        return None
    user = User.objects.filter(pk=state["user"], is_active=True).first()
    if user is not None:
        user.backend = state["backend"]
    return user


def may_try(request: HttpRequest, name: str) -> bool:
    """Wrong codes and unknown people count like wrong passwords (django-axes), by account and address."""
    return bool(AxesProxyHandler.is_allowed(request, {"username": name}))


def count_failure(request: HttpRequest, name: str) -> None:
    user_login_failed.send(__name__, credentials={"username": name}, request=request)


def try_code(request: HttpRequest, user: User, code: str) -> bool:
    """Whether the code is right; then the person is signed in."""
    if factors.use_code(user=user, code=code):
        by = request.session.pop(WAITING)["by"]
        sign_in(request, user, by=by, second_factor=True)
        return True
    count_failure(request, user.get_username())
    return False


def sign_in(request: HttpRequest, user: User, *, by: str, second_factor: bool = False) -> None:
    """A new session for the account, with its device and what it demands first."""
    address = get_client_ip_address(request)
    with transaction.atomic():
        login(request, user, backend=user.backend)
        request.session[DEVICE] = {"address": address, "agent": request.headers.get("User-Agent", "")[:200]}
        request.session[FACTOR_ELSEWHERE] = second_factor and not has_factor(user)
        set_demand(request, user)
        audit.record(
            actor=user,
            verb="sign_in",
            object_type="account",
            object_key=user.get_username(),
            after={"address": address, "by": by, "second_factor": second_factor},
        )


def set_demand(request: HttpRequest, user: User) -> None:
    """An old password first, then a missing second factor; asked once a sign-in, not once a request."""
    request.session.pop(DEMAND, None)
    if password_is_old(user):
        request.session[DEMAND] = "password"
    elif factors.is_required(user) and not (request.session.get(FACTOR_ELSEWHERE) or has_factor(user)):
        request.session[DEMAND] = "second_factor"


def password_is_old(user: User) -> bool:
    """Older than PASSWORD_DAYS, where that is set (等保: 定期更换)."""
    if not settings.PASSWORD_DAYS:
        return False
    since = user.password_changed_at or user.date_joined
    return bool(since < timezone.now() - timedelta(days=settings.PASSWORD_DAYS))
