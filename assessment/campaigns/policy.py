"""The policy of a campaign: its keys, their defaults and what each may be (formats.md §3, scoring.md §5, §9, §11)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessment.core.faults import Fault, FaultsError
from indicators.documents.checks import Path
from indicators.documents.schema import place

DEFAULTS: dict[str, Any] = {
    "reviewers": "mean",
    "decimals": 2,
    "ranks": "dense",
    "rank_on": "reported",
    "normalise_to": None,
    "absent_component": "reweight",
    "disagreement": 0.3,
    "grades": [],
}

#: How sheets are filled in; no figure depends on it, so it is no input of a run. Kept only where it is stated.
#: ``gaps``: may a sheet be submitted with empty cells; ``reasons``: must a comment stand below full marks;
#: ``earlier_values``: does the evaluator see last campaign's value and measured facts before scoring.
WORK_DEFAULTS: dict[str, str] = {"gaps": "refuse", "reasons": "optional", "earlier_values": "after_scoring"}

#: What agencies and the public are told; no input of a run either. ``own_rank``: from which phase an agency sees its
#: rank, or never. ``own_reasons``: the reasons it reads, those of settlements alone, or the evaluators' comments too,
#: without names (docs/adr/0016). ``published_details``: the ranking alone, or each entity's scores with the values
#: behind them, those of all reviewers made one, or each reviewer's under a letter (docs/adr/0012).
RELEASE_DEFAULTS: dict[str, str] = {
    "own_rank": "published",
    "own_reasons": "comments",
    "published_details": "consolidated",
}

#: For how many days an agency may answer a proposed veto before a lead may confirm it all the same; 0: it is not asked.
HEARING_DEFAULTS: dict[str, int] = {"hearing_days": 5}
MOST_HEARING_DAYS = 90

KEYS = (*DEFAULTS, *WORK_DEFAULTS, *RELEASE_DEFAULTS, *HEARING_DEFAULTS)

CHOICES = {
    "own_rank": ("published", "preliminary", "never"),
    "own_reasons": ("settled", "comments"),
    "published_details": ("ranking", "consolidated", "reviewers"),
    "gaps": ("refuse", "allow"),
    "reasons": ("optional", "below_full"),
    "earlier_values": ("after_scoring", "shown"),
    "reviewers": ("mean", "median", "trimmed_mean"),
    "ranks": ("dense", "competition"),
    "rank_on": ("reported", "exact"),
    "absent_component": ("reweight", "zero"),
}
MOST_DECIMALS = 6  # node scores are reported with six; a total is never finer (scoring.md §11)
LONGEST_GRADE = 60
NORMALISED = 100

#: A key path below the policy and a sentence in the reader's language.
Finding = tuple[Path, str]


def read_policy(stated: Mapping[str, Any] | None, *, file: str = "policy") -> dict[str, Any]:
    """A full policy: defaults filled in, grades from the highest threshold down.

    A key that is ``None`` stands for its default. Raises FaultsError (line 0, place ``policy.…``) when something does
    not fit.
    """
    findings = list(find_policy_faults(stated))
    if findings:
        raise FaultsError(Fault(file, 0, place(("policy", *path)), message) for path, message in findings)
    policy = DEFAULTS | {key: value for key, value in (stated or {}).items() if value is not None}
    grades = [{"name": str(grade["name"]), "at_least": plain(grade["at_least"])} for grade in policy["grades"]]
    return policy | {
        "grades": sorted(grades, key=lambda grade: float(grade["at_least"]), reverse=True),
        "normalise_to": None if policy["normalise_to"] is None else plain(policy["normalise_to"]),
        "disagreement": plain(policy["disagreement"]),
    }


def work_policy(policy: Mapping[str, Any]) -> dict[str, str]:
    """How sheets are filled in, by a stored policy: its choices, else WORK_DEFAULTS."""
    return {key: str(policy.get(key, default)) for key, default in WORK_DEFAULTS.items()}


def hearing_days(policy: Mapping[str, Any]) -> int:
    return int(policy.get("hearing_days", HEARING_DEFAULTS["hearing_days"]))


def find_policy_faults(stated: Any) -> Iterator[Finding]:
    """Everything that is wrong with a stated policy, each with its key path."""
    if stated is None:
        return
    if not isinstance(stated, Mapping):
        yield (), _("The policy is a list of keys with their values.")
        return
    for key, value in stated.items():
        if key not in KEYS:
            known = {"keys": ", ".join(KEYS)}
            yield (str(key),), _("There is no such key; allowed are: %(keys)s.") % known
        elif value is not None:
            yield from (((key, *path), message) for path, message in _CHECKS[key](key, value))


def plain(number: float) -> float | int:
    """90.0 → 90: the same number always has the same text."""
    return int(number) if float(number).is_integer() else float(number)


def is_number(value: object) -> bool:
    """A finite number, and no truth value."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _choice(key: str, value: Any) -> Iterator[Finding]:
    if value not in CHOICES[key]:
        yield (), _("One of %(choices)s is expected.") % {"choices": ", ".join(CHOICES[key])}


def _decimals(key: str, value: Any) -> Iterator[Finding]:
    if type(value) is not int or not 0 <= value <= MOST_DECIMALS:
        yield (), _("A whole number from 0 to %(most)s is expected.") % {"most": MOST_DECIMALS}


def _hearing_days(key: str, value: Any) -> Iterator[Finding]:
    if type(value) is not int or not 0 <= value <= MOST_HEARING_DAYS:
        yield (), _("A whole number from 0 to %(most)s is expected.") % {"most": MOST_HEARING_DAYS}


def _normalise_to(key: str, value: Any) -> Iterator[Finding]:
    if not is_number(value) or value != NORMALISED:
        yield (), _("100 or null is expected.")


def _disagreement(key: str, value: Any) -> Iterator[Finding]:
    if not is_number(value) or not 0 <= value <= 1:
        yield (), _("A number from 0 to 1 is expected.")


def _grades(key: str, value: Any) -> Iterator[Finding]:
    if not isinstance(value, list):
        yield (), _("A list of {name, at_least} is expected.")
        return
    names: set[str] = set()
    thresholds: set[float] = set()
    for position, grade in enumerate(value):
        if not isinstance(grade, Mapping) or set(grade) != {"name", "at_least"}:
            yield (position,), _("A grade has a name and at_least, nothing else.")
            continue
        name, threshold = grade["name"], grade["at_least"]
        if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_GRADE:
            yield (position, "name"), _("A text of 1 to %(most)s characters is expected.") % {"most": LONGEST_GRADE}
        elif name in names:
            yield (position, "name"), _("A grade of this name stands above already.")
        else:
            names.add(name)
        if not is_number(threshold) or threshold < 0:
            yield (position, "at_least"), _("A percentage from 0 up is expected.")
        elif float(threshold) in thresholds:
            yield (position, "at_least"), _("Another grade has the same threshold.")
        else:
            thresholds.add(float(threshold))


_CHECKS: dict[str, Callable[[str, Any], Iterator[Finding]]] = {
    **dict.fromkeys(CHOICES, _choice),
    "decimals": _decimals,
    "hearing_days": _hearing_days,
    "normalise_to": _normalise_to,
    "disagreement": _disagreement,
    "grades": _grades,
}
