"""Who may watch the progress of others."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.rules import Actor, roles_in
from assessment.core.verdicts import Allowed, Denied, Verdict
from reviews.models import ScoreSheet

Role = Membership.Role
WATCHES = {Role.ADMINISTRATOR, Role.LEAD, Role.AUDITOR}


def can_view_progress(actor: Actor, campaign: Campaign) -> Verdict:
    """Administrators, leads and auditors; who scores as well, once their own sheets are submitted (quality.md §2).

    How far others are says nothing about their values, but it is unsent work, and unsent work of others is not shown
    to somebody who still scores.
    """
    roles = roles_in(actor, campaign)
    if not roles & WATCHES:
        return Denied(_("Progress is shown to administrators, leads and auditors only."))
    own = ScoreSheet.objects.filter(component__campaign=campaign, reviewer__user=actor.pk)
    if Role.EVALUATOR in roles and own.filter(status=ScoreSheet.Status.OPEN).exists():
        return Denied(_("You score in this campaign: the progress of others is shown once your sheets are submitted."))
    return Allowed()
