"""What holds for every request of a signed-in browser: it is noted as seen, and does first what is demanded of it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from assessment.accounts.entering import DEMAND

#: demand → the page that fulfils it.
DEMANDS = {"password": "account", "second_factor": "accounts:own_factor"}
#: Pages that stay open meanwhile, by name.
OPEN = {"account", "sign_out", "set_language", "health", "accounts:own_factor", "sign_in"}


class AccountMiddleware:
    """Asks nothing of the database: the demand stands in the session that the request loads anyway."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            request.session.get(DEMAND)  # loads the session
            touch = getattr(request.session, "touch", None)
            if touch:
                touch()
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        demand = request.session.get(DEMAND)
        match = request.resolver_match
        if not demand or not request.user.is_authenticated or (match and match.view_name in OPEN):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": _("First finish signing in: open your account page.")}, status=403)
        return redirect(DEMANDS[demand])
