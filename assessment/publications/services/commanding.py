"""Publish by a command on the server: the system prepares and seals in one go (docs/adr/0012)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign, PhaseStep
from assessment.core.faults import Fault, FaultsError
from assessment.core.services import audit
from assessment.publications.checks import CheckList
from assessment.publications.models import Ledger
from assessment.publications.services.preparing import EVERYTHING, prepare
from assessment.publications.services.sealing import approve

Phase = Campaign.Phase


def is_from_elsewhere(campaign: Campaign) -> bool:
    """Whether it was imported with scores and decisions and never moved through phases here."""
    return campaign.phase == Phase.RECONCILIATION and not campaign.steps.exists()


def publish_now(*, campaign: Campaign, reason: str = "") -> Ledger:
    """Seal the last run as the system. What is not firm is acknowledged; the caller prints it.

    A campaign that goes through its phases here has to stand in that of final results. One that was imported with its
    scores has none before it and is taken to "published" in one step, which its history keeps. Raises FaultsError,
    PhaseBlocked.
    """
    with transaction.atomic():
        held = Campaign.objects.select_for_update().get(pk=campaign.pk)
        imported = is_from_elsewhere(held)
        if not imported and held.phase != Phase.FINAL:
            words = _("The campaign is in the phase “%(phase)s”; only final results are published.")
            raise FaultsError([Fault("publication", 0, "phase", words % {"phase": held.get_phase_display()})])
        prepared = prepare(campaign=held, actor=None, reason=reason, acknowledged=EVERYTHING, from_elsewhere=imported)
        line = approve(preparation=prepared, actor=None, from_elsewhere=imported)
        if imported:
            _skip_phases(held)
    return line


def _skip_phases(campaign: Campaign) -> None:
    """From reconciliation, where imports begin, to published: the phases between took place elsewhere."""
    passed = [check.code for check in CheckList(campaign, from_elsewhere=True).to_acknowledge]
    step = PhaseStep.objects.create(
        campaign=campaign,
        kind=PhaseStep.Kind.FORWARD,
        from_phase=campaign.phase,
        to_phase=Phase.PUBLISHED,
        reason=_("Imported with its decisions and published by a command on the server."),
        overridden=passed,
    )
    campaign.phase = Phase.PUBLISHED
    campaign.save(update_fields=["phase"])
    audit.record(
        actor=None,
        verb="move_phase",
        object_type="campaign",
        object_key=campaign.key,
        campaign_key=campaign.key,
        before={"phase": step.from_phase},
        after={"phase": step.to_phase, "reason": step.reason, "overridden": passed},
    )
