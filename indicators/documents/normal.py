"""One form for all spellings of the same version: defaults filled in, order of keys fixed, numbers plain.

``normalise`` takes a document that fits the schema (formats.md §1) and gives one that fits it too and means the same;
the engine plans both alike. Versions are stored, compared and hashed in this form.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]
DEFAULTS: Document = {"mode": "entity", "columns": "class", "missing_channel": "na", "shares": "normalise"}


def columns_of(document: Document) -> list[str]:
    """The weight columns: the classes, or the channels where those are the columns and no classes are given."""
    by_channel = document.get("columns") == "channel"
    return list(document.get("classes") or (document.get("channels") if by_channel else None) or ())


def normalise(document: Document) -> dict[str, Any]:
    """The normal form; normalising it again changes nothing.

    Filled in: mode, columns, missing_channel, shares; kind and method as inherited; the N/A policy; one criterion for
    a leaf without any; the share 0 of counts and penalties; class C and the channel where a version has just one; all
    channels where none is listed and the class or mode says that they count; gate factor 0; veto scope entity.
    What is not given is absent, never null; only in a weight per column does null say "not assessed". One number as a
    weight stays one number: it holds for every class, also for one that the version does not list (scoring.md §2.1).
    """
    channels = list(document.get("channels") or ())
    columns = columns_of(document)
    normal: dict[str, Any] = {
        "key": document["key"],
        "version": document["version"],
        "name": _texts(document["name"]),
        **_given(document, "source"),
        **{name: document.get(name) or default for name, default in DEFAULTS.items()},
    }
    if document.get("classes") and not (normal["columns"] == "channel" and document["classes"] == channels):
        normal["classes"] = list(document["classes"])
    normal["channels"] = channels
    normal["channel_weights"] = [_plain(_by_order(row, channels)) for row in document.get("channel_weights") or ()]
    if document.get("totals"):
        normal["totals"] = _plain(_by_order(document["totals"], columns))
    normal["notes"] = list(document.get("notes") or ())
    normal["vetoes"] = [_veto(veto) for veto in document.get("vetoes") or ()]
    normal["gates"] = [_gate(gate) for gate in document.get("gates") or ()]
    tree = _Tree(columns=columns, channels=channels, per_channel=normal["mode"] == "per_channel")
    normal["tree"] = [tree.node(node, kind="score", method=None) for node in document["tree"]]
    return normal


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values, equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def content_hash(document: Document) -> str:
    """SHA-256 (hex) of the normal form. Independent of key order and of defaults being written out."""
    return hashlib.sha256(canonical_json(normalise(document)).encode()).hexdigest()


class _Tree:
    """Normalises nodes with what they inherit and what the version says about channels."""

    def __init__(self, *, columns: Sequence[str], channels: Sequence[str], per_channel: bool) -> None:
        self.columns, self.channels, self.per_channel = columns, channels, per_channel

    def node(self, node: Document, *, kind: str, method: str | None) -> dict[str, Any]:
        kind, method = node.get("kind") or kind, node.get("method") or method
        normal: dict[str, Any] = {"code": node["code"], "name": _texts(node["name"])}
        if node.get("weight") is not None:
            normal["weight"] = self.weight(node["weight"])
        normal |= _given(node, "share", _number)
        normal["kind"] = kind
        if method:
            normal["method"] = method
        normal |= _given(node, "applies_when", _condition)
        normal["na"] = _na(node.get("na") or {"policy": "siblings"})
        if node.get("crossref"):
            normal["crossref"] = list(node["crossref"])
        if node.get("children"):
            normal["children"] = [self.node(child, kind=kind, method=method) for child in node["children"]]
        else:
            own = {"no": 1, "text": node["name"], "rule": {"type": "rating"}}
            normal["criteria"] = [self.criterion(item, kind) for item in node.get("criteria") or (own,)]
        return normal

    def weight(self, stated: Any) -> Any:
        """One number, or column → number or null in the order of the columns; unknown ones stay for the lint."""
        if not isinstance(stated, Mapping):
            return _number(stated)
        return _plain(_by_order({**dict.fromkeys(self.columns), **stated}, self.columns))

    def criterion(self, criterion: Document, kind: str) -> dict[str, Any]:
        rule = _rule(criterion["rule"])
        normal: dict[str, Any] = {"no": criterion["no"], "text": _texts(criterion["text"])}
        if kind == "score" and (rule["type"] == "count" or rule.get("mode") == "penalty"):
            normal["share"] = 0
        else:
            normal |= _given(criterion, "share", _number)
        klass, channels = self.judged_on(criterion)
        if klass:
            normal["class"] = klass
        if channels:
            normal["channels"] = channels
        if criterion.get("crossref"):
            normal["crossref"] = list(criterion["crossref"])
        normal["rule"] = rule
        return normal

    def judged_on(self, criterion: Document) -> tuple[str | None, list[str]]:
        """Class and channels, the channels in the version's order (scoring.md §4)."""
        klass = criterion.get("class")
        order = {name: position for position, name in enumerate(self.channels)}
        listed = sorted(set(criterion.get("channels") or ()), key=lambda name: (order.get(name, len(order)), name))
        if not self.per_channel and klass is None and len(self.channels) == 1:
            klass = "C"
        if self.per_channel or klass:
            listed = listed or list(self.channels)
        return klass, listed


def _texts(texts: Document) -> dict[str, str]:
    return {language: texts[language] for language in ("zh", "en") if texts.get(language) is not None}


def _given(document: Document, name: str, form: Callable[[Any], Any] = lambda value: value) -> dict[str, Any]:
    """``{name: value}`` where the value is given, else nothing."""
    return {} if document.get(name) is None else {name: form(document[name])}


def _number(value: Any) -> Any:
    """2.0 and 2 are one number; other floats stay as they are."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _plain(mapping: Document) -> dict[str, Any]:
    return {name: _number(value) for name, value in mapping.items()}


def _by_order(mapping: Document, names: Sequence[str]) -> dict[str, Any]:
    """The mapping in the order of ``names``, the rest after them sorted."""
    order = {name: position for position, name in enumerate(names)}
    return {name: mapping[name] for name in sorted(mapping, key=lambda name: (order.get(name, len(order)), name))}


def _condition(stated: Document) -> dict[str, Any]:
    return {name: stated[name] for name in ("attribute", "equals", "in", "not") if stated.get(name) is not None}


def _na(stated: Document) -> dict[str, Any]:
    return {name: stated[name] for name in ("policy", "code", "targets") if stated.get(name) is not None}


def _rule(rule: Document) -> dict[str, Any]:
    """The rule's own keys; the categories of a tally sorted, because a database need not keep their order."""
    normal: dict[str, Any] = {"type": rule["type"]}
    for name in ("mode", "step", "item_max"):
        normal |= _given(rule, name, _number)
    if rule["type"] == "levels":
        normal["levels"] = [{"key": level["key"], "ratio": _number(level["ratio"])} for level in rule["levels"]]
    if rule["type"] == "tiers":
        normal["tiers"] = [{**_given(tier, "upto", _number), "ratio": _number(tier["ratio"])} for tier in rule["tiers"]]
    if rule["type"] == "tally":
        amounts = rule["categories"]
        normal["categories"] = {
            key: {**_given(amounts[key], "points", _number), **_given(amounts[key], "percent", _number)}
            for key in sorted(amounts)
        }
    return normal


def _gate(gate: Document) -> dict[str, Any]:
    normal = {"code": gate["code"], "name": _texts(gate["name"]), "targets": list(gate["targets"])}
    normal["factor"] = _number(gate.get("factor") or 0)
    if gate.get("when"):
        bounds = ("below", "above", "at_least", "at_most")
        normal["when"] = {"criterion": gate["when"]["criterion"]}
        for name in bounds:
            normal["when"] |= _given(gate["when"], name, _number)
    return normal


def _veto(veto: Document) -> dict[str, Any]:
    return {
        "code": veto["code"],
        "name": _texts(veto["name"]),
        "scope": veto.get("scope") or "entity",
        "conditions": [
            {"no": item["no"], "text": _texts(item["text"]), **_given(item, "probe", _probe)}
            for item in veto.get("conditions") or ()
        ],
    }


def _probe(probe: Document) -> dict[str, Any]:
    return _plain(_by_order(probe, ["kind"]))
