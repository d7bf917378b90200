"""A verb is a POST to a noun (style.md §2.4): find the noun, do the deed, say what was done, lead back.

@verb(of=_account, back=_page_of)
def disablement(request: HttpRequest, user: User) -> str:
    accounts.disable_account(user=user, actor=actor_of(request))
    return _("The account is disabled and signed out everywhere.")
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assessment.core.models import User

Noun = TypeVar("Noun")
Refusal: TypeAlias = type[Exception] | tuple[type[Exception], ...]


def actor_of(request: HttpRequest) -> User:
    """Who asks; views that ask are for accounts only."""
    assert isinstance(request.user, User)
    return request.user


def attempt(request: HttpRequest, deed: Callable[[], str], refused: Refusal = ()) -> bool:
    """Do it; the next page says the sentence it gives, '' for none, or why it was ``refused``. Whether it was done."""
    try:
        sentence = deed()
    except refused as reason:
        messages.error(request, str(reason))
        return False
    if sentence:
        messages.success(request, sentence)
    return True


def verb(
    *, of: Callable[..., Noun], back: Callable[[Noun], str], refused: Refusal = ()
) -> Callable[[Callable[[HttpRequest, Noun], str]], Callable[..., HttpResponse]]:
    """Make a view of a deed, for POST and for accounts only.

    ``of`` finds the noun from the request and what the address names; it raises Http404 and PermissionDenied, as the
    deed may. ``back`` gives the address of the page one is led to, ``refused`` the errors whose text is for the reader.
    """

    def view_of(deed: Callable[[HttpRequest, Noun], str]) -> Callable[..., HttpResponse]:
        @require_POST
        @login_required
        @wraps(deed)
        def view(request: HttpRequest, **named: Any) -> HttpResponse:
            noun = of(request, **named)
            attempt(request, lambda: deed(request, noun), refused)
            return redirect(back(noun))

        return view

    return view_of
