"""The score columns of a ranking: what the ranking page shows of an entity, in the same colours.

A per-channel component stands here with its first-level indicators over all channels, as on the page; the exact
figures of each channel are in the sheet of all indicators and in results.csv.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from assessment.campaigns.words import channel_word
from assessment.exports.figures import FigureTable
from assessment.exports.parts import Column, Part
from assessment.results.firstlevel import FirstLevel
from assessment.results.models import Run
from assessment.results.shelf import facts_of
from assessment.results.writing import Layout


@dataclass(frozen=True)
class RankingColumn:
    """``values``: points by entity index, NaN where there are none. ``kind``: raw, channel or first (level)."""

    part: Part
    kind: str
    title: str
    series: int
    values: list[float]


def ranking_columns(run: Run, parts: Sequence[Part], table: FigureTable, *, with_raw: bool) -> list[RankingColumn]:
    """Component by component: its raw figure, its channels', its first-level indicators."""
    first = FirstLevel(run, facts_of(run))
    scores = np.round(first.scores(table.payload), 9)
    roots = iter(range(len(first.series)))
    return [
        column
        for part in parts
        for column in (*_raw(part, Layout.from_json(run.layout), table, with_raw), *_first(part, first, scores, roots))
    ]


def _raw(part: Part, layout: Layout, table: FigureTable, with_raw: bool) -> Iterator[RankingColumn]:
    def values(channel: str) -> list[float]:
        place = Column(part, channel, "", "", 0).place(layout)
        return [row[0] for row in table.points([place], 0, len(table.keys))]

    if with_raw:
        yield RankingColumn(part, "raw", _("Points"), 0, values(""))
    if part.plan.per_channel:
        for channel in part.trees:
            yield RankingColumn(part, "channel", channel_word(channel), 0, values(channel))


def _first(part: Part, first: FirstLevel, scores: np.ndarray, roots: Iterator[int]) -> Iterator[RankingColumn]:
    for _node, root in zip(part.first_level, roots, strict=False):
        series = first.series[root]
        yield RankingColumn(part, "first", series.name, series.colour, scores[:, root].tolist())


def narrowed(columns: Sequence[RankingColumn], most: int) -> list[RankingColumn]:
    """What fits on paper: without the channels where that helps, else without the first level."""
    for left_out in ((), ("channel",), ("channel", "first")):
        kept = [column for column in columns if column.kind not in left_out]
        if len(kept) <= most:
            return kept
    return []
