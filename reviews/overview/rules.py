"""Who may watch the progress of others."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Membership
from assessment.campaigns.rules import Actor, roles_in
from assessment.core.verdicts import Verdict, allow_if, first_denial
from reviews.blindness import blind_campaigns

Role = Membership.Role
WATCHES = {Role.ADMINISTRATOR, Role.LEAD, Role.AUDITOR}


def can_view_progress(actor: Actor, campaign: Campaign) -> Verdict:
    """Administrators, leads and auditors; who scores as well, once their own sheets are submitted (quality.md §2).

    How far others are says nothing about their values, but it is unsent work, and unsent work of others is not shown
    to somebody who still scores.
    """
    return first_denial(
        allow_if(
            roles_in(actor, campaign) & WATCHES, _("Progress is shown to administrators, leads and auditors only.")
        ),
        allow_if(
            campaign.pk not in blind_campaigns(actor),
            _("You score in this campaign: the progress of others is shown once your sheets are submitted."),
        ),
    )
