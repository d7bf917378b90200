"""Raise or reject a proposed gate: a lead who neither proposed it nor scored the entity (scoring.md §7)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from assessment.vetoes import rules
from assessment.vetoes.cases import GateCase
from assessment.vetoes.models import GateDecision
from reviews.errors import RefusedError
from reviews.models import RaisedGate
from reviews.services.sheets import check_reason

Outcome = GateDecision.Outcome


def decide_gate(*, case: GateCase, confirm: bool, reason: str, actor: User) -> GateDecision:
    """Raise the gate with the reason shown beside its effect, or reject the proposal; also to change a decision.

    Whoever decided before does not decide again. Raises PermissionDenied, RefusedError without a reason or where the
    gate came with an import. Deciding the same again changes nothing.
    """
    campaign = case.component.campaign
    check_reason(reason)
    with transaction.atomic():
        Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
        place: dict[str, Any] = {"component": case.component, "entity": case.entity, "gate": case.gate}
        raised = RaisedGate.objects.filter(**place).first()
        decision = GateDecision.objects.filter(**place).first()
        own = {decision.decided_by_id} if decision and decision.decided_by_id else set()
        require(rules.Decider.of(actor, campaign).can_reject(case.entity.pk, case.proposers | own))
        if raised and decision is None:
            raise RefusedError("decided", _("This gate was raised by an import; it stays."))
        outcome = Outcome.RAISED if confirm else Outcome.REJECTED
        before = {"outcome": decision.outcome, "reason": decision.reason} if decision else None
        decision = decision or GateDecision(**place)
        decision.outcome, decision.reason = outcome, reason.strip()
        decision.decided_by, decision.decided_at = actor, timezone.now()
        decision.save()
        if confirm:
            RaisedGate.objects.update_or_create(**place, defaults={"reason": reason.strip()})
        elif raised:
            raised.delete()
        audit.record(
            actor=actor,
            verb="raise_gate" if confirm else "reject_gate",
            object_type="gate",
            object_key=f"{case.entity.key} {case.gate.code}",
            campaign_key=campaign.key,
            before=before,
            after={"outcome": str(outcome), "reason": decision.reason},
        )
    return decision
