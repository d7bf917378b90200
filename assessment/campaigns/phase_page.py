"""What the page of phases shows: nine steps with their dates, what blocks the next one, and how it went so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessment.campaigns import rules
from assessment.campaigns.blockers import Blocker, blockers_of, word_of
from assessment.campaigns.models import Campaign, PhaseStep, PhaseWindow
from assessment.campaigns.phases import ORDER
from assessment.campaigns.rules import Actor
from assessment.campaigns.windows import windows_of


@dataclass(frozen=True)
class Stage:
    """One of the nine steps. ``state``: past, present or coming. ``days``: left of the present one, else None."""

    phase: Campaign.Phase
    number: int
    state: str
    starts_at: datetime | None
    due_at: datetime | None
    was_extended: bool
    days: int | None


@dataclass(frozen=True)
class PhasePage:
    """``blockers`` and ``history`` are None for those who don't see others' work.

    ``history``: each step with the words of what was passed over.
    """

    stages: list[Stage]
    windows: dict[str, PhaseWindow]
    following: Campaign.Phase | None
    earlier: list[Campaign.Phase]
    blockers: list[Blocker] | None
    history: list[tuple[PhaseStep, list[str]]] | None

    @property
    def is_firm(self) -> bool:
        """Whether something in the way can't be passed over."""
        return any(blocker.firm for blocker in self.blockers or ())


def days_left(due_at: datetime | None) -> int | None:
    """Whole days in the installation's zone; 0 on the day itself, negative afterwards."""
    return (timezone.localdate(due_at) - timezone.localdate()).days if due_at else None


def phase_page(user: Actor, campaign: Campaign) -> PhasePage:
    """Two queries beside those of the blockers."""
    windows, here = windows_of(campaign), ORDER.index(Campaign.Phase(campaign.phase))
    sees = bool(rules.can_view_blockers(user, campaign))
    return PhasePage(
        stages=[_stage(phase, number, here, windows.get(phase)) for number, phase in enumerate(ORDER)],
        windows=windows,
        following=ORDER[here + 1] if here + 1 < len(ORDER) else None,
        earlier=list(reversed(ORDER[:here])),
        blockers=blockers_of(campaign) if sees else None,
        history=_history(campaign) if sees else None,
    )


def _history(campaign: Campaign) -> list[tuple[PhaseStep, list[str]]]:
    steps = PhaseStep.objects.filter(campaign=campaign).select_related("actor")
    return [(step, [word_of(code) for code in step.overridden]) for step in steps]


def _stage(phase: Campaign.Phase, number: int, here: int, window: PhaseWindow | None) -> Stage:
    state = "past" if number < here else "present" if number == here else "coming"
    due_at = window.due_at if window else None
    return Stage(
        phase=phase,
        number=number + 1,
        state=state,
        starts_at=window.starts_at if window else None,
        due_at=due_at,
        was_extended=bool(window and window.first_due_at and window.first_due_at != window.due_at),
        days=days_left(due_at) if state == "present" else None,
    )
