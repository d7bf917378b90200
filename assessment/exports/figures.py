"""A run's figures as one table: entities in key order, every reported figure of theirs in one matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.campaigns.models import Entity
from assessment.results.models import EntityResult
from assessment.results.reading import RunReader, Units
from assessment.results.writing import NOTHING
from assessment.scoring.rounding import NODE_DECIMALS

MILLION = 10**NODE_DECIMALS


@dataclass(frozen=True)
class FigureTable:
    """E entities. ``totals`` in 10^-decimals units, None for the unqualified; ``payload`` [E, width] as Run.layout."""

    keys: Sequence[str]
    totals: Sequence[Units]
    grades: Sequence[str]
    missing: Sequence[int]
    payload: NDArray[np.int64]

    def units(self, places: Sequence[int]) -> list[list[Units]]:
        """The figures of some columns in 10⁻⁶ units, a list per entity; None where there is none."""
        return [
            [None if value == NOTHING else value for value in row] for row in self.payload[:, list(places)].tolist()
        ]

    def points(self, places: Sequence[int], begin: int, end: int) -> list[list[float]]:
        """The same as numbers, for the entities ``begin … end - 1``; NaN where there is none."""
        chosen = self.payload[begin:end, list(places)]
        return np.where(chosen == NOTHING, np.nan, chosen / MILLION).tolist()


def figure_table(reader: RunReader) -> FigureTable:
    """Read all results of a run. Two queries, and no object per row."""
    keys = dict(Entity.objects.filter(campaign_id=reader.run.campaign_id).values_list("pk", "key"))
    fields = ("entity_id", "total", "grade", "missing", "payload")
    stored = EntityResult.objects.filter(run=reader.run).values_list(*fields)
    rows = sorted((keys[entity], *rest) for entity, *rest in stored.iterator())
    return FigureTable(
        keys=[row[0] for row in rows],
        totals=[row[1] for row in rows],
        grades=[row[2] for row in rows],
        missing=[row[3] for row in rows],
        payload=np.frombuffer(b"".join(row[4] for row in rows), dtype="<i8").reshape(len(rows), reader.layout.width),
    )
