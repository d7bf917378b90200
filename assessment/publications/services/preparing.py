"""Prepare an edition of the last run, or the return of a withdrawn one; discard what was prepared."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from assessment.core.faults import Fault, FaultsError
from assessment.core.models import User
from assessment.core.verdicts import require
from assessment.exports.report import Report
from assessment.publications import rules
from assessment.publications.canonical import sha256, to_bytes
from assessment.publications.checks import Check, CheckList
from assessment.publications.files import make_files
from assessment.publications.manifest import build_manifest, details_of
from assessment.publications.models import Ledger, Preparation, Publication, Revision
from assessment.publications.selectors import preparation_of
from assessment.publications.services.recording import record

LONGEST_REASON = 1000
#: ``acknowledged`` of whoever runs a command: the operator has read what it prints.
EVERYTHING = None


def prepare(
    *,
    campaign: Campaign,
    actor: User | None,
    reason: str = "",
    acknowledged: Collection[str] | None = (),
    from_elsewhere: bool = False,
) -> Preparation:
    """Make the files and the manifest of the campaign's last run, for a second person to approve.

    ``acknowledged`` are the codes of findings that are passed over knowingly, EVERYTHING all that are not firm;
    ``reason`` is needed for a correction of what is published. ``actor`` None is the system, ``from_elsewhere`` as in
    CheckList. Raises PermissionDenied, and FaultsError with everything that is in the way.
    """
    if actor is not None:
        require(rules.can_prepare(actor, campaign))
    checks = CheckList(campaign, from_elsewhere=from_elsewhere)
    publication = _publication(campaign)
    with transaction.atomic():
        held = Publication.objects.select_for_update().select_related("campaign").get(pk=publication.pk)
        reason = reason.strip()
        _refuse([*_unfit(held, checks, acknowledged), *_reason_faults(reason, needed=held.lines > 0)])
        assert checks.run is not None, "a campaign without a run is refused above"
        return _write(held, checks, reason, actor)


def _publication(campaign: Campaign) -> Publication:
    return Publication.objects.get_or_create(campaign=campaign)[0]


def _unfit(publication: Publication, checks: CheckList, acknowledged: Collection[str] | None) -> list[Fault]:
    """Everything in the way but the reason, each with the code of its check as place."""
    faults = [_fault(check.code, f"{check.words} ({check.count})") for check in checks.firm]
    if acknowledged is not EVERYTHING:
        faults += [
            _fault(check.code, _("%(words)s (%(count)s) Acknowledge it to go on.") % _said(check))
            for check in checks.to_acknowledge
            if check.code not in acknowledged
        ]
    if preparation_of(publication.campaign) is not None:
        faults.append(_fault("preparation", _("A publication is prepared already: approve or discard it first.")))
    if checks.run is not None and not checks.firm:
        last = publication.ledger.select_related("revision").order_by("-sequence").first()
        if last and last.kind != Ledger.Kind.WITHDRAWN and last.revision.run_id == checks.run.pk:
            faults.append(_fault("same_run", _("This run is published already: a correction needs a new run.")))
    return faults


def _said(check: Check) -> dict[str, Any]:
    return {"words": check.words, "count": check.count}


def _reason_faults(reason: str, *, needed: bool) -> list[Fault]:
    if needed and not reason:
        return [_fault("reason", _("Say why the published results are corrected."))]
    if len(reason) > LONGEST_REASON:
        return [_fault("reason", _("At most %(most)s characters.") % {"most": LONGEST_REASON})]
    return []


def _fault(place: str, message: str) -> Fault:
    return Fault("publication", 0, place, message)


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise FaultsError(faults)


def _write(publication: Publication, checks: CheckList, reason: str, actor: User | None) -> Preparation:
    run = checks.run
    assert run is not None
    campaign = run.campaign = publication.campaign
    number = (publication.revisions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    details = details_of(campaign)
    report = Report(run)
    passed = [{"code": check.code, "count": check.count} for check in checks.to_acknowledge]
    manifest = build_manifest(
        report=report,
        number=number,
        reason=reason,
        previous_seal=publication.seal,
        details=details,
        acknowledged=passed,
        files=make_files(report=report, details=details, number=number),
    )
    return _store(publication, to_bytes(manifest), actor, run=run, reason=reason, acknowledged=passed)


def _store(publication: Publication, manifest: bytes, actor: User | None, **fields: Any) -> Preparation:
    preparation = Preparation.objects.create(
        publication=publication, manifest=manifest, prepared_by=actor, prepared_at=timezone.now(), **fields
    )
    record(publication, "prepare_publication", actor, state_of(preparation))
    return preparation


def state_of(preparation: Preparation) -> dict[str, Any]:
    """What the audit trail keeps of a preparation; approval holds the row against it."""
    return {
        "run": preparation.run.number,
        "revision": preparation.revision.number if preparation.revision else None,
        "manifest": sha256(bytes(preparation.manifest)),
        "reason": preparation.reason,
        "acknowledged": preparation.acknowledged,
        "prepared_by": preparation.prepared_by_id,
    }


def prepare_reissue(*, revision: Revision, actor: User | None, reason: str) -> Preparation:
    """Ask for a withdrawn revision to be issued again, as it was; a second person approves. Raises as ``prepare``."""
    if actor is not None:
        require(rules.can_prepare_reissue(actor, revision))
    with transaction.atomic():
        held = Publication.objects.select_for_update().select_related("campaign").get(pk=revision.publication_id)
        reason = reason.strip()
        faults = _reason_faults(reason, needed=True)
        last = revision.ledger.order_by("-sequence").first()
        if last is None or last.kind != Ledger.Kind.WITHDRAWN:
            faults.append(_fault("revision", _("Only a withdrawn revision is reissued.")))
        if preparation_of(held.campaign) is not None:
            faults.append(_fault("preparation", _("A publication is prepared already: approve or discard it first.")))
        _refuse(faults)
        manifest = bytes(revision.manifest)
        return _store(held, manifest, actor, run=revision.run, revision=revision, reason=reason)


def discard(*, preparation: Preparation, actor: User) -> None:
    """Throw a preparation away; the audit trail keeps it. Files in the store are left to whoever sweeps it."""
    require(rules.can_discard(actor, preparation))
    with transaction.atomic():
        Publication.objects.select_for_update().get(pk=preparation.publication_id)
        record(preparation.publication, "discard_publication", actor, state_of(preparation))
        preparation.delete()
