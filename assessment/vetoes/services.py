"""Ask the agency, take its statement, confirm or reject: only confirmed vetoes count (scoring.md §10)."""

from __future__ import annotations

from datetime import timedelta
from typing import NoReturn

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from assessment.campaigns.policy import hearing_days
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from assessment.results.models import VetoFinding
from assessment.vetoes import rules
from assessment.vetoes.cases import VetoCase, hearing_of, proposers_of
from assessment.vetoes.models import Hearing
from assessment.vetoes.telling import tell_agency, tell_leads
from reviews.checking import check_text
from reviews.errors import RefusedError
from reviews.models import ScoreSheet, VetoProposal
from reviews.services.sheets import LONGEST_REASON, check_reason

Status = VetoFinding.Status


def hear_agency(*, case: VetoCase, allegation: str, actor: User) -> Hearing:
    """Tell the agency what is alleged and give it the policy's days to answer. Asking again changes nothing.

    A case that nobody had taken up becomes a finding.

    Raises PermissionDenied (no lead, own sheet open, conflict, phase), RefusedError without words or once decided.
    """
    campaign = case.component.campaign
    require(rules.Decider.of(actor, campaign).can_hear(case.entity.pk))
    check_reason(allegation)
    with transaction.atomic():
        finding = _locked(case)
        if finding.status != Status.PROPOSED:
            _decided_meanwhile(finding)
        hearing = hearing_of(finding) or Hearing(finding=finding)
        if hearing.opened_at is not None:
            return hearing
        now = timezone.now()
        hearing.allegation, hearing.opened_by, hearing.opened_at = allegation.strip(), actor, now
        hearing.answer_by = now + timedelta(days=hearing_days(campaign.policy))
        hearing.save()
        _record("hear_agency", finding, actor, after={"allegation": hearing.allegation, "answer_by": hearing.answer_by})
        tell_agency(hearing)
    return hearing


def state(*, hearing: Hearing, statement: str, actor: User) -> Hearing:
    """The agency's statement, which may be changed until the decision. Raises PermissionDenied, RefusedError."""
    require(rules.can_state(actor, hearing))
    check_statement(statement)
    with transaction.atomic():
        finding = VetoFinding.objects.select_for_update().get(pk=hearing.finding_id)
        if finding.status != Status.PROPOSED:
            _decided_meanwhile(finding)
        kept = Hearing.objects.get(pk=hearing.pk)
        if kept.statement == statement.strip():
            return hearing
        before = {"statement": kept.statement}
        kept.statement, kept.stated_by = statement.strip(), actor
        kept.stated_at = kept.stated_at if before["statement"] else timezone.now()
        kept.save(update_fields=["statement", "stated_by", "stated_at"])
        _record("state_on_veto", hearing.finding, actor, before=before, after={"statement": kept.statement})
        tell_leads(hearing)
    return kept


def decide_veto(*, case: VetoCase, confirm: bool, reason: str, actor: User) -> VetoFinding:
    """Confirm, with the reason that stands beside the entity in rankings; or reject, also what was confirmed before.

    Raises PermissionDenied (proposed or scored by the actor, agency not heard, …) and RefusedError without a reason or
    where somebody decided meanwhile. Deciding the same again changes nothing.
    """
    campaign = case.component.campaign
    check_reason(reason)
    with transaction.atomic():
        finding = _locked(case)
        hearing = hearing_of(finding)
        decider, proposers = rules.Decider.of(actor, campaign), proposers_of(proposals_of(finding))
        wanted = Status.CONFIRMED if confirm else Status.REJECTED
        if confirm:
            asks = hearing_days(campaign.policy) > 0
            require(decider.can_confirm(finding.entity_id, proposers, hearing, asks=asks))
        else:
            own = {hearing.decided_by_id} if hearing and hearing.decided_by_id else set()
            require(decider.can_reject(finding.entity_id, proposers | own))
        if finding.status not in _before(wanted):
            _decided_meanwhile(finding)
        before = {"status": finding.status, "reason": finding.reason}
        finding.status, finding.reason = wanted, reason.strip()
        finding.save(update_fields=["status", "reason"])
        hearing = hearing or Hearing(finding=finding)
        hearing.decided_by, hearing.decided_at, hearing.decision = actor, timezone.now(), reason.strip()
        hearing.save()
        verb = "confirm_veto" if confirm else "reject_veto"
        _record(verb, finding, actor, before=before, after={"status": finding.status, "reason": finding.reason})
        if hearing.opened_at is not None:
            tell_agency(hearing)
    return finding


def _before(wanted: str) -> tuple[str, ...]:
    """From which states a finding comes to ``wanted``."""
    return (Status.PROPOSED,) if wanted == Status.CONFIRMED else (Status.PROPOSED, Status.CONFIRMED)


def proposals_of(finding: VetoFinding) -> list[VetoProposal]:
    """The evaluators' proposals of the same allegation, on submitted sheets."""
    rows = VetoProposal.objects.filter(
        sheet__component=finding.component_id,
        sheet__entity=finding.entity_id,
        sheet__status=ScoreSheet.Status.SUBMITTED,
        veto=finding.veto_id,
        condition=finding.condition,
        channel=finding.channel,
    )
    return list(rows.select_related("sheet__reviewer"))


def _locked(case: VetoCase) -> VetoFinding:
    """The finding of a case, its row locked; made where nobody had taken the case up.

    The campaign's row is locked first: two leads who take up one case make one finding.
    """
    Campaign.objects.select_for_update(no_key=True).get(pk=case.component.campaign_id)
    rows = VetoFinding.objects.select_for_update(of=("self",)).select_related("veto", "entity", "component__campaign")
    place = {
        "component": case.component,
        "entity": case.entity,
        "veto": case.veto,
        "condition": case.condition,
        "channel": case.channel,
    }
    finding = rows.filter(pk=case.finding.pk).first() if case.finding else rows.filter(**place).first()
    return finding or VetoFinding.objects.create(**place)


def check_statement(text: str) -> None:
    if not text.strip():
        raise RefusedError("reason_required", _("Please write your statement."))
    check_text(text, longest=LONGEST_REASON)


def _decided_meanwhile(finding: VetoFinding) -> NoReturn:
    words = {"status": finding.get_status_display(), "reason": finding.reason}
    raise RefusedError("decided", _("It is decided already: %(status)s. %(reason)s") % words)


def _record(verb: str, finding: VetoFinding, actor: User, *, before: object = None, after: object = None) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        object_type="veto",
        object_key=f"{finding.entity.key} {finding.veto.code}",
        campaign_key=finding.component.campaign.key,
        before=before,
        after=_plain(after),
    )


def _plain(stated: object) -> object:
    """Moments as texts, for the JSON of the trail."""
    if not isinstance(stated, dict):
        return stated
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in stated.items()}
