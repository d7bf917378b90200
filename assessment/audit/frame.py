"""What the audit room puts into the frame: the auditor's rail link."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.audit.rules import can_view_trail
from assessment.core import frame


@frame.rail(position=60)
def links(request: HttpRequest) -> Iterable[frame.RailLink]:
    if can_view_trail(request.user):
        yield frame.RailLink(_("Audit trail"), reverse("audit:trail"), "history")
