"""What a version's parameters mean, in the reader's language: rules, policies, conditions, gates, probes.

Everything takes a part of the normal document (documents/normal.py) and gives a short phrase. Keys that documents
invent (levels, tally categories, attributes) are translated where they are known below and else shown as printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.core.figures import share as as_percent
from assessment.core.figures import weight as plain

Part = Mapping[str, Any]

WORDS: dict[str, str | Promise] = {
    # channels
    "website": gettext_lazy("website"),
    "weixin": gettext_lazy("WeChat"),
    "weibo": gettext_lazy("Weibo"),
    "app": gettext_lazy("app"),
    "miniprogram": gettext_lazy("mini-program"),
    "toutiao": gettext_lazy("Toutiao"),
    "douyin": gettext_lazy("Douyin"),
    # weight columns
    "ministry": gettext_lazy("ministry"),
    "province": gettext_lazy("province"),
    "city": gettext_lazy("city"),
    "county": gettext_lazy("county"),
    "department": gettext_lazy("department"),
    "unit": gettext_lazy("unit"),
    # levels of the shipped library
    "none": gettext_lazy("none of these"),
    "later": gettext_lazy("later"),
    "within_1_day": gettext_lazy("within 1 day"),
    "within_5_days": gettext_lazy("within 5 days"),
    "upper_list": gettext_lazy("the higher level's list"),
    "upper_system": gettext_lazy("the higher level's system"),
    "own_list": gettext_lazy("a list of its own"),
    "own_system": gettext_lazy("a system of its own"),
    "local_search": gettext_lazy("search on the site"),
    # tally categories of the shipped library
    "found": gettext_lazy("case found"),
    "central_media": gettext_lazy("central media"),
    "provincial_media": gettext_lazy("provincial media"),
    "commendation": gettext_lazy("commendation"),
    "department_site": gettext_lazy("department site"),
    "organised_site": gettext_lazy("site it organised"),
    "report": gettext_lazy("media report"),
    "service": gettext_lazy("redesigned service"),
    "state_council": gettext_lazy("State Council"),
    "provincial_office": gettext_lazy("provincial office"),
    # attributes of the shipped library
    "has_services": gettext_lazy("provides administrative services"),
}


def word(key: str) -> str:
    """A key of a document in the reader's language, or as it is printed."""
    return str(WORDS.get(key, key))


def words(keys: Any) -> str:
    return _(", ").join(word(key) for key in keys)


# --- weights (scoring.md §2) ------------------------------------------------------------------------------------------
def weight_in_words(weight: float | None, kind: str, *, leaf: bool) -> str:
    """A figure of the weight column: bonus and deduction with their sign, a leaf without a cap says so."""
    if kind == "score":
        return plain(weight)
    if weight is None:
        return _("no cap") if leaf else plain(None)
    return f"+{plain(weight)}" if kind == "bonus" else plain(-weight)


def difference_in_words(column: str, stated: float, sums: Sequence[float]) -> str:
    found = _(" or ").join(plain(value) for value in sorted(set(sums)))
    return _("%(column)s: source prints %(stated)s, the parts add up to %(sum)s") % {
        "column": word(column),
        "stated": plain(stated),
        "sum": found,
    }


# --- rules (scoring.md §3) --------------------------------------------------------------------------------------------
def rating(rule: Part, kind: str) -> str:
    if rule.get("step"):
        return _("rated 0–1, step %(step)s") % {"step": plain(rule["step"])}
    return _("rated 0–1")


def check(rule: Part, kind: str) -> str:
    return _("met 1, not met 0")


def proportion(rule: Part, kind: str) -> str:
    return _("proportion n ÷ d")


def count(rule: Part, kind: str) -> str:
    return _("counted only, no score")


def levels(rule: Part, kind: str) -> str:
    return _("; ").join(f"{word(level['key'])} → {as_percent(level['ratio'])}" for level in rule["levels"])


def tiers(rule: Part, kind: str) -> str:
    """≤0 → 0%；≤4 → 50%；以上 → 100%"""
    parts = []
    for tier in rule["tiers"]:
        bound = f"≤{plain(tier['upto'])}" if "upto" in tier else _("more")
        parts.append(f"{bound} → {as_percent(tier['ratio'])}")
    return _("; ").join(parts)


def amount(category: Part) -> str:
    """What one of a category is worth: points, or a percentage of the leaf's weight."""
    if "percent" in category:
        return _("%(percent)s%% of the leaf") % {"percent": plain(category["percent"])}
    return _("%(points)s points") % {"points": plain(category["points"])}


def tally(rule: Part, kind: str) -> str:
    sentence = _("each %(name)s adds %(amount)s") if kind == "bonus" else _("each %(name)s takes off %(amount)s")
    parts = [sentence % {"name": word(key), "amount": amount(category)} for key, category in rule["categories"].items()]
    if rule.get("mode") == "deduct":
        parts.append(_("down to 0 of this criterion"))
    if rule.get("mode") == "penalty":
        parts.append(_("down to 0 of the leaf"))
    return _("; ").join(parts)


def items(rule: Part, kind: str) -> str:
    if rule.get("item_max") is None:
        return _("points per case, added up")
    return _("at most %(points)s points per case, added up") % {"points": plain(rule["item_max"])}


RULES: dict[str, Callable[[Part, str], str]] = {
    "rating": rating,
    "check": check,
    "proportion": proportion,
    "count": count,
    "levels": levels,
    "tiers": tiers,
    "tally": tally,
    "items": items,
}


def rule_in_words(rule: Part, *, kind: str = "score") -> str:
    """``rule`` of a criterion on a leaf of ``kind`` (score, bonus, deduction)."""
    return RULES[rule["type"]](rule, kind)


# --- not applicable, alternatives (scoring.md §2.3, §8) ---------------------------------------------------------------
def na_in_words(na: Part) -> str:
    """What happens to the weight when the indicator does not apply; '' for the default."""
    policy = na["policy"]
    if policy == "siblings":
        return ""
    if policy == "scope":
        return _("not applicable: weight split equally below %(code)s") % {"code": na["code"]}
    if policy == "proportional":
        return _("not applicable: weight split in proportion below %(code)s") % {"code": na["code"]}
    if policy == "targets":
        return _("not applicable: weight split over %(codes)s") % {"codes": _(", ").join(na["targets"])}
    return {
        "full": _("not applicable: full marks"),
        "zero": _("not applicable: no marks"),
        "exclude": _("not applicable: taken out of the total"),
    }[policy]


def value_in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _(" or ").join(value_in_words(item) for item in value)
    return str(value)


def condition_in_words(condition: Part) -> str:
    """For which entities an alternative branch is there."""
    relation = next(name for name in ("equals", "in", "not") if name in condition)
    form = _("only if %(attribute)s: not %(value)s") if relation == "not" else _("only if %(attribute)s: %(value)s")
    return form % {"attribute": word(condition["attribute"]), "value": value_in_words(condition[relation])}


# --- gates, vetoes (scoring.md §7, §10) -------------------------------------------------------------------------------
BOUNDS = {"below": "<", "above": ">", "at_least": "≥", "at_most": "≤"}


def factor_in_words(factor: float) -> str:
    if factor == 0:
        return _("no score")
    if factor == 0.5:
        return _("halved")
    return f"× {plain(factor)}"


def trigger_in_words(when: Part | None) -> str:
    """When a gate is raised."""
    if when is None:
        return _("raised by hand")
    bounds = [f"{sign} {plain(when[name])}" for name, sign in BOUNDS.items() if name in when]
    return f"{when['criterion']} {_(' or ').join(bounds)}"


def scope_in_words(scope: str) -> str:
    return {
        "entity": _("the entity is unqualified"),
        "component": _("the component counts 0"),
        "channel": _("the channel counts 0"),
    }[scope]


PROBES: dict[str, str | Promise] = {
    "availability": gettext_lazy("availability"),
    "homepage_freshness": gettext_lazy("home page freshness"),
    "column_freshness": gettext_lazy("column freshness"),
    "channel_freshness": gettext_lazy("account freshness"),
    "blank_columns": gettext_lazy("blank columns"),
    "reply_delay": gettext_lazy("delay of replies"),
}
PROBE_PARAMETERS: dict[str, str | Promise] = {
    "timeout_s": gettext_lazy("timeout %(value)s s"),
    "per_day": gettext_lazy("%(value)s visits a day"),
    "days": gettext_lazy("%(value)s days"),
    "months": gettext_lazy("%(value)s months"),
    "window_months": gettext_lazy("over %(value)s months"),
    "columns": gettext_lazy("%(value)s columns"),
    "depth": gettext_lazy("depth %(value)s"),
}


def probe_in_words(probe: Part) -> str:
    """What a probe measures for a condition, with its thresholds."""
    parts = []
    for name, value in probe.items():
        if name == "share":
            parts.append(_("failed share %(value)s") % {"value": f"≥ {as_percent(value)}"})
        elif name in PROBE_PARAMETERS:
            parts.append(str(PROBE_PARAMETERS[name]) % {"value": plain(value)})
        elif name != "kind":
            parts.append(f"{name} {value_in_words(value)}")
    kind = str(PROBES.get(probe["kind"], probe["kind"]))
    return _("%(kind)s: %(parameters)s") % {"kind": kind, "parameters": _(", ").join(parts)} if parts else kind
