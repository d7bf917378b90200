"""Seal what was prepared, by a second person; take back what was published (quality.md §2)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.campaigns.models import Campaign
from assessment.campaigns.rules import can_manage_campaign
from assessment.campaigns.services.phases import move_phase
from assessment.core.faults import Fault, FaultsError
from assessment.core.models import AuditEntry, User
from assessment.core.verdicts import require
from assessment.publications import ledger, rules
from assessment.publications.canonical import sha256
from assessment.publications.checks import CheckList
from assessment.publications.files import damaged
from assessment.publications.models import Ledger, Preparation, Publication, Revision
from assessment.publications.selectors import read_manifest
from assessment.publications.services.preparing import LONGEST_REASON, state_of
from assessment.publications.services.recording import record

Phase = Campaign.Phase
Kind = Ledger.Kind


def approve(*, preparation: Preparation, actor: User | None, from_elsewhere: bool = False) -> Ledger:
    """Seal exactly what was prepared. The caller has asked the actor's password again (quality.md §2, two people).

    ``actor`` None is the system: whoever runs a command on the server. Raises PermissionDenied, and FaultsError where
    the preparation no longer fits: another seal came first, the run is no longer the last, the row was tampered with.
    """
    if actor is not None:
        require(rules.can_approve(actor, preparation))
    with transaction.atomic():
        publication = (
            Publication.objects.select_for_update().select_related("campaign").get(pk=preparation.publication_id)
        )
        held = Preparation.objects.select_related("run", "revision", "publication__campaign", "prepared_by").filter(
            pk=preparation.pk
        )
        found = held.first()
        faults = ["gone"] if found is None else _unfit(publication, found, from_elsewhere)
        if faults or found is None:
            raise FaultsError([Fault("publication", 0, code, _sentence(code)) for code in faults])
        revision, kind = (found.revision, Kind.REISSUED) if found.revision else (_revision(found), Kind.PUBLISHED)
        line = ledger.append(
            publication=publication, kind=kind, revision=revision, reason=found.reason, at=timezone.now(), actor=actor
        )
        _record(line, actor, "publish_results" if kind == Kind.PUBLISHED else "reissue_publication", found.prepared_by)
        found.delete()
        if kind == Kind.PUBLISHED:
            _move_to_published(publication.campaign, revision, actor, found.prepared_by)
    return line


def _unfit(publication: Publication, found: Preparation, from_elsewhere: bool) -> list[str]:
    """Codes of what speaks against sealing; each has a sentence below."""
    faults = []
    said = AuditEntry.objects.filter(
        verb="prepare_publication", object_key=publication.campaign.key, object_type="publication"
    )
    entry = said.order_by("-sequence").first()
    listed = read_manifest(found.manifest)["files"].values()
    if entry is None or entry.after != state_of(found):
        faults.append("changed")
    elif any(damaged(stated["sha256"]) for stated in listed):
        faults.append("damaged")
    if found.revision is None:
        if read_manifest(found.manifest)["previous_seal"] != publication.seal:
            faults.append("overtaken")
        checks = CheckList(publication.campaign, from_elsewhere=from_elsewhere)
        if checks.run is None or checks.run.pk != found.run_id or checks.firm:
            faults.append("stale")
    return faults


def _sentence(code: str) -> str:
    return {
        "gone": _("This preparation is not there any more: it was approved or discarded."),
        "changed": _("The preparation is not what the audit trail says: discard it and prepare again."),
        "damaged": _("A file of the preparation is gone or changed: discard it and prepare again."),
        "overtaken": _("Something was published or withdrawn meanwhile: discard this and prepare again."),
        "stale": _("Something has changed since it was prepared: discard this and prepare again."),
    }[code]


def _revision(found: Preparation) -> Revision:
    return Revision.objects.create(
        publication=found.publication,
        number=read_manifest(found.manifest)["revision"],
        run=found.run,
        reason=found.reason,
        manifest=bytes(found.manifest),
        prepared_by=found.prepared_by,
        prepared_at=found.prepared_at,
    )


def _record(line: Ledger, actor: User | None, verb: str, preparer: User | None) -> None:
    sealed = {
        "revision": line.revision.number,
        "run": line.revision.run.number,
        "manifest": sha256(bytes(line.revision.manifest)),
        "seal": line.seal,
        "digest": line.digest,
        "reason": line.reason,
        "prepared_by": preparer.get_username() if preparer else "system",
    }
    record(line.publication, verb, actor, sealed)


def _move_to_published(campaign: Campaign, revision: Revision, actor: User | None, preparer: User | None) -> None:
    """From the phase of final results to that of published ones; findings that were acknowledged are passed over."""
    if campaign.phase != Phase.FINAL:
        return
    movers = [person for person in (actor, preparer) if person and can_manage_campaign(person, campaign)]
    reason = _("Revision %(number)s is published.") % {"number": revision.number}
    move_phase(campaign=campaign, to=Phase.PUBLISHED, actor=next(iter(movers), None), reason=reason, override=True)


def withdraw(*, revision: Revision, actor: User | None, reason: str) -> Ledger:
    """Take a revision back, with a reason that everybody reads. Raises PermissionDenied, FaultsError."""
    if actor is not None:
        require(rules.can_withdraw(actor, revision.publication))
    reason = reason.strip()
    with transaction.atomic():
        publication = Publication.objects.select_for_update().select_related("campaign").get(pk=revision.publication_id)
        faults = []
        if not 0 < len(reason) <= LONGEST_REASON:
            words = _("Say in at most %(most)s characters why it is withdrawn.") % {"most": LONGEST_REASON}
            faults.append(Fault("publication", 0, "reason", words))
        last = revision.ledger.order_by("-sequence").first()
        if last is None or last.kind == Kind.WITHDRAWN:
            faults.append(Fault("publication", 0, "revision", _("This revision is withdrawn already.")))
        if faults:
            raise FaultsError(faults)
        line = ledger.append(
            publication=publication, kind=Kind.WITHDRAWN, revision=revision, reason=reason, at=timezone.now(),
            actor=actor,
        )  # fmt: skip
        _record(line, actor, "withdraw_publication", None)
    return line
