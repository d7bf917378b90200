"""Evidence rows: a new version under a name, a link, taking something off the list."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from assessment.campaigns.models import Entity
from assessment.core.models import User
from assessment.core.services import audit
from assessment.core.verdicts import require
from reviews.checking import check_text
from reviews.errors import RefusedError
from reviews.evidence import rules
from reviews.evidence.models import Evidence, EvidenceVersion, StoredFile
from reviews.evidence.names import clean_folder, clean_name
from reviews.evidence.sentences import refusal

MOST_OF_ENTITY = 5000
LONGEST_NOTE, LONGEST_ADDRESS = 4000, 1000
Form = Evidence.Form


def refuse(code: str, **params: object) -> RefusedError:
    return RefusedError(code, refusal(code, params))


def add_version(*, entity: Entity, actor: User, folder: str, name: str, stored: StoredFile) -> EvidenceVersion:
    """The next version of what stands under the name; the same content again is no new one. In a transaction."""
    row = _place(entity, folder, name, Form.FILE)
    last = row.versions.order_by("-number").first()
    if last is not None and last.stored_id == stored.pk:
        return last
    made = EvidenceVersion(evidence=row, stored=stored, **_next(last, actor))
    made.save()
    _record("add_evidence", made, actor, {"sha256": stored.sha256, "bytes": stored.size})
    return made


def add_link(*, entity: Entity, actor: User, folder: str, name: str, address: str, note: str) -> EvidenceVersion:
    """An address, with what was seen there now. Raises RefusedError, PermissionDenied."""
    require(rules.can_upload_evidence(actor, entity))
    name = clean_name(name) or clean_name(address.partition("//")[2].replace("/", " "))
    if not address.startswith(("http://", "https://")) or len(address) > LONGEST_ADDRESS or not address.isprintable():
        raise refuse("no_address")
    if not name:
        raise refuse("no_name")
    check_text(note, longest=LONGEST_NOTE)
    with transaction.atomic():
        row = _place(entity, clean_folder(folder), name, Form.LINK)
        last = row.versions.order_by("-number").first()
        made = EvidenceVersion(
            evidence=row, address=address, note=note, captured_at=timezone.now(), **_next(last, actor)
        )
        made.save()
        _record("add_link", made, actor, {"address": address})
    return made


def take_over_version(*, entity: Entity, actor: User, earlier: EvidenceVersion) -> EvidenceVersion:
    """An earlier campaign's version as evidence of ``entity``; bringing it again is no new one. In a transaction.

    A file keeps its bytes. A link keeps its note and the time at which that was seen: nobody has looked since.
    """
    place = {"folder": earlier.evidence.folder, "name": earlier.evidence.name}
    if earlier.stored is not None:
        return add_version(entity=entity, actor=actor, stored=earlier.stored, **place)
    row = _place(entity, form=Form.LINK, **place)
    last = row.versions.order_by("-number").first()
    seen = {"address": earlier.address, "note": earlier.note, "captured_at": earlier.captured_at}
    if last is not None and seen == {name: getattr(last, name) for name in seen}:
        return last
    made = EvidenceVersion(evidence=row, **seen, **_next(last, actor))
    made.save()
    _record("add_link", made, actor, {"address": earlier.address, "seen": str(earlier.captured_at)})
    return made


def remove_evidence(*, evidence: Evidence, actor: User) -> None:
    """Take it off the list; what it is attached to keeps it. Twice is once."""
    require(rules.can_upload_evidence(actor, evidence.entity))
    with transaction.atomic():
        changed = Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=timezone.now())
        if changed:
            version = evidence.versions.order_by("-number").first()
            assert version is not None, "evidence has a version from the beginning"
            _record("remove_evidence", version, actor, {})


def _place(entity: Entity, folder: str, name: str, form: str) -> Evidence:
    """The row of a name in a folder, made when it is new; the entity's row is locked, so that names stay single."""
    Entity.objects.select_for_update(no_key=True).get(pk=entity.pk)
    rows = Evidence.objects.filter(entity=entity, removed_at=None)
    row = rows.filter(folder=folder, name=name).first()
    if row is None:
        if rows.count() >= MOST_OF_ENTITY:
            raise refuse("too_many", most=MOST_OF_ENTITY)
        row = Evidence.objects.create(entity=entity, folder=folder, name=name, form=form)
    if row.form != form:
        raise refuse("other_form")
    return row


def _next(last: EvidenceVersion | None, actor: User) -> dict[str, object]:
    return {"number": last.number + 1 if last else 1, "uploaded_at": timezone.now(), "uploaded_by": actor}


def _record(verb: str, version: EvidenceVersion, actor: User, after: dict[str, object]) -> None:
    entity = version.evidence.entity
    audit.record(
        actor=actor,
        verb=verb,
        object_type="evidence",
        object_key=str(version.evidence_id),
        campaign_key=entity.campaign.key,
        after={"entity": entity.key, "name": str(version.evidence), "version": version.number, **after},
    )
