"""The indicator tree of one entity as rows: weight, weight after moves, ratio, gates, score (design.md, Ranking)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.results.explaining import ComponentReasons
from assessment.results.formulas import line, marks
from assessment.results.reasons import absence_sentence, gate_sentences, move_sentence
from assessment.scoring.explanation import LeafTrail, TreeTrail
from assessment.scoring.model import Kind, Node, VersionPlan
from indicators.models.versions import in_language


@dataclass(frozen=True)
class TreeRow:
    """An indicator. ``weight`` before and ``moved`` after moves: None for bonus and deduction without a cap. ``ratio``
    is score ÷ moved. ``notes`` say what happened to a leaf."""

    code: str
    name: str
    depth: int
    is_leaf: bool
    kind: str
    weight: float | None
    moved: float | None
    ratio: float | None
    score: float
    missing: int
    not_applicable: bool
    notes: Sequence[str]
    formula: str

    @property
    def weight_text(self) -> str:
        return "" if self.weight is None else marks(self.weight)

    @property
    def moved_text(self) -> str:
        return "" if self.moved is None else marks(self.moved)

    @property
    def has_moved(self) -> bool:
        return self.weight is not None and self.moved is not None and abs(self.weight - self.moved) > 1e-9


def name_of(node: Node) -> str:
    return in_language(node.name.get("zh", ""), node.name.get("en", ""))


def tree_rows(plan: VersionPlan, tree: TreeTrail, reasons: ComponentReasons) -> list[TreeRow]:
    """Every assessed indicator of the tree in document order."""
    return [
        _leaf_row(plan, tree, tree.leaves[node.leaf], reasons) if node.leaf >= 0 else _inner_row(tree, node)
        for node in plan.nodes
        if node.code in tree.nodes
    ]


def _leaf_row(plan: VersionPlan, tree: TreeTrail, leaf: LeafTrail, reasons: ComponentReasons) -> TreeRow:
    node, scored = leaf.node, leaf.node.kind is Kind.SCORE
    weight = None if leaf.weight is None or leaf.weight == float("inf") else leaf.weight
    moved = leaf.moved if scored else weight
    notes = [absence_sentence(leaf, reasons), move_sentence(leaf), *gate_sentences(plan, tree, leaf, reasons)]
    return TreeRow(
        code=node.code,
        name=name_of(node),
        depth=node.depth,
        is_leaf=True,
        kind=node.kind.value,
        weight=weight,
        moved=moved,
        ratio=leaf.score / leaf.moved if scored and leaf.moved else None,
        score=leaf.score,
        missing=sum(item.missing for item in leaf.criteria if item.criterion.role == "ratio"),
        not_applicable=leaf.not_applicable,
        notes=tuple(filter(None, notes)),
        formula=line(leaf, tree),
    )


def _inner_row(tree: TreeTrail, node: Node) -> TreeRow:
    leaves = [leaf for leaf in tree.leaves[node.leaf_begin : node.leaf_end] if leaf.weight is not None]
    scored = [leaf for leaf in leaves if leaf.node.kind is Kind.SCORE]
    moved = sum(leaf.moved for leaf in scored)
    score = tree.nodes[node.code]
    return TreeRow(
        code=node.code,
        name=name_of(node),
        depth=node.depth,
        is_leaf=False,
        kind=node.kind.value,
        weight=sum(leaf.weight or 0.0 for leaf in scored) if scored else None,
        moved=moved if scored else None,
        ratio=score / moved if moved else None,
        score=score,
        missing=0,
        not_applicable=all(leaf.not_applicable for leaf in leaves) if leaves else False,
        notes=(),
        formula="",
    )
