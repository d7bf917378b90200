"""Which cells of a submitted sheet reviewers disagree on, for readers who may know (screens.md §3, the tree's marks).

What a disagreement is, the room of analysis knows, which lies above and registers here how they are found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assessment.campaigns.rules import Actor
from assessment.core.hooks import Hooks
from reviews.claims import CellKey
from reviews.models import ScoreSheet

#: By cell, the address where it is settled; nothing for readers to whom the values of others are not shown.
Finder = Callable[[Actor, ScoreSheet], Mapping[CellKey, str]]
finding = Hooks[Finder]()


def disputed_cells(reader: Actor, sheet: ScoreSheet) -> dict[CellKey, str]:
    """Open disagreements; none of an open sheet, whose values are nobody's business yet (quality.md §2)."""
    if not sheet.is_submitted:
        return {}
    return {cell: address for finder in finding for cell, address in finder(reader, sheet).items()}
