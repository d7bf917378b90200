"""Pages of the frame: locked out, the first page, search. Signing in and the account are in assessment/accounts."""

from __future__ import annotations

from collections import Counter

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from assessment.core import frame


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


@require_GET
@login_required
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    hits = frame.hits(request.user, query) if query else []
    counts = Counter(hit.kind for hit in hits)
    full = [kind for kind, count in counts.items() if count >= frame.MOST_HITS]
    return render(request, "core/search.html", {"query": query, "hits": hits, "full": full, "most": frame.MOST_HITS})
