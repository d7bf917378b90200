"""Settle a cell on which reviewers disagree: an adjudicated value replaces all theirs (scoring.md §5.1)."""

from __future__ import annotations

from typing import NoReturn

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from assessment.scoring import ValueFault
from assessment.scoring.model import Criterion
from reviews.errors import RefusedError
from reviews.models import Adjudication, Score, ScoreSheet
from reviews.plans import plan_of
from reviews.sentences import value_sentence
from reviews.services.sheets import check_reason
from reviews.settling import CellPlace, can_settle_cell
from reviews.values import canonical_value


def settle_cell(*, place: CellPlace, value: str, reason: str, actor: User, replaces: str = "") -> Adjudication:
    """Store the value that holds for the cell. ``replaces`` is the settled value that the actor saw, '' for none.

    Raises PermissionDenied (no lead, scored by the actor, conflict, own sheet open, phase) and RefusedError: "value" is
    none of the criterion's rule, "reason_required", "agreed" (no two submitted values differ), "settled_meanwhile".
    Settling again with the same value and reason changes nothing.
    """
    require(can_settle_cell(actor, place))
    criterion = plan_of(place.component.version).criteria[_index(place)]
    settled = _checked_value(criterion, value)
    check_reason(reason)
    if not is_disputed(place, criterion):
        raise RefusedError("agreed", _("The submitted values of this cell agree; there is nothing to settle."))
    with transaction.atomic():
        current = _current(place)
        after = {"value": settled, "reason": reason.strip()}
        before = {"value": current.value, "reason": current.reason} if current else None
        if current is not None and before == after:
            return current
        if (current.value if current else "") != replaces:
            _settled_meanwhile(current)
        kept = current or Adjudication(
            component=place.component,
            entity=place.entity,
            round=place.round,
            criterion=place.criterion,
            channel=place.channel,
        )
        kept.value, kept.reason = settled, reason.strip()
        kept.settled_by, kept.settled_at = actor, timezone.now()
        try:
            with transaction.atomic():
                kept.save()
        except IntegrityError:  # somebody settled it between our reading and writing
            _settled_meanwhile(_current(place))
        _record("settle_cell", place, actor, before=before, after=after)
    return kept


def unsettle_cell(*, adjudication: Adjudication, reason: str, actor: User) -> None:
    """Take an adjudication back: the reviewers' values hold again. Raises PermissionDenied, RefusedError."""
    place = CellPlace(
        component=adjudication.component,
        entity=adjudication.entity,
        round=adjudication.round,
        criterion=adjudication.criterion,
        channel=adjudication.channel,
    )
    require(can_settle_cell(actor, place))
    check_reason(reason)
    with transaction.atomic():
        current = _current(place)
        if current is None or current.pk != adjudication.pk or current.value != adjudication.value:
            _settled_meanwhile(current)
        before = {"value": current.value, "reason": current.reason}
        current.delete()
        _record("unsettle_cell", place, actor, before=before, after={"reason": reason.strip()})


def is_disputed(place: CellPlace, criterion: Criterion) -> bool:
    """Whether at least two submitted values of the cell differ; N/A is one of them, an empty cell is none."""
    values = (
        Score.objects.filter(place.among(), sheet__status=ScoreSheet.Status.SUBMITTED)
        .exclude(value="")
        .values_list("value", flat=True)
    )
    return len({canonical_value(criterion, value) for value in values}) > 1


def _index(place: CellPlace) -> int:
    return plan_of(place.component.version).criterion_index[place.criterion.address]


def _checked_value(criterion: Criterion, value: str) -> str:
    if not value.strip():
        raise RefusedError("value", _("Please give a value, or NA where the criterion does not apply."))
    try:
        return canonical_value(criterion, value)
    except ValueFault as fault:
        raise RefusedError("value", value_sentence(fault)) from fault


def _current(place: CellPlace) -> Adjudication | None:
    rows = Adjudication.objects.select_for_update(of=("self",)).filter(
        component=place.component, entity=place.entity, round=place.round, criterion=place.criterion
    )
    return rows.filter(channel=place.channel).first()


def _settled_meanwhile(current: Adjudication | None) -> NoReturn:
    if current is None:
        raise RefusedError("settled_meanwhile", _("Somebody has taken the settlement back meanwhile. Look again."))
    sentence = _("Somebody has settled this cell meanwhile with %(value)s: %(reason)s") % {
        "value": current.value,
        "reason": current.reason,
    }
    raise RefusedError("settled_meanwhile", sentence)


def _record(verb: str, place: CellPlace, actor: User, *, before: object, after: object) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        object_type="cell",
        object_key=str(place),
        campaign_key=place.component.campaign.key,
        before=before,
        after=after,
    )
