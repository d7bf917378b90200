"""The structure of an indicator version (formats.md §1) and what its rules need (scoring.md §3).

This is about form: types, keys, words, bounds. Whether codes exist and sums agree is the lint's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.documents.checks import (
    Check,
    Path,
    Report,
    either,
    expected,
    is_number,
    listed,
    number,
    one_of,
    optional,
    record,
    scalar,
    table,
    text,
    whole,
)

KINDS = ("score", "bonus", "deduction")
RULES = ("rating", "check", "levels", "proportion", "tiers", "count", "tally", "items")
ON_BONUS_AND_DEDUCTION = ("tally", "items", "rating")
BOUNDS = ("below", "above", "at_least", "at_most")
NAMED_BY = {"scope": "code", "proportional": "code", "targets": "targets"}
POLICIES = ("siblings", "scope", "targets", "proportional", "full", "zero", "exclude")
DEEPEST = 12  # levels of the tree

quoted_code = gettext_lazy("a code without spaces and without # : ; ,")
CODE = text(longest=60, pattern=r"[^\s#:;,]+", hint=quoted_code)
WORD = text(longest=40, pattern=r"[^\s#:;,]+", hint=quoted_code)
ADDRESS = text(longest=80, pattern=r"[^\s#:;,]+(#[0-9]+)?", hint=gettext_lazy("a code or CODE#NO"))
VALUE_KEY = text(
    longest=60,
    pattern=r"(?!(?i:NA)$)[^\s=;]+",
    hint=gettext_lazy("a key without spaces and without = ; (and not NA)"),
)
SHARE = number(least=0)
WEIGHT = number(least=0)


def named(longest: int | None) -> Check:
    """``{zh: …, en: …}``, at least one of the two; a missing language is a warning of the lint."""

    def some(value: Any, path: Path, report: Report) -> None:
        if value.get("zh") is None and value.get("en") is None:
            report.add(path, _("a text in one language at least (zh, en) is expected."))

    return record({}, {"zh": text(longest=longest), "en": text(longest=longest)}, some)


def weights(value: Any, path: Path, report: Report) -> None:
    """One number for all columns, or column → number (null: not assessed)."""
    if isinstance(value, Mapping):
        table(WORD, optional(WEIGHT))(value, path, report)
    else:
        WEIGHT(value, path, report)


# --- rules ----------------------------------------------------------------------------------------------------------


def tiers_rise(value: Any, path: Path, report: Report) -> None:
    """``upto`` on every tier but the last, strictly increasing."""
    tiers = value.get("tiers")
    if not isinstance(tiers, list) or not all(isinstance(tier, Mapping) for tier in tiers):
        return
    bounds = [tier.get("upto") for tier in tiers]
    for position, bound in enumerate(bounds[:-1]):
        if bound is None:
            report.add((*path, "tiers", position, "upto"), _("every tier but the last needs its bound."))
    if bounds and bounds[-1] is not None:
        report.add((*path, "tiers", len(bounds) - 1, "upto"), _("the last tier has no bound: it takes all the rest."))
    for position, (low, high) in enumerate(pairwise(bounds), start=1):
        if is_number(low) and is_number(high) and high <= low:
            report.add((*path, "tiers", position, "upto"), _("the bounds of tiers must increase."))


def keys_differ(value: Any, path: Path, report: Report) -> None:
    """No level key twice."""
    seen: set[str] = set()
    levels = value.get("levels")
    for position, level in enumerate(levels if isinstance(levels, list) else []):
        key = level.get("key") if isinstance(level, Mapping) else None
        if isinstance(key, str) and key in seen:
            report.add((*path, "levels", position, "key"), _("the level “%(key)s” is given twice.") % {"key": key})
        elif isinstance(key, str):
            seen.add(key)


def points_or_percent(value: Any, path: Path, report: Report) -> None:
    either(value, path, report, ("points", "percent"))


TYPE = {"type": one_of(*RULES)}
RATIO = number(least=0, most=1)
CATEGORY = record({}, {"points": number(least=0), "percent": number(least=0)}, points_or_percent)
RULE_SHAPES: dict[str, Check] = {
    "rating": record(TYPE, {"step": number(above=0, most=1)}),
    "check": record(TYPE, {}),
    "proportion": record(TYPE, {}),
    "count": record(TYPE, {}),
    "levels": record(
        {**TYPE, "levels": listed(record({"key": VALUE_KEY, "ratio": RATIO}, {}), least=1)}, {}, keys_differ
    ),
    "tiers": record({**TYPE, "tiers": listed(record({"ratio": RATIO}, {"upto": number()}), least=1)}, {}, tiers_rise),
    "tally": record({**TYPE, "categories": table(VALUE_KEY, CATEGORY, least=1)}, {"mode": one_of("deduct", "penalty")}),
    "items": record(TYPE, {"item_max": number(least=0)}),
}


def rule(value: Any, path: Path, report: Report) -> None:
    """The parameters of the rule's own type."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    shape = RULE_SHAPES.get(kind) if isinstance(kind, str) else None
    if not isinstance(value, Mapping):
        report.add(path, expected(_("a mapping with the key type"), value))
    elif shape:
        shape(value, path, report)
    elif kind is None:
        report.add((*path, "type"), _("this is missing."))
    else:
        TYPE["type"](kind, (*path, "type"), report)


# --- criteria -------------------------------------------------------------------------------------------------------

CRITERION = record(
    {"no": whole(least=1, most=9999), "text": named(None), "rule": rule},
    {
        "share": SHARE,
        "class": one_of("A", "B", "C"),
        "channels": listed(WORD, least=1, unique=True),
        "crossref": listed(CODE),
    },
)


def criterion_fits(kind: str, criterion: Mapping[str, Any], path: Path, report: Report) -> None:
    """What a criterion may be on a leaf of this kind, and the share that its rule takes (scoring.md §3)."""
    stated, share = criterion.get("rule"), criterion.get("share")
    if not isinstance(stated, Mapping) or stated.get("type") not in RULES:
        return
    name, mode = stated["type"], stated.get("mode")
    if kind != "score":
        if name not in ON_BONUS_AND_DEDUCTION:
            words = {"rules": ", ".join(ON_BONUS_AND_DEDUCTION)}
            report.add((*path, "rule", "type"), _("a bonus or deduction leaf takes only %(rules)s.") % words)
        elif mode is not None:
            report.add((*path, "rule", "mode"), _("only a tally on a score leaf has a mode."))
        return
    if name == "items":
        report.add((*path, "rule", "type"), _("items is not possible on a score leaf."))
    if name == "tally" and mode is None:
        report.add((*path, "rule", "mode"), _("a tally on a score leaf needs a mode: deduct or penalty."))
    if (name == "count" or mode == "penalty") and share is not None and share != 0:
        report.add((*path, "share"), _("a count or penalty carries no share: 0 is expected."))
    if mode == "deduct" and is_number(share) and share == 0:
        report.add((*path, "share"), _("a deduction inside a share needs a share above 0."))


# --- the tree -------------------------------------------------------------------------------------------------------


def one_condition(value: Any, path: Path, report: Report) -> None:
    either(value, path, report, ("equals", "in", "not"))


def policy_fits(value: Any, path: Path, report: Report) -> None:
    """``scope`` and ``proportional`` name one indicator, ``targets`` several, the others none (scoring.md §8)."""
    policy = value.get("policy")
    wanted = NAMED_BY.get(policy) if isinstance(policy, str) else None
    for name in ("code", "targets"):
        if name == wanted and value.get(name) is None:
            report.add((*path, name), _("this is missing."))
        elif name != wanted and value.get(name) is not None and policy in POLICIES:
            report.add((*path, name), _("the policy %(policy)s does not use this.") % {"policy": policy})


def scalar_or_list(value: Any, path: Path, report: Report) -> None:
    (listed(scalar, least=1) if isinstance(value, list) else scalar)(value, path, report)


APPLIES_WHEN = record(
    {"attribute": text(longest=60)},
    {"equals": scalar, "in": listed(scalar, least=1), "not": scalar_or_list},
    one_condition,
)
NA = record({"policy": one_of(*POLICIES)}, {"code": CODE, "targets": listed(CODE, least=1)}, policy_fits)


def node(kind: str, depth: int) -> Check:
    """A node and everything below it; ``kind`` is the one it inherits."""

    def below(value: Any, path: Path, report: Report) -> None:
        own = value.get("kind") if value.get("kind") in KINDS else kind
        children, criteria = value.get("children"), value.get("criteria")
        if children is not None and criteria is not None:
            report.add((*path, "criteria"), _("an indicator has either children or criteria."))
        for position, criterion in enumerate(criteria if isinstance(criteria, list) else []):
            if isinstance(criterion, Mapping):
                criterion_fits(own, criterion, (*path, "criteria", position), report)
        if children is None:
            return
        if depth == DEEPEST:
            report.add((*path, "children"), _("the tree has more than %(count)s levels.") % {"count": DEEPEST})
        else:
            listed(node(own, depth + 1), least=1)(children, (*path, "children"), report)

    return record(
        {"code": CODE, "name": named(300)},
        {
            "weight": weights,
            "share": SHARE,
            "kind": one_of(*KINDS),
            "method": one_of("monitoring", "year_end"),
            "applies_when": APPLIES_WHEN,
            "na": NA,
            "crossref": listed(CODE),
            "criteria": listed(CRITERION, least=1),
            "children": _anything,
        },
        below,
    )


def _anything(value: Any, path: Path, report: Report) -> None:
    """Checked by another check."""


# --- gates, vetoes, the version -------------------------------------------------------------------------------------


def some_bound(value: Any, path: Path, report: Report) -> None:
    if not any(value.get(name) is not None for name in BOUNDS):
        report.add(path, _("one of %(keys)s is expected.") % {"keys": ", ".join(BOUNDS)})


WHEN = record({"criterion": ADDRESS}, {name: number() for name in BOUNDS}, some_bound)
GATE = record(
    {"code": CODE, "name": named(300), "targets": listed(ADDRESS, least=1, unique=True)},
    {"factor": RATIO, "when": WHEN},
)


def probe(value: Any, path: Path, report: Report) -> None:
    """``kind`` and that probe's own parameters; which ones is the business of monitoring."""
    table(text(longest=60), scalar_or_list)(value, path, report)
    if isinstance(value, Mapping) and not isinstance(value.get("kind"), str):
        report.add((*path, "kind"), _("the kind of the probe is expected."))


CONDITION = record({"no": whole(least=1, most=9999), "text": named(None)}, {"probe": probe})
VETO = record(
    {"code": CODE, "name": named(300)},
    {"scope": one_of("entity", "component", "channel"), "conditions": listed(CONDITION)},
)


def some_weight(value: Any, path: Path, report: Report) -> None:
    if isinstance(value, Mapping) and value and not any(is_number(weight) and weight > 0 for weight in value.values()):
        report.add(path, _("at least one channel needs a weight above 0."))


def channel_row(value: Any, path: Path, report: Report) -> None:
    table(WORD, number(least=0), least=1)(value, path, report)
    some_weight(value, path, report)


def columns_fit(value: Any, path: Path, report: Report) -> None:
    """Where the weight columns come from: classes, or the channels of a per-channel version."""
    by_channel = value.get("columns") == "channel"
    if by_channel and value.get("mode") != "per_channel":
        report.add((*path, "columns"), _("channels as weight columns need mode: per_channel."))
    if not by_channel and value.get("classes") is None:
        report.add((*path, "classes"), _("the classes (weight columns) are missing."))
    if value.get("mode") == "per_channel" and value.get("channels") is None:
        report.add((*path, "channels"), _("a per_channel version needs its channels."))


VERSION = record(
    {
        "key": text(longest=80, pattern=r"[a-z0-9-]+", hint=gettext_lazy("a key of a–z, 0–9 and -")),
        "version": text(longest=40, pattern=r"[^\s:;,]+", hint=quoted_code),
        "name": named(200),
        "tree": listed(node("score", 1), least=1),
    },
    {
        "source": text(longest=300),
        "mode": one_of("entity", "per_channel"),
        "columns": one_of("class", "channel"),
        "classes": listed(WORD, least=1, unique=True),
        "channels": listed(WORD, least=1, unique=True),
        "channel_weights": listed(channel_row),
        "missing_channel": one_of("na", "zero"),
        "shares": one_of("normalise", "strict"),
        "totals": table(WORD, WEIGHT),
        "notes": listed(text()),
        "vetoes": listed(VETO),
        "gates": listed(GATE),
    },
    columns_fit,
)


def check_document(document: Any) -> list[tuple[Path, str]]:
    """Every fault of form as (path, sentence in the reader's language), in no particular order. Empty: it fits."""
    report = Report()
    VERSION(document, (), report)
    return report.faults


def place(path: Path) -> str:
    """A path as people and editors write it: ``tree[0].children[2].weight.city``; lists count from 0."""
    written = ""
    for part in path:
        written += f"[{part}]" if isinstance(part, int) else f".{part}" if written else str(part)
    return written
