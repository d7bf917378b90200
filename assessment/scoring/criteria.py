"""Criteria, cells, gates and vetoes of a version, flat (scoring.md §3, §4, §7, §10)."""

from collections.abc import Mapping, Sequence
from typing import Any

from assessment.scoring.errors import PlanFault
from assessment.scoring.model import NO_CHANNEL, Cell, Criterion, Gate, Kind, Node, Role, Rule, Trigger, Veto
from assessment.scoring.tree import Document, FlatTree, default_shares, number_or_none

RULE_TYPES = frozenset({"rating", "check", "levels", "proportion", "tiers", "count", "tally", "items"})
BOUNDS = ("below", "above", "at_least", "at_most")


def build_rule(stated: Document | None) -> Rule:
    """A rule from its document; without one a criterion is a ``rating``."""
    stated = stated or {"type": "rating"}
    kind = str(stated["type"])
    if kind not in RULE_TYPES:
        raise PlanFault("unknown_rule", f"There is no rule {kind}.", rule=kind)
    step = stated.get("step")
    if kind == "levels":
        levels = stated["levels"]
        return Rule(
            kind,
            keys=tuple(str(level["key"]) for level in levels),
            ratios=tuple(float(level["ratio"]) for level in levels),
        )
    if kind == "tiers":
        tiers = stated["tiers"]
        return Rule(
            kind,
            ratios=tuple(float(tier["ratio"]) for tier in tiers),
            bounds=tuple(float(tier["upto"]) for tier in tiers[:-1]),
        )
    if kind == "tally":
        categories: Mapping[Any, Document] = stated["categories"]
        return Rule(
            kind,
            keys=tuple(str(key) for key in categories),
            points=tuple(float(category.get("points") or 0) for category in categories.values()),
            percents=tuple(float(category.get("percent") or 0) for category in categories.values()),
            mode=str(stated.get("mode") or ""),
        )
    if kind == "items" and stated.get("item_max") is not None:
        return Rule(kind, item_max=float(stated["item_max"]))
    return Rule(kind, step=None if step is None else float(step))


class CriteriaBuilder:
    """Collects criteria and cells leaf by leaf; ``slot_count`` is the length of a packed sheet so far."""

    def __init__(self, *, channels: Sequence[str], per_channel: bool) -> None:
        self.channels = {name: position for position, name in enumerate(channels)}
        self.per_channel = per_channel
        self.criteria: list[Criterion] = []
        self.cells: list[Cell] = []
        self.slot_count = 0

    def add_tree(self, flat: FlatTree) -> None:
        """The criteria of every leaf; a leaf without any has one ``rating`` criterion, no. 1, with its own name."""
        for leaf, node_index in enumerate(flat.leaves):
            node, document = flat.nodes[node_index], flat.documents[node_index]
            self._add_leaf(leaf, node, document.get("criteria") or [{"no": 1, "text": node.name}])

    def _add_leaf(self, leaf: int, node: Node, documents: Sequence[Document]) -> None:
        rules = [build_rule(document.get("rule")) for document in documents]
        given = [document.get("share") for document in documents]
        roles = [_role(node, rule, share) for rule, share in zip(rules, given, strict=True)]
        bearing = [position for position, role in enumerate(roles) if role is Role.RATIO]
        filled = default_shares([number_or_none(given[position]) for position in bearing])
        shares = dict(zip(bearing, filled, strict=True))
        for position, document in enumerate(documents):
            self._add(leaf, node, document, rules[position], roles[position], shares.get(position, 0.0))

    def _add(self, leaf: int, node: Node, document: Document, rule: Rule, role: Role, share: float) -> None:
        # YAML 1.1 reads a bare `no:` as the boolean False; a document that came that way is still understood.
        number = str(document["no"] if "no" in document else document[False])  # type: ignore[index]
        klass, channels = self._class_and_channels(node, document)
        first = len(self.cells)
        joint = klass == "A" or not channels or (klass == "none" and not self.per_channel)
        for channel in (NO_CHANNEL,) if joint else channels:
            self.cells.append(Cell(len(self.cells), len(self.criteria), channel, self.slot_count, rule.slots))
            self.slot_count += rule.slots
        self.criteria.append(
            Criterion(
                index=len(self.criteria),
                address=f"{node.code}#{number}",
                no=number,
                leaf=leaf,
                text=document.get("text") or {},
                role=role,
                share=share,
                klass=klass,
                channels=channels,
                rule=rule,
                first_cell=first,
                end_cell=len(self.cells),
            )
        )

    def _class_and_channels(self, node: Node, document: Document) -> tuple[str, tuple[int, ...]]:
        """Class and channels (in the version's order) of a criterion (scoring.md §4).

        In a per-channel system every criterion is judged once a channel and has no class. Elsewhere a criterion that
        states no class is class C in a version with one channel; with several (or none) it is one value of the
        entity, bound to the channels it lists, or to none, and stands under "none" in the class subtotals.
        """
        listed = [str(channel) for channel in document.get("channels") or ()]
        unknown = [channel for channel in listed if channel not in self.channels]
        if unknown:
            raise PlanFault("unknown_channel", f"{node.code}: there is no channel {unknown[0]}.", channel=unknown[0])
        everything = tuple(range(len(self.channels)))
        channels = tuple(sorted({self.channels[channel] for channel in listed}))
        if self.per_channel:
            return "none", channels or everything
        klass = document.get("class")
        if klass is None:
            return ("C", everything) if len(everything) == 1 else ("none", channels)
        channels = channels or everything
        if klass not in ("A", "B", "C"):
            raise PlanFault("unknown_criterion_class", f"{node.code}: class {klass} is none of A, B, C.", value=klass)
        if klass == "C" and len(channels) != 1:
            raise PlanFault("single_channel", f"{node.code}: a class C criterion lists one channel.", code=node.code)
        return str(klass), channels


def _role(node: Node, rule: Rule, share: object) -> Role:
    """Where the criterion's number goes; a tally without a stated mode deducts if it bears a share."""
    if rule.type == "count":
        return Role.COUNT
    if node.kind is not Kind.SCORE:
        return Role.AMOUNT
    if rule.type == "items":
        raise PlanFault("items_on_score", f"{node.code}: items is not allowed on a score leaf.", code=node.code)
    unstated_penalty = rule.mode == "" and share is not None and float(str(share)) == 0
    if rule.type == "tally" and (rule.mode == "penalty" or unstated_penalty):
        return Role.PENALTY
    return Role.RATIO


def build_gates(
    documents: Sequence[Document], nodes: Mapping[str, Node], criteria: Mapping[str, Criterion]
) -> list[Gate]:
    """Gates with their targets resolved. A target with ``#`` is a criterion, else a leaf or subtree.

    Within one gate a leaf counts once, however many of its targets cover it; several gates multiply (§7).
    """
    gates = []
    for index, document in enumerate(documents):
        targets = tuple(str(target) for target in document.get("targets") or ())
        chosen_criteria: dict[int, None] = {}
        chosen_leaves: dict[int, None] = {}
        for target in targets:
            if target in criteria:
                chosen_criteria[criteria[target].index] = None
            elif target in nodes:
                chosen_leaves |= dict.fromkeys(range(nodes[target].leaf_begin, nodes[target].leaf_end))
            else:
                raise PlanFault("unknown_target", f"Gate {document['code']}: nothing is called {target}.", code=target)
        factor = document.get("factor")
        gates.append(
            Gate(
                index=index,
                code=str(document["code"]),
                name=document.get("name") or {},
                factor=0.0 if factor is None else float(factor),
                criteria=tuple(chosen_criteria),
                leaves=tuple(chosen_leaves),
                targets=targets,
                when=_trigger(document, criteria),
            )
        )
    return gates


def _trigger(document: Document, criteria: Mapping[str, Criterion]) -> Trigger | None:
    when = document.get("when")
    if not when:
        return None
    address = str(when["criterion"])
    if address not in criteria:
        raise PlanFault("unknown_criterion", f"Gate {document['code']}: there is no {address}.", address=address)
    bounds = tuple((name, float(when[name])) for name in BOUNDS if when.get(name) is not None)
    if not bounds:
        raise PlanFault("empty_trigger", f"Gate {document['code']}: when states no bound.", code=document["code"])
    return Trigger(criteria[address].index, bounds)


def build_vetoes(documents: Sequence[Document]) -> list[Veto]:
    """Vetoes with their scope (``entity`` where none is stated)."""
    return [
        Veto(index, str(document["code"]), document.get("name") or {}, str(document.get("scope") or "entity"))
        for index, document in enumerate(documents)
    ]
