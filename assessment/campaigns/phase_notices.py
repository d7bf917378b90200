"""Who is told when a phase begins, is extended or nears its end, and in which words (screens.md §2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, Membership, PhaseWindow
from assessment.core.figures import moment
from assessment.core.models import User
from assessment.notices import kinds
from assessment.notices.services import notify
from indicators.models.versions import in_language

Phase, Role = Campaign.Phase, Membership.Role

#: Who has something to do, or to read, in a phase.
CONCERNED: Mapping[str, tuple[str, ...]] = {
    Phase.SELF_ASSESSMENT: (Role.AGENCY,),
    Phase.SCORING: (Role.EVALUATOR,),
    Phase.RECONCILIATION: (Role.LEAD,),
    Phase.PRELIMINARY: (Role.AGENCY,),
    Phase.APPEALS: (Role.AGENCY, Role.LEAD),
    Phase.FINAL: (Role.ADMINISTRATOR,),
    Phase.PUBLISHED: (Role.AGENCY, Role.EVALUATOR, Role.LEAD),
}

#: Narrows down who is reminded: the accounts that still have something to do. ``(campaign) -> users``.
Pending = Callable[[Campaign], QuerySet[User]]
_pending: dict[str, Pending] = {}


def pending(*, phase: Campaign.Phase) -> Callable[[Pending], Pending]:
    """Register who has not finished in a phase; without it everybody concerned is reminded."""

    def keep(provider: Pending) -> Pending:
        _pending[phase] = provider
        return provider

    return keep


def concerned(campaign: Campaign) -> QuerySet[User]:
    """Active accounts with something to do in the present phase; one query."""
    roles = CONCERNED.get(campaign.phase, ())
    held = Membership.objects.filter(campaign=campaign, role__in=roles).values("user")
    return User.objects.filter(pk__in=held, is_active=True)


def unfinished(campaign: Campaign) -> QuerySet[User]:
    """Those of them who are not done."""
    provider = _pending.get(campaign.phase)
    return provider(campaign) if provider else concerned(campaign)


# --- telling ----------------------------------------------------------------------------------------------------------
def tell_of_phase(campaign: Campaign, window: PhaseWindow) -> int:
    return notify(
        users=concerned(campaign), kind="phase_begun", params=_params(campaign, window), address=_home(campaign)
    )


def tell_of_extension(campaign: Campaign, window: PhaseWindow) -> int:
    return notify(
        users=concerned(campaign), kind="phase_extended", params=_params(campaign, window), address=_home(campaign)
    )


def remind(campaign: Campaign) -> int:
    """Remind who is not done of the present phase's deadline: each person once for a deadline."""
    if campaign.due_at is None:
        return 0
    params = {**_names(campaign), "phase": campaign.phase, "due_at": campaign.due_at.isoformat()}
    key = f"phase_due:{campaign.pk}:{campaign.phase}:{campaign.due_at.astimezone(timezone.get_fixed_timezone(0)):%FT%T}"
    return notify(users=unfinished(campaign), kind="phase_due", params=params, address=_home(campaign), key=key)


def _home(campaign: Campaign) -> str:
    return reverse("campaigns:home", args=[campaign.key])


def _names(campaign: Campaign) -> dict[str, str]:
    return {"zh": campaign.name_zh, "en": campaign.name_en}


def _params(campaign: Campaign, window: PhaseWindow) -> dict[str, Any]:
    due = window.due_at.isoformat() if window.due_at else ""
    return {**_names(campaign), "phase": window.phase, "due_at": due}


# --- words ------------------------------------------------------------------------------------------------------------
def said(params: kinds.Params) -> dict[str, str]:
    """Campaign, phase and deadline of a notice as words."""
    return {
        "campaign": in_language(params["zh"], params["en"]),
        "phase": str(Phase(params["phase"]).label),
        "due": moment(parse_datetime(params["due_at"])) if params["due_at"] else "",
    }


@kinds.kind("phase_begun")
def _begun(params: kinds.Params) -> str:
    if params["due_at"]:
        return _("%(campaign)s: the phase “%(phase)s” has begun; it lasts until %(due)s.") % said(params)
    return _("%(campaign)s: the phase “%(phase)s” has begun.") % said(params)


@kinds.kind("phase_extended")
def _extended(params: kinds.Params) -> str:
    return _("%(campaign)s: the phase “%(phase)s” was extended until %(due)s.") % said(params)


@kinds.kind("phase_due")
def _due(params: kinds.Params) -> str:
    return _("%(campaign)s: the phase “%(phase)s” ends on %(due)s, and you have not finished.") % said(params)
