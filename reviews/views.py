"""The score sheet's page. What it shows is the payload of the interface; the tool itself is static/js/sheet/."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from assessment.core.models import User
from reviews import rules
from reviews.models import ScoreSheet
from reviews.payload import sheet_payload
from reviews.selectors import column_sheets, visible_sheets
from reviews.sheet_words import key_words, sheet_words


@require_GET
@login_required
def sheet_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The reviewer's own sheet as a tool; to whoever reads submitted sheets the same page, locked."""
    actor = cast(User, request.user)
    sheet = get_object_or_404(visible_sheets(actor), pk=pk)
    is_own = rules.is_reviewer(actor, sheet)
    payload = sheet_payload(sheet, actor)
    page = {
        "sheet": sheet,
        "payload": payload,
        "editable": payload["editable"],
        "is_own": is_own,
        "locked_reason": payload["locked_reason"] if is_own else "",
        "next_url": next_sheet_url(actor, sheet) if is_own else "",
        "sign_in_url": f"{reverse('sign_in')}?next={request.path}",
        "words": sheet_words(),
        "key_words": key_words(),
    }
    response = render(request, "reviews/sheet.html", page)
    # The channels open in one window that is used again; under "same-origin" the browser would forget its name.
    response["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return response


def next_sheet_url(actor: User, sheet: ScoreSheet) -> str:
    """The next sheet that is still open, in the evaluator's own order, from the top again at the end; '' for none."""
    order = column_sheets(actor, sheet.component, sheet.round)
    at = [other.pk for other in order].index(sheet.pk)
    following = [other for other in (*order[at + 1 :], *order[:at]) if not other.is_submitted]
    return reverse("reviews:sheet", args=[following[0].pk]) if following else ""
