"""The ends of all chains of this installation as one document: kept elsewhere, it shows later that nothing was cut off.

A chain by itself tells that an entry in its middle was changed or removed; who removes its end, or writes it anew from
some point on, is found by whoever has kept an earlier head (quality.md §2). Rooms above core add their chains:

    @heads.provides("publications")
    def ends() -> dict[str, Any]: ...
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from assessment.core.services import audit

FORMAT = "pingheng-heads/1"
Provider = Callable[[], dict[str, Any]]
_providers: dict[str, Provider] = {}


def provides(name: str) -> Callable[[Provider], Provider]:
    """Register the ends of a room's chains under ``name``; what it gives is JSON."""

    def register(provider: Provider) -> Provider:
        _providers[name] = provider
        return provider

    return register


def take() -> dict[str, Any]:
    """``{"format", "at", "audit": {"sequence", "hash"}, "publications": {…}, …}`` as things stand now."""
    end = audit.head() or audit.EMPTY
    return {
        "format": FORMAT,
        "at": timezone.now().isoformat(timespec="seconds"),
        "audit": {"sequence": end.sequence, "hash": end.hash},
        **{name: provider() for name, provider in sorted(_providers.items())},
    }


class NoHeadError(Exception):
    """A file that is no exported head."""


def read(path: Path) -> dict[str, Any]:
    """An exported head. Raises OSError, and NoHeadError for a file that is none."""
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        audit_head(stated)
    except (ValueError, KeyError, TypeError) as error:
        raise NoHeadError(str(path)) from error
    return dict(stated)


def audit_head(stated: dict[str, Any]) -> audit.Head:
    """The audit trail's end in an exported head."""
    if stated["format"] != FORMAT:
        raise ValueError(stated["format"])
    return audit.Head(int(stated["audit"]["sequence"]), str(stated["audit"]["hash"]))
