"""What an agency claims about a cell, beside an evaluator's sheet (screens.md §3, right pane).

Self-assessments lie in a room above (reviews.submissions), which registers here how claims are found; without it
there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
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


#: Sheets of one component, and the criteria wanted (ids; None: all) → by sheet id and cell.
Finder = Callable[[Sequence[ScoreSheet], Collection[int] | None], Mapping[int, Mapping[CellKey, Claim]]]
_finders: list[Finder] = []


def finding(finder: Finder) -> Finder:
    """Register how claims are found, in a module that the room's AppConfig.ready imports."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def claims_for(sheet: ScoreSheet) -> dict[CellKey, Claim]:
    """By cell, of submitted self-assessments only; a constant number of queries."""
    return claims_down([sheet])[sheet.pk]


def claims_down(
    sheets: Sequence[ScoreSheet], criteria: Collection[int] | None = None
) -> dict[int, dict[CellKey, Claim]]:
    """The same for sheets of one component, by sheet id; as many queries as for one."""
    found: dict[int, dict[CellKey, Claim]] = {sheet.pk: {} for sheet in sheets}
    for finder in _finders:
        for pk, cells in finder(sheets, criteria).items():
            found[pk].update(cells)
    return found
