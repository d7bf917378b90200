"""An agency's own result, whole on one page: every criterion with value, share, rule and the reason given.

Never on it: who scored, single reviewers' values, anything of another entity but the means that means.py allows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assessment.campaigns.policy import RELEASE_DEFAULTS
from assessment.campaigns.rules import Actor
from assessment.results.access import OpenedEntity
from assessment.results.entity_page import EntityPage
from assessment.results.formulas import marks
from assessment.results.leaf_page import CriterionView, LeafSource, LeafView, leaf_view
from assessment.results.own_links import OwnLink, OwnLinks, links_of
from assessment.results.tree_rows import name_of
from assessment.scoring.explanation import ComponentTrail, LeafTrail, TreeTrail
from assessment.scoring.model import Kind, Node
from indicators.models.versions import in_language
from indicators.wording import word
from reviews.models import Score, ScoreSheet

#: (system, address, channel, round) of a cell.
Cell = tuple[str, str, str, str]


@dataclass(frozen=True)
class OwnCriterion:
    """``reasons`` in alphabetical order, so that they don't tell who wrote which; ``link`` to an appeal."""

    view: CriterionView
    reasons: Sequence[str]
    link: OwnLink | None


@dataclass(frozen=True)
class OwnLeaf:
    """``full`` is '' for bonus and deduction without a cap."""

    code: str
    name: str
    kind: str
    not_applicable: bool
    full: str
    view: LeafView
    criteria: Sequence[OwnCriterion]


@dataclass(frozen=True)
class OwnGroup:
    """A first-level indicator in one tree; ``channel`` is '' for the only tree of its component."""

    id: str
    code: str
    name: str
    channel: str
    component: str
    score: float
    full: str
    leaves: Sequence[OwnLeaf]


class OwnPage(EntityPage):
    """The page of EntityPage with every criterion. One query for the reasons and one for each component more."""

    def __init__(self, opened: OpenedEntity, *, user: Actor) -> None:
        super().__init__(OpenedEntity(opened.run, opened.entity, sees_all=False), user=user)

    @cached_property
    def links(self) -> OwnLinks:
        return links_of(self.user, self.entity, self.run)

    @cached_property
    def groups(self) -> list[OwnGroup]:
        found = self.explanation.trail.components if self.explanation else ()
        return [group for component in found if not component.absent for group in self._of_component(component)]

    @property
    def absent(self) -> list[str]:
        """Names of the components in which the entity has no open channel."""
        found = self.explanation.trail.components if self.explanation else ()
        return [_name(component) for component in found if component.absent]

    def _of_component(self, component: ComponentTrail) -> Iterator[OwnGroup]:
        assert self.explanation is not None, "groups asks for it first"
        source = LeafSource.without_reviewers(self.explanation, component.plan.key, component.plan)
        for position, tree in enumerate(component.trees):
            for node in component.plan.nodes:
                if node.parent < 0 and node.code in tree.nodes:
                    yield self._group(source, component, tree, node, f"g{component.plan.key}-{position}-{node.index}")

    def _group(self, source: LeafSource, component: ComponentTrail, tree: TreeTrail, node: Node, name: str) -> OwnGroup:
        leaves = [leaf for leaf in tree.leaves[node.leaf_begin : node.leaf_end] if leaf.weight is not None]
        scored = [leaf.moved for leaf in leaves if leaf.node.kind is Kind.SCORE]
        return OwnGroup(
            id=name,
            code=node.code,
            name=name_of(node),
            channel=word(tree.channel) if tree.channel else "",
            component=_name(component),
            score=tree.nodes[node.code],
            full=marks(sum(scored)) if scored else "",
            leaves=[self._leaf(source, tree, leaf) for leaf in leaves],
        )

    def _leaf(self, source: LeafSource, tree: TreeTrail, leaf: LeafTrail) -> OwnLeaf:
        view = leaf_view(source, tree, leaf)
        cap = leaf.moved if leaf.node.kind is Kind.SCORE else leaf.weight
        return OwnLeaf(
            code=leaf.node.code,
            name=name_of(leaf.node),
            kind=leaf.node.kind.value,
            not_applicable=leaf.not_applicable,
            full="" if cap is None or cap == float("inf") else marks(cap),
            view=view,
            criteria=[self._criterion(source.plan.key, criterion) for criterion in view.criteria],
        )

    def _criterion(self, system: str, view: CriterionView) -> OwnCriterion:
        """A settled cell has the settlement's reason; what was said before it was overruled."""
        reasons: set[str] = set()
        for cell in view.cells:
            for turn in cell.rounds:
                if turn.adjudicated:
                    reasons.add(turn.reason)
                else:
                    reasons |= self._written.get((system, view.address, cell.key, turn.round), set())
        return OwnCriterion(view, sorted(reasons - {""}), self.links.at((system, view.address)))

    @cached_property
    def _written(self) -> Mapping[Cell, set[str]]:
        """What evaluators wrote on submitted sheets of the entity, without a word on who wrote it; one query, none
        where the policy shows reasons of settlements only."""
        found: dict[Cell, set[str]] = defaultdict(set)
        shown = self.run.campaign.policy.get("own_reasons", RELEASE_DEFAULTS["own_reasons"])
        if shown != "comments":
            return found
        rows = Score.objects.filter(sheet__entity=self.entity, sheet__status=ScoreSheet.Status.SUBMITTED)
        for *cell, text in rows.exclude(comment="").values_list(
            "sheet__component__version__system__key", "criterion__address", "channel", "sheet__round__key", "comment"
        ):
            system, address, channel, turn = cell
            found[system, address, channel, turn].add(text)
        return found


def _name(component: ComponentTrail) -> str:
    return in_language(component.plan.name.get("zh", ""), component.plan.name.get("en", ""))
