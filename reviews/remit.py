"""What of a sheet is its reviewer's to fill in: the assignment, what the entity has, and the cells asked by them.

Read once for a request and handed on, so that what is asked, checked, counted and scored there is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.scoring import VersionPlan
from assessment.scoring.model import Cell
from reviews.assigned import Standing, standings_of
from reviews.models import ScoreSheet
from reviews.plans import plan_of
from reviews.scope import Asked, EntityScope, is_last_round, scopes_of


@dataclass(frozen=True)
class Remit:
    """Of one sheet. ``cells`` are those asked, in document order."""

    plan: VersionPlan
    standing: Standing
    scope: EntityScope
    cells: Sequence[Cell]


def remits_of(sheets: Sequence[ScoreSheet]) -> dict[int, Remit]:
    """By sheet id. Three queries, and three for each component and round, however many sheets.

    Sheets come with what selectors.WITH loads.
    """
    standings = standings_of(sheets)
    places: dict[tuple[int, int], list[ScoreSheet]] = defaultdict(list)
    for sheet in sheets:
        places[sheet.component_id, sheet.round_id].append(sheet)
    found = {}
    for here in places.values():
        component = here[0].component
        asked = Asked(plan_of(component.version), last_round=is_last_round(here[0].round))
        scopes = scopes_of(component, [sheet.entity for sheet in here])
        for sheet in here:
            scope, standing = scopes[sheet.entity_id], standings[sheet.pk]
            found[sheet.pk] = Remit(asked.plan, standing, scope, asked.cells(scope, standing.sections))
    return found


def remit_of(sheet: ScoreSheet) -> Remit:
    return remits_of([sheet])[sheet.pk]
