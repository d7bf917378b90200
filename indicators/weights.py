"""What the weights of a version add up to (scoring.md §2), for the lint and for pages. Pure: normal documents only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from assessment.scoring.model import Condition
from assessment.scoring.tree import condition, default_shares
from indicators.documents.normal import columns_of

Document = Mapping[str, Any]
Weights = Mapping[str, float | None]  # column → full marks, None: not assessed (score) or no cap

MOST_ALTERNATIVES = 256
CLOSE = 1e-9


@dataclass(frozen=True)
class Leaf:
    """A leaf with its weight per column; ``weights`` None: neither the leaf nor a node above states any."""

    code: str
    kind: str
    weights: Weights | None
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Summed:
    """A node and the leaves at or below it."""

    node: Document
    leaves: Sequence[Leaf]
    inner: bool

    def sums(self, column: str) -> list[float]:
        """What the leaves of the leading kind add up to in a column: one sum per way the alternatives can fall.

        The leading kind is score where there is a score leaf, else bonus, else deduction.
        """
        kinds = {leaf.kind for leaf in self.leaves}
        leading = next(kind for kind in ("score", "bonus", "deduction") if kind in kinds)
        leaves = [leaf for leaf in self.leaves if leaf.kind == leading]
        return sums(leaves, column)

    def agrees(self, column: str, stated: float) -> bool:
        return any(abs(found - stated) <= CLOSE for found in self.sums(column))


def sums(leaves: Sequence[Leaf], column: str) -> list[float]:
    """Sum of the weights in a column for each way the attributes of ``applies_when`` can fall (at least one)."""
    found = []
    for attributes in islice(_assignments(leaves), MOST_ALTERNATIVES):
        present = [leaf for leaf in leaves if all(_holds(item, attributes) for item in leaf.conditions)]
        found.append(sum((leaf.weights or {}).get(column) or 0 for leaf in present))
    return found


def summed_nodes(document: Document) -> list[Summed]:
    """Every node of a normal document, in document order, with its leaves."""
    walk = _Walk(columns_of(document))
    for node in document["tree"]:
        walk.add(node, carried=None, conditions=())
    return walk.nodes


def per_column(stated: Any, columns: Sequence[str]) -> Weights:
    """A node's weight as column → number; one number holds for all columns."""
    return stated if isinstance(stated, Mapping) else dict.fromkeys(columns, stated)


def leaves_of(nodes: Sequence[Summed]) -> list[Leaf]:
    return [node.leaves[0] for node in nodes if not node.inner]


class _Walk:
    """Collects the nodes depth first, with the weights that are handed down."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns, self.nodes = columns, list[Summed]()

    def add(self, node: Document, *, carried: Weights | None, conditions: tuple[Condition, ...]) -> list[Leaf]:
        """Append the node and all below it; ``carried`` is its part of a weight stated further up."""
        own = condition(node.get("applies_when"))
        conditions = (*conditions, own) if own else conditions
        weights = per_column(node["weight"], self.columns) if "weight" in node else carried
        place = len(self.nodes)
        self.nodes.append(Summed(node, (), inner=False))  # its place; the leaves below are not known yet
        if "children" in node:
            parts = _parts(node["children"], node["kind"], weights)
            pairs = zip(node["children"], parts, strict=True)
            leaves = [leaf for child, part in pairs for leaf in self.add(child, carried=part, conditions=conditions)]
        else:
            leaves = [Leaf(node["code"], node["kind"], weights, conditions)]
        self.nodes[place] = Summed(node, leaves, inner="children" in node)
        return leaves


def _parts(children: Sequence[Document], kind: str, weights: Weights | None) -> list[Weights | None]:
    """Each child's part of the weight that its parent carries (scoring.md §2.2)."""
    needy = [position for position, child in enumerate(children) if needs_weight(child, kind)]
    parts: list[Weights | None] = [None] * len(children)
    if weights is None:
        return parts
    shares = default_shares([children[position].get("share") for position in needy])
    for position, share in zip(needy, shares, strict=True):
        ratio = share / sum(shares) if sum(shares) else 0.0
        parts[position] = {column: None if full is None else full * ratio for column, full in weights.items()}
    return parts


def needs_weight(node: Document, kind: str) -> bool:
    """Whether the node takes part of a weight that its parent (of ``kind``) carries."""
    if "weight" in node or node["kind"] != kind:
        return False
    return "children" not in node or any(needs_weight(child, node["kind"]) for child in node["children"])


def _assignments(leaves: Sequence[Leaf]) -> Iterator[Mapping[str, str | None]]:
    """All ways the attributes can fall, as far as the conditions tell them apart; None is any other value."""
    values: dict[str, set[str]] = {}
    for leaf in leaves:
        for item in leaf.conditions:
            values.setdefault(item.attribute, set()).update(item.values)
    choices = [[*sorted(found), None] for found in values.values()]
    for choice in product(*choices):
        yield dict(zip(values, choice, strict=True))


def _holds(item: Condition, attributes: Mapping[str, str | None]) -> bool:
    return (attributes[item.attribute] in item.values) != item.negated
