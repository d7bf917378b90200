"""Signing in and out, and the first password."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from axes.helpers import get_lockout_response
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from assessment.accounts import entering
from assessment.accounts.forms import CodeForm, PasswordOfInvitation
from assessment.accounts.services.invitations import InvitationError, accept_invitation, find_invitation
from assessment.core.forms import SignInForm
from assessment.core.models import User
from assessment.core.services import audit


class SignIn(LoginView):
    """The password. Accounts with a second factor go on to its page, all others are signed in."""

    template_name = "core/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        return entered(self.request, form.get_user(), self.get_redirect_url(), by="password")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"provider": settings.OIDC}


def entered(request: HttpRequest, user: User, target: str, *, by: str, second_factor: bool = False) -> HttpResponse:
    """Signed in and led to ``target``, an own address or "", or first to the page that asks for a code."""
    if entering.has_factor(user) and not second_factor:
        entering.wait_for_code(request, user, by=by)
        return redirect(f"{resolve_url('sign_in_code')}{f'?next={quote(target)}' if target else ''}")
    entering.sign_in(request, user, by=by, second_factor=second_factor)
    return redirect(target or resolve_url("home"))


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, User):
            name = request.user.get_username()
            with transaction.atomic():
                audit.record(actor=request.user, verb="sign_out", object_type="account", object_key=name)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second factor. Without a password that was right a moment ago there is nothing to enter."""
    user = entering.waiting(request)
    if user is None:
        return redirect("sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not entering.may_try(request, user.get_username()):
            return get_lockout_response(request, credentials={"username": user.get_username()})
        if entering.try_code(request, user, form.cleaned_data["code"]):
            return redirect(own_address(request, request.GET.get("next", "")) or resolve_url("home"))
        form.add_error("code", _("This code is wrong or was used before. Wait for the next one and try again."))
    return render(request, "accounts/code.html", {"form": form}, status=422 if form.errors else 200)


def own_address(request: HttpRequest, target: str) -> str:
    """``target`` if it leads to this installation, else ""."""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else ""


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Opened by whoever has the link. Used, withdrawn and invented ones look alike."""
    try:
        user = find_invitation(token).user
        form = PasswordOfInvitation(user, request.POST or None)
        if request.method == "POST" and form.is_valid():
            accept_invitation(token=token, password=form.cleaned_data["new_password1"])
            messages.success(request, _("Your password is set. Sign in with it."))
            return redirect("sign_in")
    except InvitationError:
        return render(request, "accounts/invitation_over.html", status=404)
    status = 422 if form.errors else 200
    return render(request, "accounts/invitation.html", {"form": form, "invited": user}, status=status)
