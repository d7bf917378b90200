"""Who is told what of a veto: the agency that it is asked, and how it ended; the leads that it has answered."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.campaigns.models import Membership
from assessment.core.models import User
from assessment.notices.kinds import Params, kind
from assessment.notices.services import notify
from assessment.results.models import VetoFinding
from assessment.vetoes.models import Hearing

Role = Membership.Role


@kind("veto_asked")
def veto_asked(params: Params) -> str:
    return _("%(entity)s: a veto is proposed. You may state your view until %(until)s.") % dict(params)


@kind("veto_decided")
def veto_decided(params: Params) -> str:
    words = {"entity": params["entity"]}
    if params["confirmed"]:
        return _("%(entity)s: a veto is confirmed.") % words
    return _("%(entity)s: a proposed veto is rejected.") % words


@kind("veto_answered")
def veto_answered(params: Params) -> str:
    return _("%(entity)s has answered on a proposed veto.") % dict(params)


def tell_agency(hearing: Hearing) -> None:
    finding = hearing.finding
    campaign = finding.component.campaign
    address = reverse("vetoes:statement", args=[campaign.key, finding.pk])
    people = User.objects.filter(memberships__role=Role.AGENCY, memberships__entity=finding.entity_id).distinct()
    if finding.status == VetoFinding.Status.PROPOSED:
        until = f"{hearing.answer_by:%Y-%m-%d}" if hearing.answer_by else ""
        params = {"entity": finding.entity.name, "until": until}
        notify(users=people, kind="veto_asked", params=params, address=address, key=f"veto_asked:{finding.pk}")
        return
    confirmed = finding.status == VetoFinding.Status.CONFIRMED
    notify(
        users=people,
        kind="veto_decided",
        params={"entity": finding.entity.name, "confirmed": confirmed},
        address=address,
    )


def tell_leads(hearing: Hearing) -> None:
    finding = hearing.finding
    campaign = finding.component.campaign
    people = User.objects.filter(memberships__role=Role.LEAD, memberships__campaign=campaign).distinct()
    address = reverse("vetoes:list", args=[campaign.key])
    notify(
        users=people,
        kind="veto_answered",
        params={"entity": finding.entity.name},
        address=f"{address}#veto-{finding.pk}",
        key=f"veto_answered:{finding.pk}",
    )
