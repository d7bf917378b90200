"""Findings, and proposals of gates and vetoes: what an evaluator notes on an open sheet beside the values."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from indicators.models import Gate, Veto
from reviews import rules
from reviews.checking import CellChecker, check_text
from reviews.errors import RefusedError
from reviews.models import Finding, GateProposal, ScoreSheet, VetoProposal
from reviews.models.working import PartOfSheet
from reviews.remit import Remit, remit_of
from reviews.services.cells import lock_open
from reviews.services.sheets import check_reason

LONGEST_TEXT, LONGEST_TAG, MOST_TAGS = 4000, 40, 20


def save_finding(
    *,
    sheet: ScoreSheet,
    criterion: int,
    channel: str,
    tags: Sequence[str],
    severity: str,
    text: str,
    actor: User,
    finding: Finding | None = None,
) -> Finding:
    """A new finding, or ``finding`` with new content. Raises RefusedError, LockedError, PermissionDenied."""
    cleaned = list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    if len(cleaned) > MOST_TAGS:
        raise RefusedError("too_many_tags", _("At most %(most)s tags are expected.") % {"most": MOST_TAGS})
    for tag in cleaned:
        check_text(tag, longest=LONGEST_TAG)
    if severity not in Finding.Severity.values:
        raise RefusedError("severity", _("The severity is low, medium or high."))
    check_filled(text)
    with transaction.atomic():
        CellChecker.of(sheet, open_for(sheet, actor), [criterion]).cell(criterion, channel)
        row = finding or Finding(sheet=sheet)
        before = state_of(row) if finding else None
        row.criterion_id, row.channel, row.tags = criterion, channel.strip(), cleaned
        row.severity, row.text = severity, text.strip()
        row.save()
        record("change_finding" if finding else "add_finding", row, actor, before=before, after=state_of(row))
    return row


def propose_gate(*, sheet: ScoreSheet, gate: str, reason: str, actor: User) -> GateProposal:
    """Propose to raise a manual gate (by its code); proposing it again changes the reason."""
    check_reason(reason)
    found = Gate.objects.filter(version=sheet.component.version_id, code=gate, when__isnull=True).first()
    if found is None:
        raise RefusedError("unknown_gate", _("“%(code)s” is no gate that is raised by hand.") % {"code": gate})
    with transaction.atomic():
        open_for(sheet, actor)
        row, _new = GateProposal.objects.update_or_create(sheet=sheet, gate=found, defaults={"reason": reason.strip()})
        record("propose_gate", row, actor, after=state_of(row))
    return row


def propose_veto(
    *, sheet: ScoreSheet, veto: str, condition: str, channel: str, reason: str, actor: User
) -> VetoProposal:
    """Propose a veto (by its code), one of its conditions ('' for none), on a channel where its scope is one."""
    check_reason(reason)
    found = Veto.objects.filter(version=sheet.component.version_id, code=veto).prefetch_related("conditions").first()
    if found is None:
        raise RefusedError("unknown_veto", _("“%(code)s” is no veto of this version.") % {"code": veto})
    if condition and condition not in {str(row.number) for row in found.conditions.all()}:
        raise RefusedError("unknown_condition", _("The veto has no such condition."))
    kinds = set(sheet.entity.channels.filter(is_open=True).values_list("kind", flat=True))
    if (found.scope == Veto.Scope.CHANNEL) != bool(channel) or (channel and channel not in kinds):
        raise RefusedError("channel", _("A veto on a channel names an open channel; any other names none."))
    with transaction.atomic():
        open_for(sheet, actor)
        row, _new = VetoProposal.objects.update_or_create(
            sheet=sheet, veto=found, condition=condition, channel=channel, defaults={"reason": reason.strip()}
        )
        record("propose_veto", row, actor, after=state_of(row))
    return row


def remove_part(*, part: PartOfSheet, actor: User) -> None:
    """Take back a finding, a proposal or a screenshot. Its audit entry keeps what it was; files stay."""
    with transaction.atomic():
        open_for(part.sheet, actor)
        record(f"remove_{part._meta.model_name}", part, actor, before=state_of(part))
        part.delete()


def open_for(sheet: ScoreSheet, actor: User) -> Remit:
    """Inside a transaction: the evaluator may write on the sheet, and it stays open meanwhile."""
    remit = remit_of(sheet)
    require(rules.can_score_sheet(actor, sheet, remit.standing))
    lock_open(sheet)
    return remit


def check_filled(text: str) -> None:
    if not text.strip():
        raise RefusedError("text_required", _("Please write what was found."))
    check_text(text, longest=LONGEST_TEXT)


def state_of(part: PartOfSheet) -> dict[str, object]:
    """The fields of a part as plain values."""
    fields = (field for field in part._meta.concrete_fields if field.name not in ("id", "sheet", "created_at"))
    return {field.attname: getattr(part, field.attname) for field in fields}


def record(verb: str, part: PartOfSheet, actor: User, *, before: object = None, after: object = None) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        object_type=part._meta.model_name or "",
        object_key=str(part.pk),
        campaign_key=part.sheet.reviewer.campaign.key,
        before=before,
        after=after,
    )
