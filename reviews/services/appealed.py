"""Settle a cell because an appeal against it was upheld: no disagreement is needed, and the phase is a later one."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.core.models import User
from assessment.core.services import audit
from assessment.scoring import ValueFault
from reviews.errors import RefusedError
from reviews.models import Adjudication
from reviews.plans import plan_of
from reviews.sentences import value_sentence
from reviews.settling import CellPlace
from reviews.values import canonical_value


def checked_value(place: CellPlace, value: str) -> str:
    """The value in its one spelling. Raises RefusedError "value" with the sentence for the reader."""
    if not value.strip():
        raise RefusedError("value", _("Please give a value, or NA where the criterion does not apply."))
    plan = plan_of(place.component.version)
    try:
        return canonical_value(plan.criteria[plan.criterion_index[place.criterion.address]], value)
    except ValueFault as fault:
        raise RefusedError("value", value_sentence(fault)) from fault


def adjudicate_appealed(*, place: CellPlace, value: str, reason: str, actor: User) -> str:
    """Store the value that holds for the cell from now on; the value that was settled before, '' for none.

    In the transaction of the decision, which has asked whether ``actor`` may (assessment.appeals.rules). ``value`` is
    one that ``checked_value`` gave.
    """
    cell = {
        "component": place.component,
        "entity": place.entity,
        "round": place.round,
        "criterion": place.criterion,
        "channel": place.channel,
    }
    current = Adjudication.objects.select_for_update(of=("self",)).filter(**cell).first()
    before = {"value": current.value, "reason": current.reason} if current else None
    kept = current or Adjudication(**cell)
    kept.value, kept.reason = value, reason
    kept.settled_by, kept.settled_at = actor, timezone.now()
    kept.save()
    audit.record(
        actor=actor,
        verb="settle_appealed_cell",
        object_type="cell",
        object_key=str(place),
        campaign_key=place.component.campaign.key,
        before=before,
        after={"value": value, "reason": reason},
    )
    return before["value"] if before else ""
