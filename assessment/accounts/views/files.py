"""Accounts from a file: sent, shown row by row, then kept whole or not at all."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assessment.accounts import account_file, rules
from assessment.accounts.forms import AccountFileForm
from assessment.accounts.services.invitations import link_of
from assessment.core.fault_list import Faults
from assessment.core.faults import Fault, FaultsError
from assessment.core.verbs import actor_of
from assessment.core.verdicts import require

SALT = "accounts from a file"
HOUR = 3600


@login_required
@require_http_methods(["GET", "POST"])
def account_rows(request: HttpRequest) -> HttpResponse:
    """POST shows what the file would do. What was read goes along with the page, signed: nothing is stored."""
    require(rules.can_manage_accounts(request.user))
    form = AccountFileForm(request.POST or None, request.FILES or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, form=form, status=422 if request.method == "POST" else 200)
    file = form.cleaned_data["file"]
    faults = Faults()
    lines = account_file.read_lines(file.name, file.read(), faults)
    try:
        faults.raise_if_any()
    except FaultsError as error:
        return _page(request, form=AccountFileForm(), faults=error.faults, status=422)
    return _preview(request, file.name, lines)


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    context.setdefault("columns", ",".join(account_file.COLUMNS))
    return render(request, "accounts/file.html", context, status=status)


def _preview(request: HttpRequest, name: str, lines: list[account_file.Line]) -> HttpResponse:
    actor = actor_of(request)
    report = account_file.import_accounts(name=name, lines=lines, actor=actor, keep=False)
    if report.faults:
        return _page(request, form=AccountFileForm(), faults=report.faults, outcomes=report.outcomes, status=422)
    given = signing.dumps([actor.pk, name, lines], salt=SALT, compress=True)
    return _page(request, form=AccountFileForm(), outcomes=report.outcomes, given=given)


@never_cache
@require_POST
@login_required
def account_import(request: HttpRequest) -> HttpResponse:
    """Keep what the preview showed; the links of the new accounts are shown once."""
    require(rules.can_manage_accounts(request.user))
    actor = actor_of(request)
    try:
        owner, name, rows = signing.loads(request.POST.get("given", ""), salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        owner, name, rows = None, "", []
    if owner != actor.pk:
        fault = Fault("", 0, "", _("This preview is too old or not yours. Send the file again."))
        return _page(request, form=AccountFileForm(), faults=[fault], status=422)
    lines = [(int(line), list(cells)) for line, cells in rows]
    report = account_file.import_accounts(name=name, lines=lines, actor=actor, keep=True)
    if report.faults:  # somebody changed accounts meanwhile
        return _page(request, form=AccountFileForm(), faults=report.faults, status=422)
    links = [(user, link_of(token)) for user, token in report.links]
    return render(request, "accounts/links.html", {"links": links, "rows": len(report.outcomes)})
