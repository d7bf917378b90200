"""First-level scores out of packed results: what rankings stack, charts compare and means are taken of.

Arrays here: ``payload`` [M, width] are EntityResult payloads of M entities, ``S`` the first-level indicators of all
components in campaign order, one series each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.results.models import Run
from assessment.results.shelf import RunFacts
from assessment.results.writing import NOTHING
from assessment.scoring.channels import ChannelWeights, channel_masks
from assessment.scoring.model import Names
from assessment.scoring.rounding import NODE_DECIMALS
from indicators.models.versions import in_language

COLOURS = 7
MICRO = 10.0**NODE_DECIMALS
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """A first-level indicator: a column, a part of the bar. ``colour`` 1…7 is the same on every page.

    ``sort`` names it in addresses: its place among all series.
    """

    sort: str
    colour: int
    component: int
    system: str
    component_name: str
    code: str
    name: str
    node: int

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}"


class FirstLevel:
    """The first-level indicators of a run's components and where their scores are in a payload."""

    def __init__(self, run: Run, facts: RunFacts) -> None:
        self.layout: list[dict[str, Any]] = run.layout["components"]
        self.width: int = run.layout["width"]
        self.plans, self.policy, self.shares = facts.plans, facts.policy, np.array(facts.shares)
        roots = [(k, node) for k, plan in enumerate(self.plans) for node in plan.nodes if node.parent < 0]
        self.series = [
            Series(
                sort=f"s{position}",
                colour=position % COLOURS + 1,
                component=component,
                system=self.plans[component].key,
                component_name=_text(self.plans[component].name),
                code=node.code,
                name=_text(node.name),
                node=node.index,
            )
            for position, (component, node) in enumerate(roots)
        ]

    def scores(self, payload: NDArray[np.int64]) -> Floats:
        """[M, S] points in the component's own measure; NaN where the indicator isn't assessed.

        In a per-channel component the channels' scores with their weights (scoring.md §9). Of a vetoed component or
        channel nothing is left, as in the raw figure.
        """
        columns = [self._score(series, payload) for series in self.series]
        return np.array(columns).T.reshape(len(payload), len(self.series))

    def _score(self, series: Series, payload: NDArray[np.int64]) -> Floats:
        stated = self.layout[series.component]
        if "channels" not in stated:
            score = _points(payload[:, stated["nodes"][series.code]])
            return np.where(payload[:, stated["raw"]] == 0, score * 0.0, score)
        weights = self._channel_weights(series.component, payload)
        total, some = np.zeros(len(payload)), np.zeros(len(payload), dtype=bool)
        for position, name in enumerate(self.plans[series.component].channels):
            figures = stated["channels"][name]
            score = _points(payload[:, figures["nodes"][series.code]])
            counts = ~np.isnan(score) & (payload[:, figures["raw"]] != 0)
            total += np.where(counts, weights[:, position] * np.nan_to_num(score), 0.0)
            some |= ~np.isnan(score)
        total = np.where(payload[:, stated["raw"]] == 0, 0.0, total)
        return np.where(some, total, np.nan)

    def _channel_weights(self, component: int, payload: NDArray[np.int64]) -> Floats:
        plan, channels = self.plans[component], self.layout[component]["channels"]
        is_open = np.array([payload[:, channels[name]["raw"]] != NOTHING for name in plan.channels]).T
        return ChannelWeights(plan.channel_rows).of_masks(channel_masks(is_open))

    def factors(self, payload: NDArray[np.int64]) -> Floats:
        """[M, components]: what a point of each component is worth in the total (scoring.md §9); 0 where absent."""
        raw = np.array([payload[:, stated["raw"]] for stated in self.layout]).T
        full = np.array([_points(payload[:, stated["full"]]) for stated in self.layout]).T
        present = (raw != NOTHING) & (np.nan_to_num(full) > 0)
        per_point = np.where(present, 1.0 / np.where(present, full, 1.0), 0.0)
        if len(self.layout) == 1:
            target = self.policy["normalise_to"]
            return np.where(present, 1.0, 0.0) if target is None else per_point * float(target)
        counting = self.shares if self.policy["absent_component"] == "zero" else np.where(present, self.shares, 0.0)
        everything = np.broadcast_to(counting, present.shape).sum(axis=1, keepdims=True)
        return per_point * 100.0 * self.shares / np.where(everything > 0, everything, 1.0)

    def parts(self, payload: NDArray[np.int64]) -> Floats:
        """[M, S]: what each first-level indicator brings to the total; NaN where it isn't assessed."""
        factors = self.factors(payload)
        return self.scores(payload) * factors[:, [series.component for series in self.series]]

    def hundred(self, payload: NDArray[np.int64]) -> Floats:
        """[M]: the total that counts as 100 % (scoring.md §11)."""
        if len(self.layout) > 1:
            return np.full(len(payload), 100.0)
        if self.policy["normalise_to"] is not None:
            return np.full(len(payload), float(self.policy["normalise_to"]))
        return np.nan_to_num(_points(payload[:, self.layout[0]["full"]]))


def payload_matrix(payloads: Sequence[bytes | memoryview], width: int) -> NDArray[np.int64]:
    """[M, width] from stored payloads."""
    return np.frombuffer(b"".join(bytes(payload) for payload in payloads), dtype="<i8").reshape(len(payloads), width)


def _text(names: Names) -> str:
    return in_language(names.get("zh", ""), names.get("en", ""))


def _points(units: NDArray[np.int64]) -> Floats:
    return np.where(units == NOTHING, np.nan, units / MICRO)
