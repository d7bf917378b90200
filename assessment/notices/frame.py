"""The bell in the top bar."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from assessment.core import frame
from assessment.notices.selectors import unread_count


@frame.bell
def bell(request: HttpRequest) -> frame.Bell:
    return frame.Bell(count=unread_count(request.user), url=reverse("notices:list"))
