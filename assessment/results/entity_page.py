"""One entity's result as a page shows it: total, comparison with a league's mean, the tree of every component."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from assessment.campaigns.models import League
from assessment.campaigns.rules import Actor
from assessment.core.figures import percent as as_percent
from assessment.results import rules
from assessment.results.access import OpenedEntity
from assessment.results.baseline import Change, baseline_of, percentages
from assessment.results.explaining import Explanation, explain
from assessment.results.firstlevel import FirstLevel, Series, payload_matrix
from assessment.results.formulas import marks
from assessment.results.means import FEWEST, LeagueMeans, league_means
from assessment.results.models import EntityResult, LeagueRank
from assessment.results.shelf import facts_of
from assessment.results.tree_rows import TreeRow, tree_rows
from assessment.results.vetoes import VetoWords, words_of
from assessment.scoring.explanation import ComponentTrail, TreeTrail
from assessment.scoring.model import Kind
from indicators.models.versions import in_language
from indicators.wording import word

RADAR_AXES = 3  # fewer make no area


@dataclass(frozen=True)
class Compared:
    """A first-level indicator: the entity's score, its full marks (None: bonus or deduction), the league's mean and
    that of its best quarter."""

    series: Series
    score: float | None
    full: float | None
    mean: float | None
    best: float | None = None

    @property
    def percent(self) -> float | None:
        return None if self.score is None or not self.full else self.score / self.full

    @property
    def difference(self) -> float | None:
        return None if self.score is None or self.mean is None else self.score - self.mean


@dataclass(frozen=True)
class TreeView:
    """One tree: ``channel`` is '' for the only one of its component."""

    channel: str
    trail: TreeTrail
    rows: Sequence[TreeRow]
    classes: Sequence[tuple[str, float]]

    @property
    def full(self) -> str:
        return marks(self.trail.full)


@dataclass(frozen=True)
class ComponentView:
    name: str
    trail: ComponentTrail
    trees: Sequence[TreeView]
    vetoes: Sequence[VetoWords]

    @property
    def system(self) -> str:
        return self.trail.plan.key

    @property
    def percent(self) -> str:
        return as_percent(self.trail.percent / 100, 2)

    @property
    def full(self) -> str:
        return marks(self.trail.full)


class EntityPage:
    """Reads lazily; a constant number of queries whatever the indicators and the league's size."""

    def __init__(self, opened: OpenedEntity, *, user: Actor, league_key: str = "") -> None:
        self.opened, self.user, self.league_key = opened, user, league_key
        self.run, self.entity = opened.run, opened.entity
        self.facts = facts_of(opened.run)
        self.name = self.facts.names[self.entity.key]
        self.first_level = FirstLevel(self.run, self.facts)

    @cached_property
    def result(self) -> EntityResult:
        return EntityResult.objects.get(run=self.run, entity=self.entity)

    @cached_property
    def explanation(self) -> Explanation | None:
        return explain(self.run, self.entity)

    @property
    def is_ranked(self) -> bool:
        return self.result.status == EntityResult.Status.RANKED

    @property
    def total(self) -> Decimal | None:
        return None if self.result.total is None else Decimal(self.result.total).scaleb(-self.facts.decimals)

    @cached_property
    def hundred(self) -> float:
        return float(self.first_level.hundred(self._payload)[0])

    @cached_property
    def percent(self) -> Decimal | None:
        if self.result.total is None:
            return None
        return percentages(self.run, [(self.result.total, self.result.payload)])[0]

    @property
    def _payload(self) -> Any:
        return payload_matrix([self.result.payload], self.first_level.width)

    @cached_property
    def vetoes(self) -> list[VetoWords]:
        return list(words_of(self.facts, self.entity.key))

    # --- leagues ------------------------------------------------------------------------------------------------------
    @cached_property
    def places(self) -> list[tuple[League, int | None]]:
        """(league, rank) in campaign order; None for the unqualified and where the reader may not see ranks."""
        rows = LeagueRank.objects.filter(run=self.run, entity=self.entity).select_related("league")
        shown = bool(self.rank_verdict)
        return [(row.league, row.rank if shown else None) for row in rows.order_by("league__position")]

    @cached_property
    def rank_verdict(self) -> Any:
        return rules.can_view_rank(self.user, self.entity)

    @cached_property
    def league(self) -> League | None:
        """The league of the comparison: the one asked for, else the first.

        An agency is shown the first only: the means of two leagues that differ by one entity tell of that one.
        """
        leagues = [league for league, _rank in self.places]
        if not self.opened.sees_all:
            return leagues[0] if leagues else None
        return next((league for league in leagues if league.key == self.league_key), leagues[0] if leagues else None)

    @cached_property
    def means(self) -> LeagueMeans | None:
        """An agency is not shown the mean of so few that it could work out the others."""
        means = league_means(self.run, self.league) if self.league else None
        if means and not self.opened.sees_all and means.entities < FEWEST:
            return None
        return means

    @cached_property
    def change(self) -> Change | None:
        """Against the baseline campaign; for those who see all results."""
        if not self.opened.sees_all or self.percent is None:
            return None
        baseline = baseline_of(self.user, self.run.campaign, self.league, [self.entity.key])
        rank = next((rank for league, rank in self.places if league == self.league), None)
        return baseline.change(self.entity.key, rank=rank, percent=self.percent) if baseline else None

    # --- first level --------------------------------------------------------------------------------------------------
    @cached_property
    def compared(self) -> list[Compared]:
        scores = self.first_level.scores(self._payload)[0].tolist()
        rows = []
        for place, series in enumerate(self.first_level.series):
            score = None if scores[place] != scores[place] else scores[place]
            mean = self.means.scores[place] if self.means else None
            best = self.means.best_scores[place] if self.means and self.means.best_scores else None
            rows.append(Compared(series, score, self._full(series), mean, best))
        return rows

    def _full(self, series: Series) -> float | None:
        """Full marks of a first-level indicator for this entity, before any move."""
        component = self.explanation.component(series.system) if self.explanation else None
        if component is None or component.absent:
            return None
        node = component.plan.nodes[series.node]
        full = 0.0
        for tree in component.trees:
            own = tree.leaves[node.leaf_begin : node.leaf_end]
            full += tree.weight * sum(leaf.weight or 0.0 for leaf in own if leaf.node.kind is Kind.SCORE)
        return round(full, 6) or None

    @cached_property
    def chart(self) -> dict[str, Any] | None:
        """The radar: score, mean and best quarter in percent of full marks, where enough indicators have them."""
        rows = [row for row in self.compared if row.percent is not None and row.mean is not None]
        if len(rows) < RADAR_AXES or self.league is None:
            return None
        own = [round(100 * (row.percent or 0.0), 2) for row in rows]
        means = [round(100 * (row.mean or 0.0) / (row.full or 1.0), 2) for row in rows]
        mean_of = _("mean of %(league)s") % {"league": self.league.name}
        series = [
            {"name": self.name, "colour": 1, "values": own},
            {"name": mean_of, "colour": 3, "values": means, "mean": True},
        ]
        if all(row.best is not None for row in rows):
            best = [round(100 * (row.best or 0.0) / (row.full or 1.0), 2) for row in rows]
            series.append({"name": _("best quarter"), "colour": 2, "values": best, "mean": True})
        return {"kind": "radar", "axes": [row.series.label for row in rows], "series": series}

    # --- components ---------------------------------------------------------------------------------------------------
    @cached_property
    def components(self) -> list[ComponentView]:
        return [self._component(trail) for trail in self.explanation.trail.components] if self.explanation else []

    def _component(self, trail: ComponentTrail) -> ComponentView:
        assert self.explanation is not None
        reasons = self.explanation.reasons[trail.plan.key]
        return ComponentView(
            name=in_language(trail.plan.name.get("zh", ""), trail.plan.name.get("en", "")),
            trail=trail,
            trees=[
                TreeView(
                    channel=word(tree.channel) if tree.channel else "",
                    trail=tree,
                    rows=tree_rows(trail.plan, tree, reasons),
                    classes=[
                        (_("no class") if name == "none" else name, score)
                        for name, score in tree.classes.items()
                        if score
                    ],
                )
                for tree in trail.trees
            ],
            vetoes=list(words_of(self.facts, self.entity.key, system=trail.plan.key)),
        )
