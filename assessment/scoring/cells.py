"""Texts of scores in and out of packed sheets, and addresses to cells (scoring.md §3, §4).

A **packed sheet** is one float64 vector of ``plan.slot_count`` numbers: cells in criterion order, then channel order,
each with the slots of its rule. NaN in the slots is empty, -inf in all of them is N/A. Slots by rule:

=========================  =====================================================
rating, check, tiers       the number
count                      the number
levels                     the index of the level
proportion                 n, d
tally                      the count of each category, in the document's order
items                      Σ min(x, item_max)
=========================  =====================================================

Nothing in a pack depends on the entity's class, so a sheet stays valid when the class is corrected.
"""

import re
from collections.abc import Callable
from math import inf, isinf, isnan, nan

import numpy as np

from assessment.scoring.errors import CellFault, ValueFault
from assessment.scoring.model import NO_CHANNEL, Cell, Criterion, Floats, VersionPlan

NA_TEXT = "NA"

# Full-width forms (０…９ ／ ＝ ； ． －) are typed by every Chinese input method; they mean their ASCII twins.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# No sign but a minus, no exponent, no underscore. 15 whole digits are exact in a double; 20 decimals take whatever a
# spreadsheet writes for one.
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,20})?")
_WHOLE = re.compile(r"[0-9]{1,15}")


def narrow(text: str) -> str:
    """``text`` with full-width forms as ASCII and outer blanks removed."""
    return text.translate(_FULL_WIDTH).strip()


def is_na(text: str) -> bool:
    """Whether the text says N/A, a value of its own that every criterion takes."""
    return narrow(text) == NA_TEXT


def parse_value(criterion: Criterion, text: str) -> tuple[float, ...]:
    """The slots of a raw value. Raises ValueFault for every text outside the criterion's rule, ``NA`` included."""
    return _PARSERS[criterion.rule.type](criterion, narrow(text))


def pack_text(criterion: Criterion, text: str) -> tuple[float, ...]:
    """The slots of the text of a score that was given: ``NA`` → -inf, else ``parse_value``.

    An empty text is NaN, "not given"; of ``items`` it is the empty list, 0: a reviewer who handed in the row and names
    no case has found none. A cell without any row never gets here and stays NaN.
    """
    slots = criterion.rule.slots
    if not text.strip():
        return (0.0,) if criterion.rule.type == "items" else (nan,) * slots
    return (-inf,) * slots if is_na(text) else parse_value(criterion, text)


def _fault(code: str, text: str, expected: str, **params: object) -> ValueFault:
    shown = text if len(text) <= 40 else text[:39] + "…"
    return ValueFault(code, f"“{shown}” is not {expected}.", expected=expected, text=shown, **params)


def _number(text: str, expected: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise _fault("not_a_number", text, expected)
    return float(text) + 0.0  # "-0" is 0


def _whole(text: str, expected: str) -> float:
    if not _WHOLE.fullmatch(text):
        raise _fault("not_an_integer", text, expected)
    return float(text)


def _rating(criterion: Criterion, text: str) -> tuple[float, ...]:
    value = _number(text, "0…1")
    if not 0 <= value <= 1:
        raise _fault("out_of_range", text, "0…1", least=0, most=1)
    return (value,)


def _check(criterion: Criterion, text: str) -> tuple[float, ...]:
    if text not in ("0", "1"):
        raise _fault("not_a_check", text, "0 | 1")
    return (float(text),)


def _level(criterion: Criterion, text: str) -> tuple[float, ...]:
    keys = [narrow(key) for key in criterion.rule.keys]
    if text not in keys:
        raise _fault("unknown_level", text, " | ".join(criterion.rule.keys), levels=criterion.rule.keys)
    return (float(keys.index(text)),)


def _proportion(criterion: Criterion, text: str) -> tuple[float, ...]:
    expected = "n/d"
    parts = text.split("/")
    if len(parts) != 2:
        raise _fault("not_a_proportion", text, expected)
    part, whole = (_whole(piece, expected) for piece in parts)
    if whole <= 0:
        raise _fault("zero_denominator", text, "n/d, d > 0")
    if part > whole:
        raise _fault("out_of_range", text, "n/d, n ≤ d")
    return part, whole


def _tier(criterion: Criterion, text: str) -> tuple[float, ...]:
    return (_number(text, "a number"),)


def _count(criterion: Criterion, text: str) -> tuple[float, ...]:
    value = _number(text, "a number ≥ 0")
    if value < 0:
        raise _fault("negative", text, "a number ≥ 0", least=0)
    return (value,)


def _tally(criterion: Criterion, text: str) -> tuple[float, ...]:
    keys = [narrow(key) for key in criterion.rule.keys]
    expected = ";".join(f"{key}=n" for key in criterion.rule.keys)
    counts: dict[str, float] = {}
    for part in text.split(";"):
        # A category may itself hold "=": the count stands after the last one.
        category, separator, number = part.rpartition("=")
        category = category.strip()
        if not separator:
            raise _fault("not_a_tally", text, expected)
        if category not in keys:
            raise _fault("unknown_category", category, expected, categories=criterion.rule.keys)
        if category in counts:
            raise _fault("category_twice", category, expected, category=category)
        counts[category] = _whole(number.strip(), expected)
    return tuple(counts.get(key, 0.0) for key in keys)


def _items(criterion: Criterion, text: str) -> tuple[float, ...]:
    values = [_number(part.strip(), "x;y;…") for part in text.split(";")]
    if min(values) < 0:
        raise _fault("negative", text, "x;y;…, each ≥ 0", least=0)
    return (sum(min(value, criterion.rule.item_max) for value in values),)


_PARSERS: dict[str, Callable[[Criterion, str], tuple[float, ...]]] = {
    "rating": _rating,
    "check": _check,
    "levels": _level,
    "proportion": _proportion,
    "tiers": _tier,
    "count": _count,
    "tally": _tally,
    "items": _items,
}


def format_number(value: float) -> str:
    """The shortest plain decimal of a number: 3, 0.5, 0.0000001; never an exponent."""
    return np.format_float_positional(value, trim="-")


def format_value(criterion: Criterion, slots: tuple[float, ...] | Floats) -> str:
    """The text of packed slots, for display: "" when empty, "NA", else what ``parse_value`` takes back.

    ``items`` shows the capped sum: the single cases are not in a pack.
    """
    rule = criterion.rule
    first = float(slots[0])
    if isnan(first):
        return ""
    if isinf(first):
        return NA_TEXT
    if rule.type == "levels":
        return rule.keys[int(first)]
    if rule.type == "proportion":
        return f"{int(first)}/{int(slots[1])}"
    if rule.type == "tally":
        return ";".join(f"{key}={int(count)}" for key, count in zip(rule.keys, slots, strict=True))
    return format_number(first)


def locate(plan: VersionPlan, address: str, channel: str = "") -> Cell:
    """The cell of a criterion address (``2.3.1#2``) and a channel name, empty for a joint criterion.

    Raises CellFault: ``unknown_criterion``, ``unknown_channel``, ``channel_not_empty`` (class A: one value for the
    entity), ``channel_required`` (class B, C, per-channel), ``channel_not_listed``.
    """
    position = plan.criterion_index.get(address.strip())
    if position is None:
        raise CellFault("unknown_criterion", f"There is no criterion {address}.", address=address)
    cells = plan.cells_of(position)
    name = channel.strip()
    expected = tuple(plan.channels[cell.channel] for cell in cells if cell.channel != NO_CHANNEL)
    if not expected:
        if name:
            raise CellFault("channel_not_empty", f"{address} is judged once, its channel is empty.", address=address)
        return cells[0]
    if not name:
        raise CellFault("channel_required", f"{address} needs one of {', '.join(expected)}.", channels=expected)
    if name not in plan.channel_index:
        raise CellFault("unknown_channel", f"There is no channel {name}.", channel=name, channels=expected)
    if name not in expected:
        raise CellFault("channel_not_listed", f"{address} is not judged on {name}.", channel=name, channels=expected)
    return cells[expected.index(name)]
