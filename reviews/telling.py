"""Who is told of a request to reopen a sheet: those who decide, then those who asked and who fill it in."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.models import Membership
from assessment.core.models import User
from assessment.notices.kinds import Params, kind
from assessment.notices.services import notify
from reviews.models import Reopening

Role = Membership.Role


@kind("reopening_asked")
def reopening_asked(params: Params) -> str:
    return _("A request to reopen a sheet of %(entity)s waits for a second person.") % dict(params)


@kind("reopening_decided")
def reopening_decided(params: Params) -> str:
    words = {"entity": params["entity"]}
    if params["granted"]:
        return _("The sheet of %(entity)s is reopened.") % words
    return _("The sheet of %(entity)s stays submitted: reopening was refused.") % words


def tell_asked(request: Reopening) -> None:
    """Leads, and administrators where a lead asked; not the one who asked, nor the sheet's evaluator."""
    campaign = request.sheet.component.campaign
    deciding = Q(memberships__campaign=campaign, memberships__role__in=(Role.LEAD, Role.ADMINISTRATOR))
    people = User.objects.filter(deciding).exclude(pk__in=[request.asked_by_id, request.sheet.reviewer.user_id or 0])
    address = reverse("reviews:reopenings", args=[campaign.key])
    params = {"entity": request.sheet.entity.name}
    notify(users=people.distinct(), kind="reopening_asked", params=params, address=address)


def tell_decided(request: Reopening) -> None:
    people = User.objects.filter(pk__in=[request.asked_by_id, request.sheet.reviewer.user_id or 0])
    people = people.exclude(pk=request.decided_by_id or 0)
    params = {"entity": request.sheet.entity.name, "granted": request.granted}
    address = reverse("reviews:sheet", args=[request.sheet.pk])
    notify(users=people, kind="reopening_decided", params=params, address=address)
