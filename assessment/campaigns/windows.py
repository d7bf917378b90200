"""Reading starts and deadlines of phases."""

from __future__ import annotations

from datetime import datetime

from assessment.campaigns.models import Campaign, PhaseWindow


def windows_of(campaign: Campaign) -> dict[str, PhaseWindow]:
    """The windows that are set, by phase; one query."""
    return {window.phase: window for window in PhaseWindow.objects.filter(campaign=campaign)}


def deadline_of(campaign: Campaign, phase: Campaign.Phase | str) -> datetime | None:
    """Until when a phase lasts; no query for the present one."""
    if phase == campaign.phase:
        return campaign.due_at
    return PhaseWindow.objects.filter(campaign=campaign, phase=phase).values_list("due_at", flat=True).first()


def is_late(campaign: Campaign, phase: Campaign.Phase | str, at: datetime) -> bool:
    """Whether ``at`` lies after the first deadline of a phase: done in time thanks to an extension only."""
    first = PhaseWindow.objects.filter(campaign=campaign, phase=phase).values_list("first_due_at", flat=True).first()
    return first is not None and at > first
