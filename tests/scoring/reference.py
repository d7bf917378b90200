"""The contract (scoring.md) once more: slow, in exact fractions, entity by entity, sharing no code with the engine.

It reads a ``Bundle`` (documents and rows of text) and returns the document of results.json without run, engine and
grades. Each function names the section it was written from.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from tests.scoring.bundles import Bundle, class_for, parse_pairs

NA = "NA"
Number = Fraction
Value = Fraction | str | None  # a number, NA, or nothing


def number(value: object) -> Fraction:
    """A decimal as it is written, exactly."""
    return Fraction(str(value))


def half_up(value: Fraction, decimals: int) -> str:
    """§11: to 9 decimals first, then to ``decimals`` with ties away from zero."""
    nano = round(value * 10**9)
    unit = 10 ** (9 - decimals)
    units = (2 * abs(nano) + unit) // (2 * unit)
    text = f"{units:0{decimals + 1}d}"
    if decimals:
        text = f"{text[:-decimals]}.{text[-decimals:]}"
    return f"-{text}" if nano < 0 and units else text


def equal_shares(stated: Sequence[object]) -> list[Fraction]:
    """Shares not given are equal: of what is left of 1."""
    given = [number(share) for share in stated if share is not None]
    missing = len(stated) - len(given)
    if not missing:
        return given
    rest = 1 - sum(given, Fraction(0))
    fill = rest / missing if rest > 0 else sum(given, Fraction(0)) / len(given)
    return [fill if share is None else number(share) for share in stated]


class Tree:
    """§2: the version's nodes as dictionaries with parents, leaves and resolved weights for one column."""

    def __init__(self, system: dict[str, Any], column: str, attributes: dict[str, str]) -> None:
        self.system = system
        self.nodes: dict[str, dict[str, Any]] = {}
        self.column, self.attributes = column, attributes
        for document in system["tree"]:
            self._add(document, None, None, True, "score", "year_end")

    def _stated(self, document: dict[str, Any]) -> tuple[bool, Fraction | None]:
        weight = document.get("weight")
        if weight is None:
            return False, None
        if not isinstance(weight, dict):
            return True, number(weight)
        own = weight.get(self.column)
        return True, None if own is None else number(own)

    def _needs(self, document: dict[str, Any], kind: str) -> bool:
        if document.get("weight") is not None or document.get("kind", kind) != kind:
            return False
        children = document.get("children")
        return not children or any(self._needs(child, kind) for child in children)

    def _applies(self, document: dict[str, Any]) -> bool:
        when = document.get("applies_when")
        if not when:
            return True
        actual = self.attributes.get(when["attribute"])

        def same(value: object) -> bool:
            text = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
            return actual == text

        if "equals" in when:
            return same(when["equals"])
        if "in" in when:
            return any(same(value) for value in when["in"])
        excluded = when["not"] if isinstance(when["not"], list) else [when["not"]]
        return not any(same(value) for value in excluded)

    def _add(
        self,
        document: dict[str, Any],
        parent: str | None,
        carried: tuple[bool, Fraction | None] | None,
        present: bool,
        kind: str,
        method: str,
    ) -> None:
        code = str(document["code"])
        kind, method = document.get("kind", kind), document.get("method", method)
        present = present and self._applies(document)
        stated, weight = self._stated(document)
        if not stated and carried is not None:
            stated, weight = carried
        children = document.get("children") or []
        self.nodes[code] = node = {
            "code": code,
            "parent": parent,
            "children": [str(child["code"]) for child in children],
            "kind": kind,
            "year_end": method == "year_end",
            "na": document.get("na") or {"policy": "siblings"},
            "document": document,
            "present": present,
            "weight": weight,
        }
        if children:
            parts: dict[int, tuple[bool, Fraction | None]] = {}
            if stated:
                needy = [place for place, child in enumerate(children) if self._needs(child, kind)]
                shares = equal_shares([children[place].get("share") for place in needy])
                for place, share in zip(needy, shares, strict=True):
                    parts[place] = (True, None if weight is None else weight * share / sum(shares))
            for place, child in enumerate(children):
                self._add(child, code, parts.get(place), present, kind, method)
            return
        if kind == "score":
            node["assessed"] = present and weight is not None
        else:
            node["assessed"] = present  # no weight is no cap (§2.4)

    def leaves(self, code: str | None = None) -> list[str]:
        """Codes of the leaves at or below ``code``, in order."""
        if code is None:
            return [name for name, node in self.nodes.items() if not node["children"]]
        node = self.nodes[code]
        return [leaf for child in node["children"] for leaf in self.leaves(child)] if node["children"] else [code]

    def score_leaves(self, code: str | None = None) -> list[str]:
        """Assessed score leaves at or below ``code``."""
        return [
            leaf for leaf in self.leaves(code) if self.nodes[leaf]["kind"] == "score" and self.nodes[leaf]["assessed"]
        ]

    def siblings(self, code: str) -> list[str]:
        """The node's siblings."""
        parent = self.nodes[code]["parent"]
        return [name for name, node in self.nodes.items() if node["parent"] == parent and name != code]

    def ancestors(self, code: str) -> list[str]:
        """Ancestors from the root down, without the node itself."""
        parent = self.nodes[code]["parent"]
        return [] if parent is None else [*self.ancestors(parent), parent]


def criteria_of(system: dict[str, Any], node: dict[str, Any]) -> list[dict[str, Any]]:
    """§3, §4: the leaf's criteria with role, share, class and channels filled in."""
    documents = node["document"].get("criteria") or [{"no": 1}]
    every = [str(channel) for channel in system.get("channels") or []]
    result = []
    for document in documents:
        rule = document.get("rule") or {"type": "rating"}
        if rule["type"] == "count":
            role = "count"
        elif node["kind"] != "score":
            role = "amount"
        elif rule["type"] == "tally" and rule["mode"] == "penalty":
            role = "penalty"
        else:
            role = "ratio"
        klass, channels = document.get("class"), document.get("channels")
        if system.get("mode") == "per_channel":
            klass, channels = "none", channels or every
        elif klass is None and len(every) == 1:
            klass, channels = "C", every
        elif klass is None:
            klass, channels = "none", channels or []
        result.append(
            {
                "address": f"{node['code']}#{document['no']}",
                "rule": rule,
                "role": role,
                "given": document.get("share"),
                "class": klass,
                "channels": [channel for channel in every if channel in (channels or every)] if channels != [] else [],
            }
        )
    shares = iter(equal_shares([item["given"] for item in result if item["role"] == "ratio"]))
    for item in result:
        item["share"] = next(shares) if item["role"] == "ratio" else Fraction(0)
    return result


def yielded(criterion: dict[str, Any], text: str, weight: Fraction | None, all_shares: Fraction) -> Value:
    """§3: what one raw value yields; ``weight`` is the leaf's in the entity's column."""
    rule = criterion["rule"]
    if text == NA:
        return NA
    if rule["type"] == "items":
        return sum((min(number(x), number(rule["item_max"])) for x in text.split(";") if x), Fraction(0))
    if text == "":
        return None
    if rule["type"] in ("rating", "check", "count"):
        return number(text)
    if rule["type"] == "levels":
        return next(number(level["ratio"]) for level in rule["levels"] if level["key"] == text)
    if rule["type"] == "proportion":
        n, d = text.split("/")
        return Fraction(int(n), int(d))
    if rule["type"] == "tiers":
        return next(
            number(tier["ratio"])
            for tier in rule["tiers"]
            if "upto" not in tier or number(tier["upto"]) >= number(text)
        )
    amount = Fraction(0)
    for category, count in parse_pairs(text, "=").items():
        priced = rule["categories"][category]
        points = number(priced.get("points", 0)) + number(priced.get("percent", 0)) / 100 * (weight or 0)
        amount += int(count) * points
    if criterion["role"] == "ratio" and amount:
        capacity = (weight or 0) * criterion["share"] / all_shares
        return max(Fraction(0), 1 - amount / capacity) if capacity else Fraction(0)
    return Fraction(1) if criterion["role"] == "ratio" else amount


def reviewers(values: Iterable[Value], method: str) -> Value:
    """§5.1"""
    given = [value for value in values if value is not None]
    numbers = sorted(value for value in given if value != NA)
    if not numbers:
        return NA if given else None
    if method == "median":
        middle = len(numbers) // 2
        return numbers[middle] if len(numbers) % 2 else (numbers[middle - 1] + numbers[middle]) / 2
    if method == "trimmed_mean" and len(numbers) >= 3:
        numbers = numbers[1:-1]
    return sum(numbers, Fraction(0)) / len(numbers)


def rounds(values: Sequence[Value], year_end: bool) -> Value:
    """§5.2"""
    numbers = [value for value in values if value is not None and value != NA]
    if not numbers:
        return NA if NA in values else None
    return numbers[-1] if year_end else sum(numbers, Fraction(0)) / len(numbers)


def channel_weights(system: dict[str, Any], chosen: Sequence[str]) -> dict[str, Fraction]:
    """§4: the weights of a set of channels."""
    if not chosen:
        return {}
    rows = system.get("channel_weights") or []
    row = next((row for row in rows if set(row) == set(chosen)), None)
    if row is None:
        supersets = [row for row in rows if set(row) >= set(chosen)]
        largest = max((len(row) for row in supersets), default=0)
        row = next((row for row in supersets if len(row) == largest), None)
    if row is None:
        row = dict.fromkeys(chosen, 1)
    total = sum(number(row[channel]) for channel in chosen)
    return {channel: number(row[channel]) / total for channel in chosen}


def above(value: Fraction, when: dict[str, Any]) -> bool:
    """§7: whether all the bounds of a trigger hold."""
    return (
        ("below" not in when or value < number(when["below"]))
        and ("above" not in when or value > number(when["above"]))
        and ("at_least" not in when or value >= number(when["at_least"]))
        and ("at_most" not in when or value <= number(when["at_most"]))
    )


def class_of(row: dict[str, str], system: str) -> str:
    """The entity's class in the system."""
    return class_for(row["class"], system)


__all__ = ["Bundle", "Tree", "channel_weights", "criteria_of", "half_up", "number", "reviewers", "rounds", "yielded"]
