"""Accounts for security administrators: the list, a person's page, and what is done there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.accounts import rules
from assessment.accounts.forms import InvitationForm, OrganisationForm, PersonForm, RoleForm
from assessment.accounts.models import RoleProposal, SecondFactor
from assessment.accounts.selectors import (
    identity_of,
    listed_accounts,
    live_sessions,
    open_invitations,
    organisations,
    visible_proposals,
)
from assessment.accounts.services import accounts, invitations, roles
from assessment.accounts.views.deeds import account_of, changeable
from assessment.core.models import User
from assessment.core.verbs import actor_of
from assessment.core.verdicts import require

PAGE = 50
STATES = {"active": Q(is_active=True), "disabled": Q(is_active=False), "invited": Q(has_invitation=True)}


@require_GET
@login_required
def account_list(request: HttpRequest) -> HttpResponse:
    require(rules.can_manage_accounts(request.user))
    query, state = request.GET.get("q", "").strip()[:100], request.GET.get("state", "")
    found = listed_accounts(request.user).filter(STATES.get(state, Q()))
    if query:
        named = Q(username__icontains=query) | Q(name__icontains=query) | Q(organisation__icontains=query)
        found = found.filter(named)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "query": query, "state": state, "waiting": _waiting(request)}
    return render(request, "accounts/list.html", context)


def _waiting(request: HttpRequest) -> int:
    return visible_proposals(request.user).filter(state=RoleProposal.State.PROPOSED).count()


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """POST invites. The link is shown once: nobody, the database included, knows it afterwards."""
    require(rules.can_manage_accounts(request.user))
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, token = accounts.invite_account(**form.cleaned_data, actor=actor_of(request))
        return _links(request, [(user, token)])
    context = {"form": form, "names": [name for name, _all, _active in organisations()]}
    return render(request, "accounts/new.html", context, status=422 if form.errors else 200)


def _links(request: HttpRequest, made: list[tuple[User, str]]) -> HttpResponse:
    links = [(user, invitations.link_of(token)) for user, token in made]
    return render(request, "accounts/links.html", {"links": links})


@login_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """POST changes who the account belongs to."""
    user = account_of(request, pk)
    facts = {"name": user.name, "organisation": user.organisation, "email": user.email}
    form = PersonForm(request.POST or None, initial=facts)
    if request.method == "POST":
        require(rules.can_change_account(request.user, user))
        if form.is_valid():
            accounts.change_account(user=user, **form.cleaned_data, actor=actor_of(request))
            messages.success(request, _("The account was changed."))
            return redirect("accounts:person", pk)
    return _page(request, user, form=form)


def _page(
    request: HttpRequest, user: User, *, form: PersonForm | None = None, role_form: RoleForm | None = None
) -> HttpResponse:
    facts = {"name": user.name, "organisation": user.organisation, "email": user.email}
    form, role_form = form or PersonForm(initial=facts), role_form or RoleForm()
    proposals = visible_proposals(request.user).filter(user=user)
    held = user.memberships.select_related("campaign", "entity")
    context = {
        "person": user,
        "form": form,
        "role_form": role_form,
        "verdict": rules.can_change_account(request.user, user),
        "site_roles": user.site_roles.all(),
        "memberships": held.order_by("-campaign__year", "campaign__key"),
        "proposals": proposals.order_by("-pk")[:20],
        "sessions": live_sessions(user),
        "factor": SecondFactor.objects.filter(user=user).first(),
        "identity": identity_of(user),
        "invitation": open_invitations().filter(user=user).first(),
        "names": [name for name, _all, _active in organisations()],
    }
    return render(request, "accounts/person.html", context, status=422 if form.errors or role_form.errors else 200)


@never_cache
@require_POST
@login_required
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link; earlier ones hold no more."""
    user = account_of(request, pk)
    return _links(request, [(user, invitations.renew_invitation(user=user, actor=actor_of(request)))])


@require_POST
@login_required
def role_proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """A role for the account: given at once, or waiting for a second person."""
    user = changeable(request, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, user, role_form=form)
    wanted: dict[str, Any] = form.cleaned_data
    try:
        proposal = roles.propose_role(user=user, **wanted, actor=actor_of(request))
    except roles.RoleRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, user, role_form=form)
    messages.success(request, _("The role waits for a second person.") if proposal else _("The role was given."))
    return redirect("accounts:person", pk)


@login_required
@require_http_methods(["GET", "POST"])
def organisation_list(request: HttpRequest) -> HttpResponse:
    """POST calls one differently in all accounts. Conflicts of interest are found by this name."""
    require(rules.can_manage_accounts(request.user))
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = accounts.rename_organisation(**form.cleaned_data, actor=actor_of(request))
        messages.success(request, _("Accounts changed: %(count)s") % {"count": count})
        return redirect("accounts:organisations")
    context = {"rows": organisations(), "form": form}
    return render(request, "accounts/organisations.html", context, status=422 if form.errors else 200)
