"""Who is told of an appeal, in which words. An agency is never told who decides."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.appeals.models import Appeal
from assessment.campaigns.models import Membership
from assessment.core.models import User
from assessment.notices.kinds import Params, kind
from assessment.notices.services import notify

Role = Membership.Role


def tell_leads(appeal: Appeal, what: str) -> None:
    held = Membership.objects.filter(campaign=appeal.campaign, role=Role.LEAD).values("user")
    _tell(appeal, what, User.objects.filter(pk__in=held))


def tell_agency(appeal: Appeal, what: str) -> None:
    held = Membership.objects.filter(entity=appeal.entity, role=Role.AGENCY).values("user")
    _tell(appeal, what, User.objects.filter(pk__in=held))


def _tell(appeal: Appeal, what: str, people: object) -> None:
    notify(
        users=people,  # type: ignore[arg-type]
        kind=what,
        params={
            "entity": appeal.entity.name,
            "criterion": appeal.criterion.address,
            "status": appeal.status,
        },
        address=reverse("appeals:appeal", args=[appeal.campaign.key, appeal.pk]),
    )


@kind("appeal_filed")
def appeal_filed(params: Params) -> str:
    return _("%(entity)s appeals against %(criterion)s.") % dict(params)


@kind("appeal_reply")
def appeal_reply(params: Params) -> str:
    return _("There is an answer in the appeal of %(entity)s against %(criterion)s.") % dict(params)


@kind("appeal_decided")
def appeal_decided(params: Params) -> str:
    if params["status"] == Appeal.Status.UPHELD:
        return _("The appeal of %(entity)s against %(criterion)s was upheld.") % dict(params)
    return _("The appeal of %(entity)s against %(criterion)s was rejected.") % dict(params)
