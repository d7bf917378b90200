"""What accounts put into the frame."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.accounts.rules import can_view_proposals, keeps_accounts
from assessment.core import frame


@frame.rail(position=70)
def links(request: HttpRequest) -> Iterable[frame.RailLink]:
    if keeps_accounts(request.user):
        yield frame.RailLink(_("Accounts"), reverse("accounts:list"), "users")
        yield frame.RailLink(_("Organisations"), reverse("accounts:organisations"), "building-bank")
    if can_view_proposals(request.user):
        yield frame.RailLink(_("Roles to approve"), reverse("accounts:proposals"), "shield-check")
