"""One's own account: password, second factor, sessions."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assessment.accounts import entering, qr
from assessment.accounts.forms import CodeForm
from assessment.accounts.models import RecoveryCode, SecondFactor, Session
from assessment.accounts.selectors import identity_of, live_sessions
from assessment.accounts.services import factors
from assessment.accounts.services import sessions as session_services
from assessment.core import frame
from assessment.core.forms import OwnPasswordForm, PasswordForm
from assessment.core.models import User
from assessment.core.services import accounts
from assessment.core.verbs import actor_of, verb

NONCE = signing.TimestampSigner(salt="second factor")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """POST changes the password."""
    user = actor_of(request)
    form = PasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts.change_password(user=user, password=form.cleaned_data["new_password1"], actor=user)
        update_session_auth_hash(request, user)  # this session stays, every other one ends
        entering.set_demand(request, user)
        messages.success(request, _("The password was changed; other devices were signed out."))
        return redirect("account")
    factor = SecondFactor.objects.filter(user=user).first()
    context = {
        "form": form,
        "roles": roles_of(request, user),
        "sessions": live_sessions(user),
        "current": request.session.session_key,
        "factor": factor,
        "codes_left": RecoveryCode.objects.filter(user=user, used_at=None).count() if factor else 0,
        "factor_required": settings.SECOND_FACTOR_REQUIRED and factors.is_required(user),
        "demand": request.session.get(entering.DEMAND, ""),
        "provider": settings.OIDC,
        "identity": identity_of(user),
        "link_form": OwnPasswordForm(request=request),
    }
    return render(request, "core/account.html", context)


def roles_of(request: HttpRequest, user: User) -> list[tuple[str, str, str]]:
    """(where, url, words): the roles that hold everywhere, then those per campaign."""
    site = [(_("everywhere"), "", role.get_role_display()) for role in user.site_roles.all()]
    choices = frame.campaign_choices(request)
    return site + [(choice.name, choice.url, "、".join(choice.roles)) for choice in choices if choice.roles]


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def own_factor(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator. The secret travels signed with the form: nothing is stored before a code was right."""
    user = actor_of(request)
    nonce = _nonce_of(request, user) or factors.new_nonce()
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = factors.enrol_second_factor(user=user, nonce=nonce, code=form.cleaned_data["code"])
        except factors.FactorError:
            form.add_error("code", _("This code doesn't fit. Check the clock of your phone and enter the next one."))
        else:
            entering.set_demand(request, user)
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
    authenticator = factors.authenticator(nonce)
    address = authenticator.provisioning_uri(name=user.get_username(), issuer_name=_("Pingheng"))
    context = {
        "form": form,
        "nonce": NONCE.sign_object([user.pk, nonce]),
        "picture": qr.svg(address),
        "spelled": authenticator.secret,
        "demand": request.session.get(entering.DEMAND, ""),
        "replaces": entering.has_factor(user),
    }
    return render(request, "accounts/own_factor.html", context, status=422 if form.errors else 200)


def _nonce_of(request: HttpRequest, user: User) -> str:
    """What the form was made with, if it is this person's and not older than an hour."""
    if request.method != "POST":
        return ""
    try:
        owner, nonce = NONCE.unsign_object(request.POST.get("nonce", ""), max_age=3600)
    except signing.BadSignature:
        return ""
    return str(nonce) if owner == user.pk else ""


@require_POST
@login_required
def own_factor_removal(request: HttpRequest) -> HttpResponse:
    """With a code once more, so that an open browser alone doesn't take it away."""
    user = actor_of(request)
    if not entering.has_factor(user):
        raise Http404
    form = CodeForm(request.POST)
    if factors.is_required(user):
        messages.error(request, _("Your role needs a second factor. Set up the new phone in place of the old one."))
    elif form.is_valid() and factors.use_code(user=user, code=form.cleaned_data["code"]):
        factors.remove_second_factor(user=user, actor=user)
        messages.success(request, _("The second factor was removed; the password alone signs in."))
    else:
        messages.error(request, _("This code is wrong or was used before. Nothing has changed."))
    return redirect("account")


@never_cache
@require_POST
@login_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New ones, shown once."""
    user = actor_of(request)
    if not entering.has_factor(user):
        raise Http404
    return render(request, "accounts/recovery_codes.html", {"codes": factors.renew_recovery_codes(user=user)})


def session_of(request: HttpRequest, handle: str) -> Session:
    """The account's live session of that name, else Http404."""
    found = next((session for session in live_sessions(actor_of(request)) if session.handle == handle), None)
    if found is None:
        raise Http404
    return found


def own_page(_noun: object) -> str:
    return reverse("account")


@verb(of=session_of, back=own_page)
def own_session_ending(request: HttpRequest, session: Session) -> str:
    session_services.end_session(session=session, actor=actor_of(request))
    return _("The session was ended.")


@verb(of=actor_of, back=own_page)
def own_sessions_endings(request: HttpRequest, user: User) -> str:
    """All others: this browser stays signed in."""
    ended = session_services.end_sessions(user=user, actor=user, keep=request.session.session_key or "")
    return _("Sessions ended: %(count)s") % {"count": ended}
