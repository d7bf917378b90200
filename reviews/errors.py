"""What the services of score sheets refuse, each with a code for programs and a sentence for the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class RefusedError(Exception):
    """One input is not taken. ``reason`` is a translated sentence."""

    def __init__(self, code: str, reason: str) -> None:
        self.code, self.reason = code, reason
        super().__init__(reason)


class LockedError(RefusedError):
    """The sheet is submitted: nothing on it changes until a lead reopens it."""

    def __init__(self, reason: str) -> None:
        super().__init__("locked", reason)


@dataclass(frozen=True)
class Gap:
    """A cell that a sheet lacks: ``missing`` is "value" or "comment" (a reason below full marks)."""

    criterion: int
    address: str
    channel: str
    missing: str


class GapsError(RefusedError):
    """A sheet that can't be submitted yet. ``gaps`` are in document order, never empty."""

    def __init__(self, reason: str, gaps: Sequence[Gap]) -> None:
        super().__init__("gaps", reason)
        self.gaps = gaps
