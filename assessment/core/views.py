"""Pages of the frame: sign-in, locked out, the first page, account, search."""

from __future__ import annotations

from collections import Counter
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessment.core import frame
from assessment.core.forms import PasswordForm, SignInForm
from assessment.core.models import User
from assessment.core.services import accounts


class SignIn(LoginView):
    template_name = "core/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """After too many failed sign-ins (django-axes)."""
    wait = {"failures": settings.AXES_FAILURE_LIMIT, "minutes": round(settings.AXES_COOLOFF_TIME * 60)}
    return render(request, "core/locked_out.html", wait, status=429)


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the person's rail; who has no rail is shown their account."""
    links = frame.rail_links(request)
    return redirect(links[0].url if links else "account")


@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = PasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts.change_password(user=user, password=form.cleaned_data["new_password1"], actor=user)
        update_session_auth_hash(request, user)  # this session stays, every other one ends
        messages.success(request, _("The password was changed; other devices were signed out."))
        return redirect("account")
    return render(request, "core/account.html", {"form": form, "roles": roles_of(request, user)})


def roles_of(request: HttpRequest, user: User) -> list[tuple[str, str, str]]:
    """(where, url, words): the roles that hold everywhere, then those per campaign."""
    site = [(_("everywhere"), "", role.get_role_display()) for role in user.site_roles.all()]
    choices = frame.campaign_choices(request)
    return site + [(choice.name, choice.url, "、".join(choice.roles)) for choice in choices if choice.roles]


@require_GET
@login_required
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    hits = frame.hits(request.user, query) if query else []
    counts = Counter(hit.kind for hit in hits)
    full = [kind for kind, count in counts.items() if count >= frame.MOST_HITS]
    return render(request, "core/search.html", {"query": query, "hits": hits, "full": full, "most": frame.MOST_HITS})
