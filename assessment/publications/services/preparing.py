"""Prepare an edition of the last run, or the return of a withdrawn one; discard what was prepared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from assessment.core.faults import Fault, FaultsError
from assessment.core.models import User
from assessment.core.services import jobs
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
from assessment.results.models import Run
from assessment.results.selectors import last_run

LONGEST_REASON = 1000
#: ``acknowledged`` of whoever runs a command: the operator has read what it prints.
EVERYTHING = None


@dataclass(frozen=True)
class Edition:
    """What would be sealed, made and not yet stored. ``lines``: the length of the ledger that it was made after."""

    publication: Publication
    lines: int
    run: Run
    reason: str
    acknowledged: list[dict[str, Any]]
    manifest: bytes


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
    checks = checked(campaign=campaign, reason=reason, acknowledged=acknowledged, from_elsewhere=from_elsewhere)
    return store_edition(edition=make_edition(checks=checks, reason=reason), actor=actor)


def checked(
    *, campaign: Campaign, reason: str, acknowledged: Collection[str] | None, from_elsewhere: bool = False
) -> CheckList:
    """The check list, with nothing in the way. Raises FaultsError as ``prepare``."""
    checks, publication = CheckList(campaign, from_elsewhere=from_elsewhere), publication_for(campaign)
    _refuse([*_unfit(publication, checks, acknowledged), *_reason_faults(reason.strip(), needed=publication.lines > 0)])
    return checks


def make_edition(*, checks: CheckList, reason: str) -> Edition:
    """Files into the store, and the manifest. Nothing is locked meanwhile: this is what takes long."""
    run, publication = checks.run, publication_for(checks.campaign)
    assert run is not None, "a campaign without a run is refused by checked()"
    campaign = run.campaign = publication.campaign
    number = (publication.revisions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    details, report, reason = details_of(campaign), Report(run), reason.strip()
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
    return Edition(publication, publication.lines, run, reason, passed, to_bytes(manifest))


def store_edition(*, edition: Edition, actor: User | None, claim: jobs.Claim | None = None) -> Preparation:
    """Keep it for a second person. ``claim``: the job that made it, ended in the same transaction.

    Raises FaultsError where something was published, prepared or computed while it was made.
    """
    with transaction.atomic():
        held = _lock(edition.publication)
        run = last_run(held.campaign)
        if held.lines != edition.lines or run is None or run.pk != edition.run.pk:
            _refuse([_fault("stale", _("Something has changed while it was prepared: prepare it again."))])
        _refuse(_preparation_faults(held))
        made = _store(
            held, edition.manifest, actor, run=edition.run, reason=edition.reason, acknowledged=edition.acknowledged
        )
        if claim is not None:
            claim.finish({"run": edition.run.number})
    return made


def _lock(publication: Publication) -> Publication:
    return Publication.objects.select_for_update().select_related("campaign").get(pk=publication.pk)


def publication_for(campaign: Campaign) -> Publication:
    """The campaign's publication, made where there is none."""
    return Publication.objects.select_related("campaign").get_or_create(campaign=campaign)[0]


def _unfit(publication: Publication, checks: CheckList, acknowledged: Collection[str] | None) -> list[Fault]:
    """Everything in the way but the reason, each with the code of its check as place."""
    faults = [_fault(check.code, f"{check.words} ({check.count})") for check in checks.firm]
    if acknowledged is not EVERYTHING:
        faults += [
            _fault(check.code, _("%(words)s (%(count)s) Acknowledge it to go on.") % _said(check))
            for check in checks.to_acknowledge
            if check.code not in acknowledged
        ]
    faults += _preparation_faults(publication)
    if checks.run is not None and not checks.firm:
        last = publication.ledger.select_related("revision").order_by("-sequence").first()
        if last and last.kind != Ledger.Kind.WITHDRAWN and last.revision.run_id == checks.run.pk:
            faults.append(_fault("same_run", _("This run is published already: a correction needs a new run.")))
    return faults


def _preparation_faults(publication: Publication) -> list[Fault]:
    if preparation_of(publication.campaign) is None:
        return []
    return [_fault("preparation", _("A publication is prepared already: approve or discard it first."))]


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
        held = _lock(revision.publication)
        reason = reason.strip()
        faults = _reason_faults(reason, needed=True)
        last = revision.ledger.order_by("-sequence").first()
        if last is None or last.kind != Ledger.Kind.WITHDRAWN:
            faults.append(_fault("revision", _("Only a withdrawn revision is reissued.")))
        _refuse([*faults, *_preparation_faults(held)])
        manifest = bytes(revision.manifest)
        return _store(held, manifest, actor, run=revision.run, revision=revision, reason=reason)


def discard(*, preparation: Preparation, actor: User) -> None:
    """Throw a preparation away; the audit trail keeps it. Files in the store are left to whoever sweeps it."""
    require(rules.can_discard(actor, preparation))
    with transaction.atomic():
        Publication.objects.select_for_update().get(pk=preparation.publication_id)
        record(preparation.publication, "discard_publication", actor, state_of(preparation))
        preparation.delete()
