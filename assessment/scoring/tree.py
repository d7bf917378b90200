"""The indicator tree made flat: nodes in document order, weights resolved down to the leaves (scoring.md §2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assessment.scoring.errors import PlanFault
from assessment.scoring.model import Condition, Floats, Kind, NaPolicy, Node

Document = Mapping[str, Any]
POLICIES = frozenset({"siblings", "scope", "targets", "proportional", "full", "zero", "exclude"})


def token(value: object) -> str:
    """An attribute's value as a comparable text: ``True`` → "true", ``3``, ``3.0`` and "3" → "3", words as they are.

    Attributes come as CSV text and as typed YAML; both sides of an ``applies_when`` go through here.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).strip()
    try:
        number = float(text)
    except ValueError:
        return text
    return repr(number) if np.isfinite(number) and not number.is_integer() else _whole(number, text)


def _whole(number: float, text: str) -> str:
    return str(int(number)) if np.isfinite(number) else text


def default_shares(given: Sequence[float | None]) -> tuple[float, ...]:
    """Shares with the gaps filled: "shares not given are equal" (scoring.md §6).

    None given: 1/n each. Some given: the others split equally what is left of 1; where nothing is left they take the
    mean of the given ones, so that a forgotten share never silently weighs nothing.
    """
    known = [share for share in given if share is not None]
    gaps = len(given) - len(known)
    if not gaps:
        return tuple(float(share) for share in known)
    rest = 1.0 - sum(known)
    fill = rest / gaps if rest > 0 else sum(known) / len(known)
    return tuple(fill if share is None else float(share) for share in given)


@dataclass
class FlatTree:
    """What ``flatten`` collects: nodes without policies resolved, the leaves' documents, weights per leaf."""

    nodes: list[Node] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    leaves: list[int] = field(default_factory=list)
    weights: list[Floats] = field(default_factory=list)


def flatten(tree: Sequence[Document], columns: Mapping[str, int]) -> FlatTree:
    """All nodes of ``tree`` in document order with the leaves' weights, [W + 1] each (NaN not assessed, inf no cap).

    Raises PlanFault for a code given twice or a policy that names an unknown code.
    """
    flat = FlatTree()
    for document in tree:
        _Walker(flat, columns).add(document, parent=-1, depth=1, kind=Kind.SCORE, year_end=True, carried=None)
    codes = {}
    for node in flat.nodes:
        if node.code in codes:
            raise PlanFault("duplicate_code", f"Two indicators have the code {node.code}.", code=node.code)
        codes[node.code] = node.index
    flat.nodes = [_with_policy(node, flat.documents[node.index], codes) for node in flat.nodes]
    return flat


def _with_policy(node: Node, document: Document, codes: Mapping[str, int]) -> Node:
    stated = document.get("na") or {}
    name = str(stated.get("policy") or "siblings")
    if name not in POLICIES:
        raise PlanFault("unknown_policy", f"{node.code}: there is no policy {name}.", code=node.code, policy=name)
    named = [stated["code"]] if stated.get("code") is not None else list(stated.get("targets") or [])
    unknown = [str(code) for code in named if str(code) not in codes]
    if unknown:
        raise PlanFault("unknown_target", f"{node.code}: its policy names no indicator {unknown[0]}.", code=node.code)
    if name in ("scope", "proportional", "targets") and not named:
        raise PlanFault("missing_target", f"{node.code}: {name} names no indicator.", code=node.code, policy=name)
    # A target listed twice is still one receiver.
    targets = tuple(dict.fromkeys(codes[str(code)] for code in named))
    return Node(**{**_fields(node), "policy": NaPolicy(name, targets)})


def _fields(node: Node) -> dict[str, Any]:
    return {name: getattr(node, name) for name in Node.__slots__}


@dataclass
class _Walker:
    """Depth-first descent that hands carried weights, kind and method down."""

    flat: FlatTree
    columns: Mapping[str, int]

    def add(
        self, document: Document, *, parent: int, depth: int, kind: Kind, year_end: bool, carried: Floats | None
    ) -> int:
        """Append the node and everything below it; ``carried`` is its part of an ancestor's weight, if any."""
        index = len(self.flat.nodes)
        kind = Kind(document.get("kind") or kind)
        if document.get("method"):
            year_end = document["method"] == "year_end"
        own = self._stated(document)
        weight = carried if own is None else own
        first_leaf = len(self.flat.leaves)
        self.flat.nodes.append(None)  # type: ignore[arg-type]  # its place; filled once the leaves below are known
        self.flat.documents.append(document)
        children: list[int] = []
        if document.get("children"):
            parts = self._parts(document["children"], kind, weight)
            for child, part in zip(document["children"], parts, strict=True):
                children.append(
                    self.add(child, parent=index, depth=depth + 1, kind=kind, year_end=year_end, carried=part)
                )
        else:
            self.flat.leaves.append(index)
            self.flat.weights.append(self._leaf_weight(kind, weight))
        self.flat.nodes[index] = Node(
            index=index,
            code=str(document["code"]),
            name=document.get("name") or {},
            parent=parent,
            depth=depth,
            kind=kind,
            year_end=year_end,
            policy=NaPolicy(),
            condition=condition(document.get("applies_when")),
            leaf=-1 if children else first_leaf,
            leaf_begin=first_leaf,
            leaf_end=len(self.flat.leaves),
            children=tuple(children),
        )
        return index

    def _stated(self, document: Document) -> Floats | None:
        """The node's own weight per column, or None where it states none (a bare ``null`` states none either).

        The last column is that of every class the version doesn't list: one number is "for all classes" (§2.1).
        """
        stated = document.get("weight")
        if stated is None:
            return None
        weights = np.full(len(self.columns) + 1, np.nan)
        if isinstance(stated, Mapping):
            for column, value in stated.items():
                if str(column) not in self.columns:
                    raise PlanFault("unknown_class", f"{document['code']}: no weight column {column}.", column=column)
                if value is not None:
                    weights[self.columns[str(column)]] = float(value)
        else:
            weights[:] = float(stated)
        return weights

    def _leaf_weight(self, kind: Kind, weight: Floats | None) -> Floats:
        """NaN = not assessed for a score leaf; for bonus and deduction no number means no cap (scoring.md §2.4)."""
        if weight is None:
            weight = np.full(len(self.columns) + 1, np.nan)
        return weight.copy() if kind is Kind.SCORE else np.where(np.isnan(weight), np.inf, weight)

    def _parts(self, children: Sequence[Document], kind: Kind, weight: Floats | None) -> list[Floats | None]:
        """Each child's part of the weight its parent carries: share ÷ Σ shares over the children that need one.

        A weight that the children state themselves is only a figure to check (lint), it carries nothing. Absent
        branches keep their part: nothing is redistributed for them (scoring.md §2.1, §2.3).
        """
        parts: list[Floats | None] = [None] * len(children)
        needy = [position for position, child in enumerate(children) if _needs_weight(child, kind)]
        if weight is None or not needy:
            return parts
        shares = default_shares([number_or_none(children[position].get("share")) for position in needy])
        total = sum(shares)
        for position, share in zip(needy, shares, strict=True):
            parts[position] = weight * share / total if total else weight * 0.0
        return parts


def _needs_weight(document: Document, kind: Kind) -> bool:
    """Whether the node takes part of a carried weight: it states none, nor do all leaves below it.

    A bonus or deduction leaf inside a scored subtree has a cap of its own or none, never a part of the full marks.
    """
    if document.get("weight") is not None:
        return False
    own_kind = Kind(document.get("kind") or kind)
    if own_kind is not kind:
        return False
    children = document.get("children")
    return not children or any(_needs_weight(child, own_kind) for child in children)


def number_or_none(value: object) -> float | None:
    """A stated number, or None where none is."""
    return None if value is None else float(str(value))


def condition(stated: Document | None) -> Condition | None:
    """``applies_when`` of a node: ``equals``, ``in`` or ``not`` (one value or a list)."""
    if not stated:
        return None
    for operator, negated in (("equals", False), ("in", False), ("not", True)):
        if operator in stated:
            raw = stated[operator]
            values = raw if isinstance(raw, (list, tuple)) else [raw]
            return Condition(str(stated["attribute"]), negated, frozenset(token(value) for value in values))
    raise PlanFault("unknown_condition", "applies_when needs equals, in or not.", attribute=stated.get("attribute"))
