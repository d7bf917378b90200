"""Signing in at a provider, and linking one's identity there. Without settings.OIDC all of it is 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from axes.helpers import get_lockout_response
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from assessment.accounts import entering, oidc
from assessment.accounts.selectors import linked_account
from assessment.accounts.services import identities
from assessment.accounts.views.entry import entered, own_address
from assessment.core.forms import OwnPasswordForm
from assessment.core.models import User
from assessment.core.verbs import actor_of, attempt, verb

View = Callable[..., HttpResponse]


def where_set_up(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        if not settings.OIDC:
            raise Http404
        return view(request, **named)

    return guarded


@never_cache
@require_POST
@where_set_up
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    return _led_there(request, oidc.Aim(target=own_address(request, request.POST.get("next", ""))))


@never_cache
@require_POST
@login_required
@where_set_up
def linking(request: HttpRequest) -> HttpResponse:
    """With the password once more, so that an open browser alone doesn't give the account away."""
    if not OwnPasswordForm(request.POST, request=request).is_valid():
        messages.error(request, _("This is not your password. Nothing has changed."))
        return redirect("account")
    return _led_there(request, oidc.Aim(link=actor_of(request).pk))


def _led_there(request: HttpRequest, aim: oidc.Aim) -> HttpResponse:
    """By a page, not by a redirect: the content security policy lets forms lead to this installation only."""
    try:
        address = oidc.begin(request, aim, back=request.build_absolute_uri(reverse("provider_return")))
    except oidc.ProviderError as fault:
        return _refused(request, str(fault))
    return render(request, "accounts/provider.html", {"address": address, "provider": oidc.provider()})


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("account" if request.user.is_authenticated else "sign_in")


@never_cache
@require_GET
@where_set_up
def back(request: HttpRequest) -> HttpResponse:
    """From the provider, as its protocol wants it by GET; the state stands for the POST that began it."""
    try:
        person, aim = oidc.finish(request)
    except oidc.ProviderError as fault:
        return _refused(request, str(fault))
    return _linked(request, person, aim) if aim.link else _entered(request, person, aim)


def _linked(request: HttpRequest, person: oidc.Person, aim: oidc.Aim) -> HttpResponse:
    """Of whoever asked for it, still signed in."""
    if request.user.pk != aim.link:
        return _refused(request, _("Nothing was linked: sign in, and begin again on your account page."))

    def link() -> str:
        owner, issuer = actor_of(request), oidc.provider().issuer
        identities.link_identity(user=owner, issuer=issuer, subject=person.subject, label=person.label)
        return _("Linked: %(label)s signs in to this account from now on.") % {"label": person.label}

    attempt(request, link, identities.IdentityTakenError)
    return redirect("account")


def _entered(request: HttpRequest, person: oidc.Person, aim: oidc.Aim) -> HttpResponse:
    """Only accounts that are there, active and linked; who is none of it is counted like a wrong password."""
    issuer = oidc.provider().issuer
    user = linked_account(issuer, person.subject)
    name = user.get_username() if user else f"{urlsplit(issuer).hostname}/{person.subject}"[:255]
    if not entering.may_try(request, name):
        return get_lockout_response(request, credentials={"username": name})
    if user is None:
        entering.count_failure(request, name)
        sentence = _(
            "No account here is linked with “%(label)s”. Sign in with your password and link it on your account page."
        )
        return _refused(request, sentence % {"label": person.label})
    user.backend = entering.BACKEND
    return entered(request, user, aim.target, by="provider", second_factor=person.second_factor)


def _own(request: HttpRequest) -> User:
    if not settings.OIDC:
        raise Http404
    return actor_of(request)


@verb(of=_own, back=lambda _user: reverse("account"))
def unlinking(request: HttpRequest, user: User) -> str:
    identities.unlink_identities(user=user, actor=user)
    return _("The identity is linked no more; the password signs in.")
