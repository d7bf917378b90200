"""Draws the reviewers' values of one entity in one component (scoring.md §3, §4).

A value starts from the entity's quality, moved by how the entity does in that first-level indicator, leaf and channel;
each reviewer adds a leaning and a little noise of their own. On a few cells somebody disagrees, a few are empty or N/A.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assessment.demo.draws import Draws
from assessment.demo.script import Part, Script, Subject
from assessment.scoring.cells import NA_TEXT, format_number
from assessment.scoring.model import NO_CHANNEL, Cell, Criterion, Role, VersionPlan

#: How far a reviewer's ratings lie from the others', on average.
LEANING = {"wen": 0.015, "jian": -0.02, "sang": 0.0}
DISPUTED, UNSEEN, ALL_NA, ONE_NA, ONE_EMPTY = 0.012, 0.001, 0.0015, 0.001, 0.004
#: The step of a rating that states none.
STEP = 0.1


@dataclass(frozen=True)
class Mark:
    """The values of one cell in one round, one a reviewer (empty: not given), and whether they disagree widely.

    ``ratio`` is the part of full marks the cell was drawn for; comments lean on it.
    """

    texts: tuple[str, ...]
    ratios: tuple[float, ...]
    disputed: bool = False


Marks = dict[tuple[int, int], Mark]


@dataclass(frozen=True)
class Sheet:
    """One entity in one component: what there is to judge."""

    script: Script
    part: Part
    plan: VersionPlan
    subject: Subject

    @property
    def column(self) -> int:
        return self.plan.column_index.get(self.subject.klass, -1)

    def is_open(self, channel: int) -> bool:
        return self.subject.channels.get(self.plan.channels[channel], False)

    def hidden_leaves(self) -> frozenset[int]:
        """Leaves below an indicator that is declared N/A: their cells do not exist (scoring.md §5.4)."""
        rows = [row for row in self.script.not_applicable if row.entity == self.subject.key]
        nodes = [self.plan.nodes[self.plan.node_index[row.indicator]] for row in rows if row.system == self.part.system]
        return frozenset(leaf for node in nodes for leaf in range(node.leaf_begin, node.leaf_end))

    def leaf_exists(self, leaf: int, channel: int) -> bool:
        """Whether the leaf is assessed for the entity's class, or for the channel where columns are channels."""
        own_column = self.plan.channel_columns and channel != NO_CHANNEL
        column = int(self.plan.channel_column[channel]) if own_column else self.column
        return column >= 0 and not np.isnan(self.plan.leaf_weight[leaf, column])

    def cells(self) -> Iterator[tuple[Criterion, Cell]]:
        """The cells that exist for the entity, in the plan's order (scoring.md §4)."""
        hidden = self.hidden_leaves()
        for criterion in self.plan.criteria:
            if criterion.leaf in hidden:
                continue
            for cell in self.plan.cells_of(criterion.index):
                channels = criterion.channels if cell.channel == NO_CHANNEL else (cell.channel,)
                seen = not channels or any(self.is_open(channel) for channel in channels)
                if seen and self.leaf_exists(criterion.leaf, cell.channel):
                    yield criterion, cell


def signature(sheet: Sheet, leaf: int) -> tuple[object, ...]:
    """What two leaves must have in common so that all values of one can stand under the other for the same points."""
    plan = sheet.plan
    criteria = [item for item in plan.criteria if item.leaf == leaf]
    described = tuple((c.rule.type, c.role, c.share, c.klass, c.channels) for c in criteria)
    gated = any(leaf in gate.leaves for gate in plan.gates)
    weights = tuple("" if np.isnan(weight) else repr(float(weight)) for weight in plan.leaf_weight[leaf])
    return (weights, plan.leaf_node(leaf).year_end, plan.leaf_node(leaf).kind, described, leaf if gated else -1)


def exchanged_leaves(sheet: Sheet) -> dict[int, int]:
    """leaf → the leaf whose values it takes: each group of exchangeable leaves is turned by half its length."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for leaf in range(len(sheet.plan.leaves)):
        groups.setdefault(signature(sheet, leaf), []).append(leaf)
    return {
        leaf: group[(place + len(group) // 2) % len(group)]
        for group in groups.values()
        for place, leaf in enumerate(group)
    }


def marks_of(sheet: Sheet) -> Marks:
    """(round index, cell index) → the values of all reviewers."""
    original = sheet.script.twins.get(sheet.subject.key)
    if original is None:
        return _Drawing(sheet).all()
    subject = next(other for other in sheet.script.subjects if other.key == original)
    source = _Drawing(Sheet(sheet.script, sheet.part, sheet.plan, subject)).all()
    return _exchanged(sheet, source)


def _exchanged(sheet: Sheet, source: Marks) -> Marks:
    """The marks of the twin: those of ``source`` with leaves of equal worth exchanged, so the totals are equal."""
    origin, plan = exchanged_leaves(sheet), sheet.plan
    by_leaf: dict[int, list[Cell]] = {}
    for cell in plan.cells:
        by_leaf.setdefault(plan.criteria[cell.criterion].leaf, []).append(cell)
    moved: Marks = {}
    for leaf, cells in by_leaf.items():
        for cell, other in zip(cells, by_leaf[origin[leaf]], strict=True):
            for place in range(len(sheet.script.rounds)):
                if (place, other.index) in source:
                    moved[place, cell.index] = source[place, other.index]
    return moved


class _Drawing:
    """The draws of one sheet. Each cell has a stream of its own, so a change of one indicator changes no other."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, script = sheet, sheet.script
        self.words = (script.key, sheet.part.system, sheet.subject.key)
        self.quality = sheet.subject.quality + self.offset("component", "", 0.02)
        self.quiet = sheet.subject.key in script.quiet

    def all(self) -> Marks:
        marks: Marks = {}
        for criterion, cell in self.sheet.cells():
            for place, mark in self._rounds(criterion, cell):
                marks[place, cell.index] = mark
        return marks

    def _rounds(self, criterion: Criterion, cell: Cell) -> Iterator[tuple[int, Mark]]:
        """Year-end leaves are judged in the last round, the others in each (scoring.md §5.2)."""
        last = len(self.sheet.script.rounds) - 1
        self.draws = Draws("cell", *self.words, criterion.address, self._channel(cell))
        level, fact = self._level(criterion, cell), self.draws.uniform(0, 1)
        fate = self.draws.uniform(0, 1)
        for place in range(last + 1):
            drift = 0.02 * (2 * place - last)
            mark = self._mark(criterion, level + drift + self.draws.bell(0.02), fact)
            if place == last or not self.sheet.plan.leaf_node(criterion.leaf).year_end:
                mark = self._fated(criterion, mark, fate)
                if any(mark.texts):
                    yield place, mark

    def _level(self, criterion: Criterion, cell: Cell) -> float:
        """The part of full marks the entity earns here, about: its quality and its strengths and weaknesses."""
        code = self.sheet.plan.leaf_node(criterion.leaf).code
        parts = (("top", code.split(".")[0], 0.05), ("leaf", code, 0.05), ("channel", self._channel(cell), 0.04))
        return self.quality + sum(self.offset(*part) for part in parts) + self.draws.bell(0.05)

    def offset(self, kind: str, name: str, spread: float) -> float:
        """How much better or worse than its quality the entity is there; the same each time it is asked."""
        return Draws(kind, *self.words, name).bell(spread)

    def _channel(self, cell: Cell) -> str:
        return "" if cell.channel == NO_CHANNEL else self.sheet.plan.channels[cell.channel]

    def _mark(self, criterion: Criterion, level: float, fact: float) -> Mark:
        """Everybody's value. ``fact`` (0…1) is fixed over rounds: what is there or not, counts, denominators."""
        reviewers = self.sheet.script.reviewers
        disputed = criterion.role is Role.RATIO and len(reviewers) > 1 and self.draws.chance(DISPUTED)
        odd = self.draws.pick(reviewers) if disputed else ""
        pairs = [self._value(criterion, level, fact, reviewer, odd=reviewer == odd) for reviewer in reviewers]
        return Mark(tuple(text for text, _ in pairs), tuple(ratio for _, ratio in pairs), disputed)

    def _value(self, criterion: Criterion, level: float, fact: float, reviewer: str, *, odd: bool) -> tuple[str, float]:
        """One reviewer's text and the ratio it stands for (1 where it is no ratio)."""
        seen = level + LEANING[reviewer] + self.draws.bell(0.03)
        match criterion.rule.type:
            case "rating":
                step = criterion.rule.step or STEP
                steps = round(1 / step)
                value = min(steps, max(0, round(seen * steps)))
                if odd:
                    shift = round(self.draws.pick((0.4, 0.5)) * steps)
                    value = value - shift if value >= shift else value + shift
                return format_number(round(value * step, 6)), value * step
            case "check":
                passed = (fact < 0.1 + 0.9 * level) != odd
                return ("1", 1.0) if passed else ("0", 0.0)
            case "proportion":
                return self._proportion(level, fact, odd=odd)
            case "count":
                return str(self._count(criterion, fact)), 1.0
            case "tally":
                return ";".join(f"{key}={int(fact > 0.7)}" for key in criterion.rule.keys), 1.0
            case "items":
                return self._items(level, fact), 1.0
        raise NotImplementedError(f"the demo draws no {criterion.rule.type}")

    def _proportion(self, level: float, fact: float, *, odd: bool) -> tuple[str, float]:
        whole = 8 + int(fact * 50)
        part = round(min(1.0, max(0.0, level)) * whole) - int(self.draws.chance(0.2))
        if odd:
            part -= whole // 2
        part = min(whole, max(0, part))
        return f"{part}/{whole}", part / whole

    def _count(self, criterion: Criterion, fact: float) -> int:
        """A count on the side of its gate's bound where the script wants the entity."""
        bounds = [
            bound
            for gate in self.sheet.plan.gates
            if gate.when and gate.when.criterion == criterion.index
            for name, bound in gate.when.bounds
            if name == "below"
        ]
        bound = int(bounds[0]) if bounds else 0
        if self.sheet.subject.key in self.sheet.script.few_surveys:
            return int(fact * bound * 0.8)
        return bound + 1 + int(fact * 15) + int(self.draws.chance(0.1))

    def _items(self, level: float, fact: float) -> str:
        """Cases by half points: most entities bring none, some one or two."""
        if fact > 0.22:
            return ""
        cases = 2 if fact < 0.05 else 1
        points = [max(0.5, round((level - 0.4) * self.draws.uniform(1, 3.5) * 2) / 2) for _ in range(cases)]
        return ";".join(format_number(value) for value in points)

    def _fated(self, criterion: Criterion, mark: Mark, fate: float) -> Mark:
        """A few cells stay empty, are N/A, or lack one reviewer; ``fate`` (0…1) is the same in all rounds."""
        if self.quiet or mark.disputed or criterion.role is not Role.RATIO:
            return mark
        count, texts = len(mark.texts), list(mark.texts)
        odd = int(fate * 1e6) % count
        if fate < UNSEEN:
            texts = [""] * count
        elif fate < UNSEEN + ALL_NA:
            texts = [NA_TEXT] * count
        elif fate < UNSEEN + ALL_NA + ONE_NA and count > 1:
            texts[odd] = NA_TEXT
            return Mark(tuple(texts), mark.ratios, disputed=True)
        elif fate < UNSEEN + ALL_NA + ONE_NA + ONE_EMPTY and count > 1:
            texts[odd] = ""
        else:
            return mark
        return Mark(tuple(texts), mark.ratios)
