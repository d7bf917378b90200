"""Append to the audit trail, in the transaction of the change it records (quality.md §2)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from assessment.core.models import AuditEntry, AuditHead, SiteRole, User

HASHED = ("sequence", "at", "actor_name", "verb", "object_type", "object_key", "campaign_key", "before", "after")

#: (account, key of a campaign) → the roles held there and for the installation.
RoleProvider = Callable[[User, str], Iterable[str]]


def site_roles(actor: User, campaign_key: str) -> Iterable[str]:
    return SiteRole.objects.filter(user=actor).values_list("role", flat=True)


_role_providers: list[RoleProvider] = [site_roles]


def provides_roles(provider: RoleProvider) -> RoleProvider:
    """Register who tells the roles that an entry keeps beside its actor: the room that knows the memberships."""
    _role_providers[:] = [provider]
    return provider


def roles_of(actor: User | None, campaign_key: str) -> str:
    """The actor's roles for the installation and in the campaign, by comma; the system has none."""
    return ",".join(sorted(set(_role_providers[0](actor, campaign_key)))) if actor and actor.pk else ""


def digest(entry: AuditEntry) -> str:
    """SHA-256 (hex) over the previous hash and the canonical JSON of the entry's content."""
    content = {name: getattr(entry, name) for name in (*HASHED, "request_id", "prev_hash")}
    if entry.role is not None:  # entries from before roles were kept stay as they were hashed
        content |= {"role": entry.role, "actor": entry.actor_id}
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
        role=roles_of(actor, campaign_key),
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


@dataclass(frozen=True)
class Head:
    """The end of the chain: the last entry's sequence and hash; 0 and zeros of an empty trail."""

    sequence: int
    hash: str


EMPTY = Head(0, "0" * 64)


def head() -> Head | None:
    """The stored head; None where there is none, as before the first entry."""
    stored = AuditHead.objects.filter(pk=1).first()
    return Head(stored.sequence, stored.hash) if stored else None


def first_bad_entry(*, exported: Head | None = None) -> tuple[int, str] | None:
    """Walk the chain; the sequence and kind of the first fault, or None when every entry holds.

    Kinds: "missing", "changed", and "truncated" where the end is not the one that the head, or a head that was
    ``exported`` earlier, says. Writers may go on meanwhile: the head is read before the walk, which must reach it, and
    again after it, which must not have gone further.
    """
    marks = [mark for mark in (exported, head()) if mark]
    previous, expected = EMPTY.hash, 1
    for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected:
            return expected, "missing"
        if entry.prev_hash != previous or digest(entry) != entry.hash:
            return entry.sequence, "changed"
        if any(mark.sequence == expected and mark.hash != entry.hash for mark in marks):
            return entry.sequence, "changed"
        previous, expected = entry.hash, expected + 1
    last = expected - 1
    ends = head() or EMPTY
    if last > ends.sequence or any(mark.sequence > last for mark in marks):
        return expected, "truncated"
    if ends.sequence == last and ends.hash != previous:
        return expected, "truncated"
    return None
