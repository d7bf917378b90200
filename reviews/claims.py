"""What an agency claims about a cell, beside an evaluator's sheet (screens.md §3, right pane).

Self-assessments lie in a room above (reviews.submissions), which registers here how claims are found; without it
there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reviews.models import ScoreSheet

CellKey = tuple[int, str]  # (criterion id, channel)


@dataclass(frozen=True)
class Claim:
    """The submitted answer to one cell. ``files``: evidence as reviews.evidence.payload gives it, previews included."""

    value: str
    statement: str
    submitted_at: datetime
    late: bool = False
    reopened: bool = False
    taken_over: bool = False
    files: list[dict[str, Any]] = field(default_factory=list)


Finder = Callable[[ScoreSheet], Mapping[CellKey, Claim]]
_finders: list[Finder] = []


def finding(finder: Finder) -> Finder:
    """Register how claims are found, in a module that the room's AppConfig.ready imports."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def claims_for(sheet: ScoreSheet) -> dict[CellKey, Claim]:
    """By cell, of submitted self-assessments only; a constant number of queries."""
    return {key: claim for finder in _finders for key, claim in finder(sheet).items()}
