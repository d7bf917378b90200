"""File, discuss, withdraw and decide appeals. Every step is an audit entry and a notice to the other side."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.appeals import rules, telling
from assessment.appeals.models import Appeal, AppealMessage, Ruling
from assessment.appeals.trace import AppealedCell, rounds_by_key, trace_of, trace_of_appeal
from assessment.campaigns.models import Component, Entity
from assessment.campaigns.rules import represents
from assessment.core.faults import Fault, FaultsError
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from assessment.results.selectors import last_run
from assessment.results.services.runs import start_run
from indicators.models import Criterion
from reviews.errors import RefusedError
from reviews.evidence.models import EvidenceVersion
from reviews.evidence.selectors import attachable
from reviews.services.appealed import adjudicate_appealed, checked_value
from reviews.settling import CellPlace

LONGEST_TEXT, MOST_FILES = 4000, 20
Status = Appeal.Status
Place = tuple[str, str]


def file_appeal(
    *, entity: Entity, component: Component, criterion: Criterion, text: str, files: Collection[int] = (), actor: User
) -> Appeal:
    """Appeal against the value of a criterion. ``files`` are versions of the entity's evidence.

    Raises PermissionDenied, FaultsError (places ``text`` and ``evidence``), RefusedError: "not_assessed", "appealed".
    """
    require(rules.can_file_appeal(actor, entity))
    run = last_run(entity.campaign)
    system = component.version.system.key
    if run is None or trace_of(run=run, entity=entity, system=system, criterion=criterion) is None:
        raise RefusedError("not_assessed", _("This criterion was not assessed for the entity."))
    versions = _checked(entity, text, files)
    appeal = Appeal(component=component, entity=entity, criterion=criterion, run=run, filed_by=actor)
    try:
        with transaction.atomic():
            appeal.save()
            _say(appeal, text, versions, actor, from_agency=True)
            _record(appeal, "file_appeal", actor, after={"text": text.strip(), "files": [row.pk for row in versions]})
            telling.tell_leads(appeal, "appeal_filed")
    except IntegrityError:
        raise RefusedError("appealed", _("There is an appeal against this criterion already.")) from None
    return appeal


def reply(*, appeal: Appeal, text: str, files: Collection[int] = (), actor: User) -> AppealMessage:
    """Say something more. Only an agency lays evidence beside it. Raises PermissionDenied, FaultsError."""
    with transaction.atomic():
        held = _hold(appeal)
        require(rules.can_reply(actor, held))
        from_agency = represents(actor, held.entity)
        versions = _checked(held.entity, text, files if from_agency else ())
        message = _say(held, text, versions, actor, from_agency=from_agency)
        after = {"text": message.text, "files": [row.pk for row in versions]}
        _record(held, "reply_to_appeal", actor, after=after)
        if from_agency:
            telling.tell_leads(held, "appeal_reply")
        else:
            telling.tell_agency(held, "appeal_reply")
    return message


def withdraw_appeal(*, appeal: Appeal, actor: User) -> None:
    """Take an open appeal back. Raises PermissionDenied."""
    with transaction.atomic():
        held = _hold(appeal)
        require(rules.can_withdraw_appeal(actor, held))
        held.status = Status.WITHDRAWN
        held.save(update_fields=["status"])
        _record(held, "withdraw_appeal", actor, after={"status": held.status})


def decide_appeal(
    *, appeal: Appeal, upheld: bool, values: Mapping[Place, str] | None = None, reason: str, actor: User
) -> Appeal:
    """Uphold or reject, with the reason that the agency reads.

    ``values``: (round, channel) → what holds from now on, for at least one cell of an upheld appeal; each becomes an
    adjudication, and a new run is started. Raises PermissionDenied, FaultsError with every fault (places ``reason``,
    ``values`` and ``value-<round>-<channel>``).
    """
    with transaction.atomic():
        held = _hold(appeal)
        require(rules.can_decide_appeal(actor, held))
        wanted = {place: text for place, text in (values or {}).items() if text.strip()} if upheld else {}
        changes = _checked_decision(held, wanted, reason, upheld=upheld)
        for cell, place, value in changes:
            settled = adjudicate_appealed(place=place, value=value, reason=reason.strip(), actor=actor)
            before = settled or cell.value
            Ruling.objects.create(appeal=held, round=place.round, channel=cell.channel, before=before, value=value)
        held.status = Status.UPHELD if upheld else Status.REJECTED
        held.decided_by, held.decided_at, held.decision = actor, timezone.now(), reason.strip()
        held.save(update_fields=["status", "decided_by", "decided_at", "decision"])
        after = {
            "status": held.status,
            "reason": held.decision,
            "values": {str(place): value for _c, place, value in changes},
        }
        _record(held, "decide_appeal", actor, after=after)
        telling.tell_agency(held, "appeal_decided")
        if upheld:
            start_run(campaign=held.campaign, actor=None)
    return held


# --- parts ------------------------------------------------------------------------------------------------------------
def _hold(appeal: Appeal) -> Appeal:
    """The appeal under its row lock, with everything the rules look at."""
    Appeal.objects.select_for_update().get(pk=appeal.pk)
    found = Appeal.objects.select_related("component__campaign", "component__version__system", "criterion__indicator")
    held = found.select_related("entity__campaign", "run").get(pk=appeal.pk)
    held.entity.campaign = held.component.campaign
    return held


def _say(
    appeal: Appeal, text: str, versions: Collection[EvidenceVersion], actor: User, *, from_agency: bool
) -> AppealMessage:
    message = AppealMessage(appeal=appeal, author=actor, from_agency=from_agency, text=text.strip())
    message.save()
    message.files.set(versions)
    return message


def _checked(entity: Entity, text: str, files: Collection[int]) -> list[EvidenceVersion]:
    faults = [Fault("", 0, "text", sentence) for sentence in _text_faults(text)]
    versions: list[EvidenceVersion] = []
    if len(files) > MOST_FILES:
        faults.append(Fault("", 0, "evidence", _("At most %(most)s files are taken.") % {"most": MOST_FILES}))
    else:
        try:
            versions = attachable(entity, files)
        except RefusedError as error:
            faults.append(Fault("", 0, "evidence", error.reason))
    if faults:
        raise FaultsError(faults)
    return versions


def _text_faults(text: str) -> Iterator[str]:
    if not text.strip():
        yield _("Say what is wrong and why.")
    if len(text) > LONGEST_TEXT:
        yield _("At most %(most)s characters are allowed.") % {"most": LONGEST_TEXT}
    if "\x00" in text:
        yield _("The text holds a sign that cannot be stored.")


def _checked_decision(
    appeal: Appeal, wanted: Mapping[Place, str], reason: str, *, upheld: bool
) -> list[tuple[AppealedCell, CellPlace, str]]:
    """(cell, its place, new value) of every cell that changes. Raises FaultsError with every fault."""
    faults = [Fault("", 0, "reason", sentence) for sentence in _reason_faults(reason)]
    changes = []
    run = last_run(appeal.campaign) or appeal.run
    trace = trace_of_appeal(appeal, run, with_reviewers=False) if upheld else None
    cells = {(cell.round, cell.channel): cell for cell in trace.cells} if trace else {}
    rounds = rounds_by_key(appeal)
    for key, text in wanted.items():
        field = f"value-{key[0]}-{key[1]}"
        if key not in cells:
            faults.append(Fault("", 0, field, _("The appealed criterion has no such cell.")))
            continue
        place = CellPlace(appeal.component, appeal.entity, rounds[key[0]], appeal.criterion, key[1])
        try:
            value = checked_value(place, text)
        except RefusedError as error:
            faults.append(Fault("", 0, field, error.reason))
        else:
            changes.append((cells[key], place, value))
    if upheld and not any(value != cell.value for cell, _place, value in changes) and not faults:
        faults.append(Fault("", 0, "values", _("An upheld appeal changes at least one value.")))
    if faults:
        raise FaultsError(faults)
    return changes


def _reason_faults(reason: str) -> Iterator[str]:
    if not reason.strip():
        yield _("Give the reason; the agency reads it.")
    else:
        yield from _text_faults(reason)


def _record(appeal: Appeal, verb: str, actor: User, *, after: object) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        object_type="appeal",
        object_key=f"{appeal.pk} {appeal}",
        campaign_key=appeal.campaign.key,
        after=after,
    )
