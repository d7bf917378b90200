"""What the engine refuses about a value or a cell, as a sentence in the reader's language.

The engine knows codes and parameters only (scoring.errors); pages, interfaces and files say the same sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessment.scoring import CellFault, ValueFault


def value_sentence(fault: ValueFault) -> str:
    """Why a text is no value of its criterion's rule, and what the rule takes (scoring.md §3)."""
    return _VALUES[fault.code](fault.params)


def cell_sentence(fault: CellFault) -> str:
    """Why a criterion address and a channel name no cell (scoring.md §4)."""
    return _CELLS[fault.code](fault.params)


def _listed(words: Any) -> str:
    return ", ".join(str(word) for word in words)


def _not_a_number(given: Mapping[str, Any]) -> str:
    if given["expected"] == "0…1":
        return _("“%(text)s” is not a number from 0 to 1.") % {"text": given["text"]}
    if given["expected"] == "x;y;…":
        return _("“%(text)s” is not one number per case, x;y;….") % {"text": given["text"]}
    return _("“%(text)s” is not a number.") % {"text": given["text"]}


def _out_of_range(given: Mapping[str, Any]) -> str:
    if "most" in given:
        return _("“%(text)s” lies outside 0 to 1.") % {"text": given["text"]}
    return _("“%(text)s”: n may not be larger than d in n/d.") % {"text": given["text"]}


def _not_an_integer(given: Mapping[str, Any]) -> str:
    return _("“%(text)s” is not a whole number from 0 up; expected is %(expected)s.") % {
        "text": given["text"],
        "expected": given["expected"],
    }


_VALUES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "not_a_number": _not_a_number,
    "out_of_range": _out_of_range,
    "not_an_integer": _not_an_integer,
    "not_a_check": lambda given: _("“%(text)s” is neither 0 nor 1.") % {"text": given["text"]},
    "unknown_level": lambda given: (
        _("“%(text)s” is none of the levels %(levels)s.") % {"text": given["text"], "levels": _listed(given["levels"])}
    ),
    "not_a_proportion": lambda given: _("“%(text)s” is not a proportion n/d.") % {"text": given["text"]},
    "zero_denominator": lambda given: _("“%(text)s”: d must be larger than 0 in n/d.") % {"text": given["text"]},
    "negative": lambda given: _("“%(text)s” is below 0.") % {"text": given["text"]},
    "not_a_tally": lambda given: (
        _("“%(text)s” is not a tally; expected is %(expected)s.")
        % {"text": given["text"], "expected": given["expected"]}
    ),
    "unknown_category": lambda given: (
        _("“%(text)s” is none of the categories %(categories)s.")
        % {"text": given["text"], "categories": _listed(given["categories"])}
    ),
    "category_twice": lambda given: _("“%(name)s” stands twice.") % {"name": given["category"]},
}

_CELLS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "unknown_criterion": lambda given: (
        _("The indicator version has no criterion “%(address)s”.") % {"address": given["address"]}
    ),
    "channel_not_empty": lambda given: (
        _("%(address)s is judged once for all channels; the channel stays empty.") % {"address": given["address"]}
    ),
    "channel_required": lambda given: (
        _("A channel is needed here: %(channels)s.") % {"channels": _listed(given["channels"])}
    ),
    "unknown_channel": lambda given: (
        _("The indicator version has no channel “%(channel)s”; expected is one of %(channels)s.")
        % {"channel": given["channel"], "channels": _listed(given["channels"])}
    ),
    "channel_not_listed": lambda given: (
        _("The criterion is not judged on %(channel)s; expected is one of %(channels)s.")
        % {"channel": given["channel"], "channels": _listed(given["channels"])}
    ),
}
