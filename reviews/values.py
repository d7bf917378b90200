"""The canonical text of a value: what is stored, compared and exported (scoring.md §3)."""

from __future__ import annotations

from assessment.scoring.cells import NA_TEXT, format_value, is_na, narrow, parse_value
from assessment.scoring.model import Criterion, Role


def canonical_value(criterion: Criterion, text: str) -> str:
    """``text`` as it is stored: "" for empty, "NA", else the one spelling of its value. Raises ValueFault.

    ``０．５０`` and ``0.5`` are one value, so that typing it again is no change. A list of items keeps its items: only
    their capped sum would come out of a pack.
    """
    if not text.strip():
        return ""
    if is_na(text):
        return NA_TEXT
    slots = parse_value(criterion, text)
    if criterion.rule.type == "items":
        return ";".join(part.strip() for part in narrow(text).split(";"))
    return format_value(criterion, slots)


def is_below_full(criterion: Criterion, value: str) -> bool:
    """Whether a canonical value takes something off full marks, so that a policy may ask for the reason.

    Empty and N/A don't; amounts (bonus, deduction) and counts have no full marks.
    """
    if not value or value == NA_TEXT:
        return False
    slots, rule = parse_value(criterion, value), criterion.rule
    if rule.type == "tally":
        return criterion.role in (Role.RATIO, Role.PENALTY) and any(slots)
    if criterion.role is not Role.RATIO:
        return criterion.role is Role.PENALTY and slots[0] > 0
    if rule.type == "levels":
        return rule.ratios[int(slots[0])] < max(rule.ratios)
    if rule.type == "proportion":
        return slots[0] < slots[1]
    if rule.type == "tiers":
        reached = next((r for b, r in zip(rule.bounds, rule.ratios, strict=False) if slots[0] <= b), rule.ratios[-1])
        return reached < max(rule.ratios)
    return slots[0] < 1
