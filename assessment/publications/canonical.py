"""One text for one content: what is hashed here reads the same in every program."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any


def to_bytes(document: Any) -> bytes:
    """Canonical JSON: keys sorted, no blanks, UTF-8."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def instant(at: datetime) -> str:
    """A moment in UTC, to the microsecond, whatever zone the database gives it in."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
