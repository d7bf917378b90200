"""The chain of what was published: append a line, walk it, name the first bad record (quality.md §2)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from assessment.core.models import User
from assessment.core.services import heads
from assessment.publications import files
from assessment.publications.canonical import instant, sha256, to_bytes
from assessment.publications.models import Ledger, Publication, Revision
from assessment.publications.models.publications import NO_SEAL

FORMAT = "pingheng-seal/1"


@dataclass(frozen=True)
class Bad:
    """The first bad record of a campaign's publication. ``what`` names it, ``fault`` is missing, changed, truncated or
    unknown (a revision that nobody sealed)."""

    campaign: str
    what: str
    fault: str


def record_of(*, campaign: str, sequence: int, kind: str, revision: int, reason: str, at: datetime, manifest: str,
              previous: str) -> bytes:  # fmt: skip
    """What everybody may read of a line, in canonical JSON; its SHA-256 is the seal."""
    return to_bytes(
        {
            "format": FORMAT,
            "campaign": campaign,
            "sequence": sequence,
            "kind": kind,
            "revision": revision,
            "reason": reason,
            "at": instant(at),
            "manifest": manifest,
            "previous_seal": previous,
        }
    )


def digest_of(line: Ledger, revision: Revision, previous: str) -> str:
    """SHA-256 over the digest before and every column of the line and of its revision, persons included."""
    covered = {
        "previous": previous,
        "sequence": line.sequence,
        "kind": line.kind,
        "reason": line.reason,
        "record": sha256(bytes(line.record)),
        "seal": line.seal,
        "bundle": line.bundle,
        "actor": line.actor_id,
        "at": instant(line.at),
        "revision": {
            "number": revision.number,
            "run": revision.run_id,
            "reason": revision.reason,
            "manifest": sha256(bytes(revision.manifest)),
            "prepared_by": revision.prepared_by_id,
            "prepared_at": instant(revision.prepared_at),
        },
    }
    return sha256(to_bytes(covered))


def append(
    *, publication: Publication, kind: str, revision: Revision, reason: str, at: datetime, actor: User | None
) -> Ledger:
    """Write the next line and move the end. The caller holds the publication's lock and has written the revision."""
    sequence = publication.lines + 1
    record = record_of(
        campaign=publication.campaign.key,
        sequence=sequence,
        kind=kind,
        revision=revision.number,
        reason=reason,
        at=at,
        manifest=sha256(bytes(revision.manifest)),
        previous=publication.seal,
    )
    line = Ledger(
        publication=publication,
        sequence=sequence,
        kind=kind,
        revision=revision,
        reason=reason,
        record=record,
        seal=sha256(record),
        bundle=_bundle(kind, revision, record),
        actor=actor,
        at=at,
    )
    line.digest = digest_of(line, revision, publication.digest)
    line.save(force_insert=True)
    publication.lines, publication.seal, publication.digest = sequence, line.seal, line.digest
    publication.save(update_fields=["lines", "seal", "digest"])
    return line


def _bundle(kind: str, revision: Revision, record: bytes) -> str:
    """The download of the revision: made when it is published, the same ever after."""
    if kind != Ledger.Kind.PUBLISHED:
        return str(revision.ledger.get(kind=Ledger.Kind.PUBLISHED).bundle)
    manifest = bytes(revision.manifest)
    return files.make_bundle(manifest=manifest, record=record, listed=json.loads(manifest)["files"])


def first_bad_record(*, campaign: str = "", exported: Mapping[str, Any] | None = None) -> Bad | None:
    """The first record that does not hold, over all campaigns or one, in the order of their keys; None when all hold.

    ``exported`` is an exported head (core.services.heads): what was there then must still be there, the same.
    """
    publications = Publication.objects.select_related("campaign").order_by("campaign__key")
    kept: Mapping[str, Any] = (exported or {}).get("publications", {})
    found = {row.campaign.key: row for row in publications}
    for key in sorted({*found, *kept} if not campaign else {campaign} & {*found, *kept}):
        if key not in found:
            return Bad(key, "publication", "missing")
        bad = next(_walk(found[key], kept.get(key)), None)
        if bad:
            return bad
    return None


def _walk(publication: Publication, exported: Mapping[str, Any] | None) -> Iterator[Bad]:
    """Faults of one publication in the order of its ledger."""
    key = publication.campaign.key
    lines = list(publication.ledger.select_related("revision").order_by("sequence"))
    seal, digest, numbers = NO_SEAL, NO_SEAL, set()
    for expected, line in enumerate(lines, start=1):
        if line.sequence != expected:
            yield Bad(key, f"line {expected}", "missing")
            return
        for what in _faults(publication, line, seal, digest):
            yield Bad(key, f"line {expected}", what)
        if exported and expected == exported["lines"] and (line.seal, line.digest) != _end(exported):
            yield Bad(key, f"line {expected}", "changed")
        yield from _file_faults(key, line, again=line.revision.number in numbers)
        numbers.add(line.revision.number)
        seal, digest = line.seal, line.digest
    end = Publication.objects.get(pk=publication.pk)
    if len(lines) < max(publication.lines, exported["lines"] if exported else 0):
        yield Bad(key, f"line {len(lines) + 1}", "truncated")
    if end.lines == len(lines) and (end.seal, end.digest) != (seal, digest):
        yield Bad(key, "end", "changed")
    if end.lines < len(lines):
        yield Bad(key, "end", "changed")
    for number in publication.revisions.exclude(number__in=numbers).values_list("number", flat=True):
        yield Bad(key, f"revision {number}", "unknown")


def _end(exported: Mapping[str, Any]) -> tuple[str, str]:
    return exported["seal"], exported["digest"]


def _faults(publication: Publication, line: Ledger, seal: str, digest: str) -> Iterator[str]:
    revision = line.revision
    record = record_of(
        campaign=publication.campaign.key,
        sequence=line.sequence,
        kind=line.kind,
        revision=revision.number,
        reason=line.reason,
        at=line.at,
        manifest=sha256(bytes(revision.manifest)),
        previous=seal,
    )
    is_sealed = bytes(line.record) == record and line.seal == sha256(record)
    is_whole = revision.publication_id == publication.pk and line.digest == digest_of(line, revision, digest)
    if not (is_sealed and is_whole):
        yield "changed"


def _file_faults(campaign: str, line: Ledger, *, again: bool) -> Iterator[Bad]:
    """Files that are missing or changed; those of a revision are looked at once."""
    if again:
        return
    fault = files.damaged(line.bundle)
    if fault:
        yield Bad(campaign, f"download of revision {line.revision.number}", fault)
    for name, stated in json.loads(bytes(line.revision.manifest))["files"].items():
        fault = files.damaged(stated["sha256"])
        if fault:
            yield Bad(campaign, f"{name} of revision {line.revision.number}", fault)


@heads.provides("publications")
def ends() -> dict[str, Any]:
    """The end of every ledger, for an exported head."""
    rows = Publication.objects.filter(lines__gt=0).annotate(key=F("campaign__key")).order_by("key")
    return {
        key: {"lines": lines, "seal": seal, "digest": digest}
        for key, lines, seal, digest in rows.values_list("key", "lines", "seal", "digest")
    }
