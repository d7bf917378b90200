"""Who may read the audit trail (screens.md §1: the auditor reads everything and changes nothing)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.campaigns.models import Membership
from assessment.campaigns.rules import Actor, held_roles
from assessment.core.verdicts import Verdict, allow_if

AUDITOR = Membership.Role.AUDITOR


def audits_everything(actor: Actor) -> bool:
    return AUDITOR in held_roles(actor)[0]


def can_view_trail(actor: Actor) -> Verdict:
    """Auditors of the installation all of it, those of a campaign that campaign's part; nobody else."""
    held = held_roles(actor).values()
    return allow_if(any(AUDITOR in roles for roles in held), _("Only auditors read the audit trail."))


def can_check_trail(actor: Actor) -> Verdict:
    """A check walks the whole chain, which only auditors of the installation see."""
    return allow_if(audits_everything(actor), _("Only auditors of the whole installation have the trail checked."))
