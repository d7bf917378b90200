"""The pages of the audit trail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from assessment.audit import files, rules, selectors, services
from assessment.audit.differences import difference
from assessment.audit.filters import TrailFilter
from assessment.audit.words import word_of_object, word_of_verb
from assessment.campaigns.models import Membership
from assessment.core.models import AuditEntry, Job, SiteRole
from assessment.core.services import audit
from assessment.core.verbs import actor_of
from assessment.core.verdicts import require

PAGE = 50


@require_GET
@login_required
def trail(request: HttpRequest) -> HttpResponse:
    """The newest entries first; ``?before=`` and ``?after=`` a sequence lead on, whatever is written meanwhile."""
    require(rules.can_view_trail(request.user))
    form = TrailFilter(request.GET, user=request.user)
    entries = form.apply(selectors.visible_entries(request.user).select_related("actor"))
    rows, newer, older = _page(entries, request.GET)
    context = {
        "form": form,
        "filtered": any(form.cleaned_data.values()) if form.is_valid() else True,
        "rows": [described(entry) for entry in rows],
        "newer": _link(request, "after", rows[0].sequence) if newer else "",
        "older": _link(request, "before", rows[-1].sequence) if older else "",
        "query": _query(request),
        **_standing(request),
    }
    return render(request, "audit/trail.html", context, status=200 if form.is_valid() else 422)


def _page(entries: QuerySet[AuditEntry], query: Any) -> tuple[list[AuditEntry], bool, bool]:
    """(rows from the newest, are there newer ones, are there older ones). Two statements at most."""
    before, after = _sequence(query.get("before")), _sequence(query.get("after"))
    if after is not None:
        found = list(entries.filter(sequence__gt=after).order_by("sequence")[: PAGE + 1])
        return found[:PAGE][::-1], len(found) > PAGE, True
    if before is not None:
        entries = entries.filter(sequence__lt=before)
    found = list(entries.order_by("-sequence")[: PAGE + 1])
    return found[:PAGE], before is not None and bool(found), len(found) > PAGE


def _sequence(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def _query(request: HttpRequest) -> str:
    """The filter alone, for the links to files."""
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    return query.urlencode()


def _link(request: HttpRequest, name: str, sequence: int) -> str:
    return f"?{_query(request)}&{name}={sequence}".replace("?&", "?")


def _standing(request: HttpRequest) -> dict[str, Any]:
    """The head and what the last check found: for those who see the whole chain."""
    may_check = rules.can_check_trail(request.user)
    if not may_check:
        return {"whole": False}
    return {
        "whole": True,
        "head": audit.head() or audit.EMPTY,
        "check": selectors.last_check(),
        "checking": Job.objects.filter(kind=services.KIND, status__in=Job.ACTIVE).exists(),
        "exported": [path.name for path in services.exported_heads(1)],
    }


def described(entry: AuditEntry) -> dict[str, Any]:
    """An entry with its words."""
    return {
        "entry": entry,
        "actor": entry.actor.name if entry.actor and entry.actor.name else "",
        "roles": "、".join(role_words(entry.role)),
        "verb": word_of_verb(entry.verb),
        "kind": word_of_object(entry.object_type),
        "difference": difference(entry.before, entry.after, kind=entry.object_type),
    }


def role_words(roles: str | None) -> list[str]:
    """The roles of an entry in words; those that hold everywhere and those of a campaign are called the same."""
    labels = {**dict(Membership.Role.choices), **dict(SiteRole.Role.choices)}
    return [str(labels.get(role, role)) for role in (roles or "").split(",") if role]


@require_GET
@login_required
def entry(request: HttpRequest, sequence: int) -> HttpResponse:
    """One entry with all it holds."""
    require(rules.can_view_trail(request.user))
    entries = selectors.visible_entries(request.user).select_related("actor")
    found = get_object_or_404(entries, sequence=sequence)
    return render(request, "audit/entry.html", described(found))


@require_GET
@login_required
@cache_control(private=True, no_store=True)
def download(request: HttpRequest, format: str) -> HttpResponse | StreamingHttpResponse:
    """What the filter leaves, from the oldest on."""
    require(rules.can_view_trail(request.user))
    form = TrailFilter(request.GET, user=request.user)
    if not form.is_valid():
        return redirect(f"{request.path.rsplit('/', 1)[0]}/?{_query(request)}")  # the page shows what is wrong
    lines, content_type = files.WRITERS[format]
    response = StreamingHttpResponse(
        lines(form.apply(selectors.visible_entries(request.user))), content_type=content_type
    )
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y-%m-%d}.{format}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@login_required
def checks(request: HttpRequest) -> HttpResponse:
    """Have the chain checked now."""
    require(rules.can_view_trail(request.user))
    services.start_check(actor=actor_of(request))
    messages.info(request, _("The chain is being checked; reload this page to see the result."))
    return redirect("audit:trail")
