"""Append to the audit trail, in the transaction of the change it records (quality.md §2)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from assessment.core.models import AuditEntry, AuditHead, User

HASHED = ("sequence", "at", "actor_name", "verb", "object_type", "object_key", "campaign_key", "before", "after")


def digest(entry: AuditEntry) -> str:
    """SHA-256 (hex) over the previous hash and the canonical JSON of the entry's content."""
    content = {name: getattr(entry, name) for name in (*HASHED, "request_id", "prev_hash")}
    content["at"] = entry.at.isoformat(timespec="microseconds")
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def record(
    *,
    actor: User | None,
    verb: str,
    object_type: str,
    object_key: str,
    campaign_key: str = "",
    before: Any = None,
    after: Any = None,
) -> AuditEntry:
    """Write one entry. Must run inside a transaction; writers queue on the head row. ``actor`` None is the system."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry is written in the transaction of the change it records")
    AuditHead.objects.get_or_create(pk=1)
    head = AuditHead.objects.select_for_update().get(pk=1)
    entry = AuditEntry(
        sequence=head.sequence + 1,
        at=timezone.now().astimezone(timezone.get_fixed_timezone(0)),
        actor=actor,
        actor_name=actor.get_username() if actor else "system",
        verb=verb,
        object_type=object_type,
        object_key=object_key,
        campaign_key=campaign_key,
        before=before,
        after=after,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
        prev_hash=head.hash,
    )
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=1).update(sequence=entry.sequence, hash=entry.hash)
    return entry


def first_bad_entry() -> tuple[int, str] | None:
    """Walk the chain; the sequence and kind of the first fault, or None when every entry holds."""
    previous, expected = "0" * 64, 1
    for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected:
            return expected, "missing"
        if entry.prev_hash != previous or digest(entry) != entry.hash:
            return entry.sequence, "changed"
        previous, expected = entry.hash, expected + 1
    head = AuditHead.objects.filter(pk=1).first()
    if head and (head.sequence, head.hash) != (expected - 1, previous):
        return expected, "truncated"
    return None
