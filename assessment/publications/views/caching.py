"""Public pages are the same for everybody and change only when something is published or withdrawn.

Each page has a stamp: the ends of the ledgers that it shows, its address, the language, and the release of the
program. The stamp is its ETag and the key under which the finished page is kept, so a page that somebody has asked for
costs one statement, and one that the reader has already costs no rendering at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import cache as store
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

KEPT_SECONDS = 3600
FRESH_SECONDS = 60  # a withdrawal shows within a minute behind any cache
LANGUAGE = "language"

P = ParamSpec("P")
#: What a view of a public page gives: the stamp of what it shows, and how to render it.
Page = tuple[str, Callable[[], "Rendered"]]
Rendered = tuple[str, dict[str, Any], int]


@cache
def release() -> str:
    """Changes with the style sheets and the templates of public pages."""
    digest = hashlib.sha256(static("css/app.css").encode())
    for path in sorted((settings.BASE_DIR / "templates" / "publications").glob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def public_page(view: Callable[Concatenate[HttpRequest, P], Page]) -> Callable[..., HttpResponse]:
    """Answer with the page that ``view`` describes: 304 where the reader has it, else from the cache, else rendered."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        chosen = request.GET.get(LANGUAGE)
        if chosen in dict(settings.LANGUAGES):
            return _choose(request, str(chosen))
        shown, render = view(request, *args, **kwargs)
        parts = (release(), str(get_language()), request.path, request.GET.get("page", ""), shown)
        stamp = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        etag = f'"{stamp}"'
        response = get_conditional_response(request, etag=etag)
        if response is None:
            status, body = _kept(stamp, request, render)
            response = HttpResponse(body, status=status)
        response["ETag"] = etag
        response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    return answer


def _kept(stamp: str, request: HttpRequest, render: Callable[[], Rendered]) -> tuple[int, bytes]:
    found: tuple[int, bytes] | None = store.get(f"public:{stamp}")
    if found is None:
        template, context, status = render()
        # Without the request's context processors: nothing about the person gets onto a page that is kept.
        body = render_to_string(template, {**context, "request": request}).encode()
        found = (status, body)
        store.set(f"public:{stamp}", found, KEPT_SECONDS)
    return found


def _choose(request: HttpRequest, language: str) -> HttpResponse:
    """The reader's language as a cookie, and back to the address without the question."""
    response = HttpResponseRedirect(request.path)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure()
    )
    response["Cache-Control"] = "no-store"
    return response
