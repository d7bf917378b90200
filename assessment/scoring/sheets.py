"""Packed sheets by entity and round, and adjudicated values in the same form."""

import numpy as np

from assessment.scoring.inputs import ComponentInputs
from assessment.scoring.model import Floats


class SheetIndex:
    """Where the sheets of an entity and round are: ``rows[r]`` [K, E] row numbers, -1 where a reviewer is missing.

    Sheets may come in any order and in differing numbers; K is the most that any entity has in the round.
    """

    def __init__(self, component: ComponentInputs, *, rounds: int) -> None:
        self.sheets = component.sheets
        self.entities = len(component.columns)
        self.rows = [self._rows_of(component, position) for position in range(rounds)]

    def _rows_of(self, component: ComponentInputs, position: int) -> np.ndarray:
        chosen = np.flatnonzero(component.sheet_round == position)
        entity = component.sheet_entity[chosen]
        order = np.argsort(entity, kind="stable")
        entity, chosen = entity[order], chosen[order]
        count = np.bincount(entity, minlength=self.entities)
        place = np.arange(len(chosen)) - np.repeat(np.cumsum(count) - count, count)
        rows = np.full((int(count.max(initial=0)), self.entities), -1, dtype=np.int64)
        rows[place, entity] = chosen
        return rows

    def raw(self, position: int, begin: int, end: int) -> Floats:
        """[K, S, e] raw values of a chunk in one round; NaN where there is no sheet."""
        rows = self.rows[position][:, begin:end]
        raw = np.empty((rows.shape[0], self.sheets.shape[1], end - begin))
        for plane, sheet_rows in zip(raw, rows, strict=True):
            plane[:] = self.sheets[sheet_rows].T if len(self.sheets) else np.nan
            absent = sheet_rows < 0
            if absent.any():
                plane[:, absent] = np.nan
        return raw


def adjudicated_sheets(component: ComponentInputs, position: int, begin: int, end: int) -> Floats | None:
    """[1, S, e]: the settled values of a chunk in one round as one sheet an entity; None where there are none."""
    settled = component.adjudications
    chosen = np.flatnonzero((settled.round == position) & (settled.entity >= begin) & (settled.entity < end))
    if not chosen.size:
        return None
    plan = component.plan
    first = np.array([cell.first_slot for cell in plan.cells])[settled.cell[chosen]]
    slots = np.array([cell.slots for cell in plan.cells])[settled.cell[chosen]]
    sheet = np.full((1, plan.slot_count, end - begin), np.nan)
    for offset in range(plan.max_slots):
        within = slots > offset
        sheet[0, first[within] + offset, settled.entity[chosen][within] - begin] = settled.values[
            chosen[within], offset
        ]
    return sheet
