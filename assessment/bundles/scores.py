"""scores.csv, read once into columns of numbers: about thirty bytes a score, whatever the texts.

A row is looked up in dictionaries; only a row that fails there is taken apart to say what is wrong with it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from assessment.bundles.cells import Context, Place
from assessment.bundles.entities import is_key, key_message
from assessment.bundles.source import Source
from assessment.bundles.tables import SCORES, read_table
from assessment.scoring.model import Cell


@dataclass(frozen=True, slots=True)
class Value:
    """A stored text with its slots (scoring.cells); equal values of equal criteria are one object."""

    text: str
    slots: Sequence[float]


@dataclass(frozen=True, slots=True)
class StatedScore:
    cell: Cell
    value: Value
    comment: str


@dataclass(frozen=True, slots=True)
class StatedSheet:
    """One sheet by positions: of the component and round in the campaign, of the entity and reviewer by key."""

    component: int
    entity: int
    round: int
    reviewer: int
    scores: list[StatedScore]


@dataclass
class Scores:
    """All scores in canonical order: component, entity, round, reviewer, cell.

    ``order`` are the row numbers in that order, ``bounds`` where each sheet begins in it and, last, the row count.
    """

    reviewers: list[str] = field(default_factory=list)
    component: array[int] = field(default_factory=lambda: array("H"))
    entity: array[int] = field(default_factory=lambda: array("i"))
    round: array[int] = field(default_factory=lambda: array("H"))
    reviewer: array[int] = field(default_factory=lambda: array("i"))
    cell: array[int] = field(default_factory=lambda: array("i"))
    value: array[int] = field(default_factory=lambda: array("i"))
    line: array[int] = field(default_factory=lambda: array("i"))
    values: list[Value] = field(default_factory=list)
    comments: dict[int, str] = field(default_factory=dict)
    order: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    bounds: NDArray[np.intp] = field(default_factory=lambda: np.zeros(1, dtype=np.intp))

    def __len__(self) -> int:
        return len(self.cell)

    @property
    def sheet_count(self) -> int:
        return len(self.bounds) - 1

    def sheets(self, cells: Sequence[Sequence[Cell]]) -> Iterator[StatedSheet]:
        """The sheets in canonical order. ``cells`` are each component's."""
        for begin, end in zip(self.bounds[:-1].tolist(), self.bounds[1:].tolist(), strict=True):
            rows = self.order[begin:end].tolist()
            first = rows[0]
            component = self.component[first]
            yield StatedSheet(
                component,
                self.entity[first],
                self.round[first],
                self.reviewer[first],
                [
                    StatedScore(
                        cells[component][self.cell[row]], self.values[self.value[row]], self.comments.get(row, "")
                    )
                    for row in rows
                ],
            )


def read_scores(source: Source, context: Context) -> Scores:
    """Every score. With faults the rows that have them are missing from the result."""
    reader = _ScoreRows(context)
    for line, cells in read_table(source, SCORES, context.faults):
        reader.add(line, cells)
    return reader.finish()


class _ScoreRows:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.place = Place(context, SCORES.name)
        self.plans = list(context.systems.plans.values())
        self.components = {key: position for position, key in enumerate(context.systems.plans)}
        self.entity_keys = sorted(context.entities)
        self.entities = {key: position for position, key in enumerate(self.entity_keys)}
        self.rounds = {key: position for position, key in enumerate(context.header.rounds or ())}
        self.reviewers: dict[str, int] = {}
        self.channels = {(key, kind) for key, entity in context.entities.items() for kind in (*entity.channels, "")}
        self.cells: dict[tuple[int, str, str], Cell] = {}
        self.values: dict[tuple[int, int, str], int] = {}
        self.scores = Scores()

    def add(self, line: int, cells: Sequence[str]) -> None:
        entity_key, system, round_key, reviewer_key, criterion, channel, value, comment = cells
        entity = self.entities.get(entity_key)
        component = self.components.get(system)
        turn = self.rounds.get(round_key)
        reviewer = self.reviewers.get(reviewer_key)
        if component is None or entity is None or turn is None or reviewer is None:
            self.add_slowly(line, cells)
            return
        cell = self.cells.get((component, criterion, channel))
        if cell is None or (entity_key, channel) not in self.channels:
            self.add_slowly(line, cells)
            return
        known = self.values.get((component, cell.criterion, value))
        if known is None:
            self.add_slowly(line, cells)
            return
        self.keep(line, component, entity, turn, reviewer, cell, known, comment)

    def keep(
        self, line: int, component: int, entity: int, turn: int, reviewer: int, cell: Cell, value: int, comment: str
    ) -> None:
        scores = self.scores
        if comment:
            scores.comments[len(scores)] = comment
        scores.component.append(component)
        scores.entity.append(entity)
        scores.round.append(turn)
        scores.reviewer.append(reviewer)
        scores.cell.append(cell.index)
        scores.value.append(value)
        scores.line.append(line)

    def add_slowly(self, line: int, cells: Sequence[str]) -> None:
        """Learn what the dictionaries don't know yet, or note what is wrong."""
        entity_key, system, round_key, reviewer_key, address, channel, text, comment = cells
        place = self.place
        place.line = line
        entity, plan, turn = place.entity(entity_key), place.system(system), place.round(round_key)
        reviewer = self.reviewer(reviewer_key)
        cell = place.cell(plan, address, channel) if plan else None
        if plan is None or cell is None:
            return
        component = self.components[plan.key]
        self.cells[component, address, channel] = cell
        value = self.value(component, cell, text)
        if entity is None:
            return
        place.has_channel(entity, channel.strip())
        if turn is not None and reviewer is not None and value is not None:
            self.keep(line, component, self.entities[entity.key], turn, reviewer, cell, value, comment)

    def reviewer(self, key: str) -> int | None:
        key = key.strip()
        if key not in self.reviewers:
            if not is_key(key):
                self.place.note("reviewer", key_message())
                return None
            self.reviewers[key] = len(self.reviewers)
        return self.reviewers[key]

    def value(self, component: int, cell: Cell, text: str) -> int | None:
        plan = self.plans[component]
        assert plan is not None  # a cell was found in it
        found = self.place.value(plan.criteria[cell.criterion], text)
        if found is None:
            return None
        identity = (component, cell.criterion, text)
        if identity not in self.values:
            self.values[identity] = len(self.scores.values)
            self.scores.values.append(Value(*found))
        return self.values[identity]

    def finish(self) -> Scores:
        """Sort into sheets; a second score of one cell by one reviewer is a fault."""
        scores = self.scores
        scores.reviewers = sorted(self.reviewers)
        rank = {key: position for position, key in enumerate(scores.reviewers)}
        ranks = np.array([rank[key] for key in self.reviewers], dtype=np.int32)
        reviewer = ranks[np.frombuffer(scores.reviewer, dtype=np.int32)] if len(scores) else ranks[:0]
        scores.reviewer = array("i", reviewer.tobytes())
        columns = [np.array(column) for column in (scores.line, scores.cell, reviewer, scores.round, scores.entity)]
        columns.append(np.array(scores.component))
        scores.order = np.lexsort(columns)
        changes = np.zeros(max(len(scores) - 1, 0), dtype=bool)
        for column in columns[2:]:
            changes |= np.diff(column[scores.order].astype(np.int64)) != 0
        self.note_repeated(changes)
        begins = np.flatnonzero(changes) + 1
        scores.bounds = np.concatenate([[0], begins, [len(scores)]] if len(scores) else [[0]]).astype(np.intp)
        return scores

    def note_repeated(self, changes: NDArray[np.bool_]) -> None:
        scores = self.scores
        cell = np.array(scores.cell)[scores.order]
        for position in np.flatnonzero(~changes & (np.diff(cell) == 0)).tolist():
            first, second = scores.order[position], scores.order[position + 1]
            self.place.line = scores.line[second]
            message = _("Line %(line)s holds this reviewer's score of the cell already.")
            self.place.note("", message % {"line": scores.line[first]})
