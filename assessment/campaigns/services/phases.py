"""Move a campaign through its phases: plan, extend, forward, back (screens.md §2).

Every step is a PhaseStep and an audit entry in one transaction, under the campaign's row lock; ``Campaign.due_at`` and
the window of the present phase are written together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.campaigns import phase_notices, rules
from assessment.campaigns.blockers import Blocker, blockers_of
from assessment.campaigns.models import Campaign, PhaseStep, PhaseWindow
from assessment.campaigns.phases import ORDER
from assessment.campaigns.windows import windows_of
from assessment.core.faults import Fault, FaultsError
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require

LONGEST_REASON = 1000
Kind = PhaseStep.Kind
#: Start and deadline as planned; None where it is open.
Plan = tuple[datetime | None, datetime | None]


class PhaseBlocked(Exception):  # noqa: N818 - an answer for the reader
    """A move forward that is refused; ``blockers`` are all of them, those that may be passed over included."""

    def __init__(self, blockers: Sequence[Blocker]) -> None:
        self.blockers = list(blockers)
        super().__init__("; ".join(blocker.words for blocker in blockers))


def move_phase(
    *,
    campaign: Campaign,
    to: Campaign.Phase | str,
    actor: User | None,
    reason: str = "",
    due_at: datetime | None = None,
    override: bool = False,
    seen: str = "",
) -> PhaseStep:
    """Move to the next phase or back to any earlier one.

    Back needs a reason. Forward is one phase at a time and needs that nothing blocks it: blockers that are not firm
    may be passed over with ``override`` and a reason, which the step keeps. ``due_at`` replaces the planned deadline
    of ``to``. ``seen`` is the phase the person was looking at: moving on twice by two clicks is refused. Raises
    PermissionDenied, FaultsError, PhaseBlocked.
    """
    if actor is not None:
        require(rules.can_move_phase(actor, campaign))
    target, reason = Campaign.Phase(to), reason.strip()
    with transaction.atomic():
        held = Campaign.objects.select_for_update().get(pk=campaign.pk)
        kind = _kind(held, target)
        window = PhaseWindow.objects.filter(campaign=held, phase=target).first()
        window = window or PhaseWindow(campaign=held, phase=target)
        window.due_at = due_at or window.due_at
        _refuse(_move_faults(held, target, kind, window.due_at, reason, override=override, seen=seen))
        blockers = blockers_of(held) if kind == Kind.FORWARD else []
        if any(blocker.firm for blocker in blockers) or (blockers and not override):
            raise PhaseBlocked(blockers)
        step = PhaseStep.objects.create(
            campaign=held,
            kind=kind,
            from_phase=held.phase,
            to_phase=target,
            due_after=window.due_at,
            reason=reason,
            overridden=[blocker.code for blocker in blockers],
            actor=actor,
        )
        _enter(held, target, window)
        _record(step, "move_phase")
        phase_notices.tell_of_phase(held, window)
    campaign.phase, campaign.due_at = held.phase, held.due_at
    return step


def extend_phase(
    *, campaign: Campaign, phase: Campaign.Phase | str, due_at: datetime, reason: str, actor: User | None
) -> PhaseStep:
    """Move the deadline of the present phase to a later time, with a reason. What comes in after the first deadline
    is late (windows.is_late). Raises PermissionDenied, FaultsError.
    """
    if actor is not None:
        require(rules.can_move_phase(actor, campaign))
    reason = reason.strip()
    with transaction.atomic():
        held = Campaign.objects.select_for_update().get(pk=campaign.pk)
        windows = windows_of(held)
        _refuse(_extension_faults(held, phase, due_at, reason, windows))
        window = windows[held.phase]
        step = PhaseStep.objects.create(
            campaign=held,
            kind=Kind.EXTENSION,
            from_phase=held.phase,
            to_phase=held.phase,
            due_before=window.due_at,
            due_after=due_at,
            reason=reason,
            actor=actor,
        )
        window.first_due_at = window.first_due_at or window.due_at
        window.due_at = held.due_at = due_at
        window.save()
        held.save(update_fields=["due_at"])
        _record(step, "extend_phase")
        phase_notices.tell_of_extension(held, window)
    campaign.due_at = due_at
    return step


def plan_phases(*, campaign: Campaign, plan: Mapping[str, Plan], actor: User | None) -> None:
    """Set starts and deadlines of phases to come, and the deadline of the present one where it has none yet.

    Phases that ``plan`` leaves out, past ones and a deadline that stands stay. Raises PermissionDenied, FaultsError
    (places ``<phase>-starts_at`` and ``<phase>-due_at``).
    """
    if actor is not None:
        require(rules.can_move_phase(actor, campaign))
    with transaction.atomic():
        held = Campaign.objects.select_for_update().get(pk=campaign.pk)
        windows = windows_of(held)
        before = _said(windows)
        for phase in plannable(held, windows):
            if phase in plan:
                window = windows.setdefault(phase, PhaseWindow(campaign=held, phase=phase))
                starts_at, window.due_at = plan[phase]
                window.starts_at = window.starts_at if phase == held.phase else starts_at
        _refuse(_plan_faults(held, windows))
        if _said(windows) == before:
            return
        for window in windows.values():
            window.save()
        held.due_at = windows[held.phase].due_at if held.phase in windows else None
        held.save(update_fields=["due_at"])
        audit.record(
            actor=actor,
            verb="plan_phases",
            object_type="campaign",
            object_key=held.key,
            campaign_key=held.key,
            before=before,
            after=_said(windows),
        )
    campaign.due_at = held.due_at


def plannable(campaign: Campaign, windows: Mapping[str, PhaseWindow]) -> list[Campaign.Phase]:
    """The phases whose dates may be planned freely: those to come, and the present one while it has no deadline."""
    first = ORDER.index(Campaign.Phase(campaign.phase))
    present = windows.get(campaign.phase)
    return list(ORDER[first + (1 if present and present.due_at else 0) :])


# --- steps ------------------------------------------------------------------------------------------------------------
def _kind(campaign: Campaign, target: Campaign.Phase) -> PhaseStep.Kind:
    here = ORDER.index(Campaign.Phase(campaign.phase))
    return Kind.FORWARD if ORDER.index(target) > here else Kind.BACK


def _enter(campaign: Campaign, target: Campaign.Phase, window: PhaseWindow) -> None:
    """The first time a phase begins is its start, whatever was planned."""
    again = PhaseStep.objects.filter(campaign=campaign, to_phase=target).exclude(kind=Kind.EXTENSION).count() > 1
    now = timezone.now()
    window.starts_at = window.starts_at if again and window.starts_at else now
    if window.due_at is not None or again:
        window.first_due_at = window.first_due_at or window.due_at
    window.save()
    campaign.phase, campaign.due_at = target, window.due_at
    campaign.save(update_fields=["phase", "due_at"])


def _record(step: PhaseStep, verb: str) -> None:
    audit.record(
        actor=step.actor,
        verb=verb,
        object_type="campaign",
        object_key=step.campaign.key,
        campaign_key=step.campaign.key,
        before={"phase": step.from_phase, "due_at": _text(step.due_before)},
        after={
            "phase": step.to_phase,
            "due_at": _text(step.due_after),
            "reason": step.reason,
            "overridden": step.overridden,
        },
    )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _said(windows: Mapping[str, PhaseWindow]) -> dict[str, list[str | None]]:
    return {
        phase: [_text(windows[phase].starts_at), _text(windows[phase].due_at)] for phase in ORDER if phase in windows
    }


# --- faults -----------------------------------------------------------------------------------------------------------
def _refuse(faults: Iterator[tuple[str, str]]) -> None:
    found = [Fault("", 0, place, message) for place, message in faults]
    if found:
        raise FaultsError(found)


def _reason_faults(reason: str, *, needed: bool) -> Iterator[tuple[str, str]]:
    if needed and not reason:
        yield "reason", _("Give a reason; it is kept in the history and in the audit trail.")
    if len(reason) > LONGEST_REASON:
        yield "reason", _("At most %(most)s characters are allowed.") % {"most": LONGEST_REASON}


def _move_faults(
    campaign: Campaign,
    target: Campaign.Phase,
    kind: PhaseStep.Kind,
    due_at: datetime | None,
    reason: str,
    *,
    override: bool,
    seen: str,
) -> Iterator[tuple[str, str]]:
    here = ORDER.index(Campaign.Phase(campaign.phase))
    if (seen and seen != campaign.phase) or target == campaign.phase:
        words = {"phase": campaign.get_phase_display()}
        yield "to", _("Meanwhile the campaign was moved to the phase “%(phase)s”; nothing has changed now.") % words
    elif kind == Kind.FORWARD and target != ORDER[here + 1]:
        yield "to", _("A campaign moves forward one phase at a time.")
    if due_at is not None and due_at <= timezone.now():
        yield "due_at", _("The deadline lies in the past; give a new one.")
    yield from _reason_faults(reason, needed=kind == Kind.BACK or override)


def _extension_faults(
    campaign: Campaign, phase: str, due_at: datetime, reason: str, windows: Mapping[str, PhaseWindow]
) -> Iterator[tuple[str, str]]:
    present = windows.get(campaign.phase)
    if phase != campaign.phase:
        yield "phase", _("Only the deadline of the present phase is extended.")
    elif present is None or present.due_at is None:
        yield "due_at", _("This phase has no deadline yet; set it in the plan.")
    elif due_at <= max(present.due_at, timezone.now()):
        yield "due_at", _("An extension ends later than the deadline that stands, and later than now.")
    for later in ORDER[ORDER.index(Campaign.Phase(campaign.phase)) + 1 :]:
        window = windows.get(later)
        if window and window.due_at and window.due_at <= due_at:
            words = {"phase": Campaign.Phase(later).label}
            yield "due_at", _("“%(phase)s” would end before that; move its deadline in the plan first.") % words
            break
    yield from _reason_faults(reason, needed=True)


def _plan_faults(campaign: Campaign, windows: Mapping[str, PhaseWindow]) -> Iterator[tuple[str, str]]:
    """Every window ends after it starts, none to come ends in the past, and they end one after the other."""
    last: datetime | None = None
    loose = plannable(campaign, {})
    for phase in ORDER:
        window = windows.get(phase)
        if window is None:
            continue
        if window.due_at and phase in loose:
            if window.starts_at and window.due_at <= window.starts_at:
                yield f"{phase}-due_at", _("The deadline lies before the start.")
            elif window.due_at <= timezone.now() and phase != campaign.phase:
                yield f"{phase}-due_at", _("The deadline lies in the past; give a new one.")
            elif last and window.due_at <= last:
                yield f"{phase}-due_at", _("The deadline lies before that of an earlier phase.")
        last = max(filter(None, (last, window.due_at)), default=None)
