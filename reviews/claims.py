"""What an agency claims about a cell, beside an evaluator's sheet and before a lead (screens.md §3).

Self-assessments lie in a room above (reviews.submissions), which registers here how claims are found; without it
there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assessment.core.hooks import Hooks
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


Place = tuple[int, int]  # (component id, entity id)

#: Places and the criteria wanted (ids; None: all) → by place and cell, in a constant number of queries.
Finder = Callable[[Collection[Place], Collection[int] | None], Mapping[Place, Mapping[CellKey, Claim]]]
finding = Hooks[Finder]()


def claims_at(places: Collection[Place], criteria: Collection[int] | None = None) -> dict[Place, dict[CellKey, Claim]]:
    """By place and cell, of submitted self-assessments only."""
    found: dict[Place, dict[CellKey, Claim]] = {place: {} for place in places}
    for finder in finding:
        for place, cells in finder(places, criteria).items():
            found[place].update(cells)
    return found


def claims_down(
    sheets: Sequence[ScoreSheet], criteria: Collection[int] | None = None
) -> dict[int, dict[CellKey, Claim]]:
    """By sheet id and cell."""
    found = claims_at({(sheet.component_id, sheet.entity_id) for sheet in sheets}, criteria)
    return {sheet.pk: found[sheet.component_id, sheet.entity_id] for sheet in sheets}


def claims_for(sheet: ScoreSheet) -> dict[CellKey, Claim]:
    return claims_down([sheet])[sheet.pk]
