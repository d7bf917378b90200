"""A person's own notices."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from assessment.core.verbs import actor_of
from assessment.notices import selectors
from assessment.notices.services import read_all_notices, read_notice

PAGE = 50


@require_GET
@login_required
def notice_list(request: HttpRequest) -> HttpResponse:
    notices = selectors.visible_notices(request.user)
    page = Paginator(notices, PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": page, "unread": selectors.unread_count(request.user)})


@require_POST
@login_required
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go to what it is about."""
    notice = get_object_or_404(selectors.visible_notices(request.user), pk=pk)
    read_notice(notice=notice)
    return redirect(notice.address or "notices:list")


@require_POST
@login_required
def reading_of_all(request: HttpRequest) -> HttpResponse:
    read_all_notices(user=actor_of(request))
    return redirect("notices:list")
