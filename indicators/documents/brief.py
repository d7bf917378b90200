"""A normal document without what goes without saying: how people write and read it. Normalising gives it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indicators.documents.normal import DEFAULTS

Document = Mapping[str, Any]
SIBLINGS = {"policy": "siblings"}


def brief(normal: Document) -> dict[str, Any]:
    """The normal document with defaults and inherited words left out; ``normalise(brief(n)) == n``."""
    left_out = {name for name, default in DEFAULTS.items() if normal[name] == default}
    left_out |= {name for name in ("channels", "channel_weights", "notes", "vetoes", "gates") if not normal[name]}
    short = {name: value for name, value in normal.items() if name not in left_out}
    if "gates" in short:
        short["gates"] = [_without(gate, factor=0) for gate in normal["gates"]]
    if "vetoes" in short:
        short["vetoes"] = [_without(veto, scope="entity") for veto in normal["vetoes"]]
    implied = _implied(normal)
    short["tree"] = [_node(node, kind="score", method=None, implied=implied) for node in normal["tree"]]
    return short


def _implied(normal: Document) -> Document:
    """What a criterion need not say: all channels of a per-channel version; a single channel, and class C on it."""
    if normal["mode"] == "per_channel":
        return {"channels": normal["channels"]}
    return {"channels": normal["channels"], "class": "C"} if len(normal["channels"]) == 1 else {}


def _node(node: Document, *, kind: str, method: str | None, implied: Document) -> dict[str, Any]:
    short = _without(node, kind=kind, method=method, na=SIBLINGS)
    if "children" in node:
        below = {"kind": node["kind"], "method": node.get("method"), "implied": implied}
        short["children"] = [_node(child, **below) for child in node["children"]]
    if "criteria" in node:
        short["criteria"] = [_criterion(criterion, node["kind"], implied) for criterion in node["criteria"]]
    return short


def _criterion(criterion: Document, kind: str, implied: Document) -> dict[str, Any]:
    short, rule = _without(criterion, **implied), criterion["rule"]
    if kind == "score" and (rule["type"] == "count" or rule.get("mode") == "penalty"):
        short = _without(short, share=0)
    return short


def _without(mapping: Document, **known: Any) -> dict[str, Any]:
    """The mapping without the pairs that are as ``known`` says."""
    return {name: value for name, value in mapping.items() if name not in known or value != known[name]}
