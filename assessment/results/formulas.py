"""The formula of a leaf as one line: 3.10 = 4 × (25%×1 + 50%×0.70 + 25%×1) (design.md, Ranking; scoring.md §6, §9)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import isfinite, isinf

from assessment.core.figures import MINUS, share, weight
from assessment.scoring.explanation import CriterionTrail, LeafTrail, TreeTrail
from assessment.scoring.model import Kind, Role

COUNTS = {"value", "missing", "closed"}
NANO, FINEST, PENNY = Decimal("1e-9"), Decimal("0.0001"), Decimal("0.01")


def number(value: float) -> str:
    """Whole numbers as they are, others with two to four places: 1, 0.70, 0.6667."""
    rounded = _rounded(value)
    if rounded == rounded.to_integral_value():
        return weight(rounded.to_integral_value())
    short = rounded.quantize(PENNY)
    return _signed(short if short == rounded else rounded.normalize())


def points(value: float) -> str:
    """A score: at least two places, at most four."""
    rounded = _rounded(value)
    short = rounded.quantize(PENNY)
    return _signed(short if short == rounded else rounded.normalize())


def marks(value: float) -> str:
    """A weight: no trailing zeros, at most four places."""
    return weight(_rounded(value))


def _rounded(value: float) -> Decimal:
    """Four places, half up, after the nine of scoring.md §11: sums that differ in their last bits read the same."""
    return Decimal(repr(value)).quantize(NANO).quantize(FINEST, rounding=ROUND_HALF_UP)


def _signed(value: Decimal) -> str:
    return f"{MINUS if value < 0 else ''}{abs(value):f}"


def line(leaf: LeafTrail, tree: TreeTrail) -> str:
    """How the leaf's score came about; '' where it isn't assessed or its weight went elsewhere."""
    if leaf.node.kind is not Kind.SCORE:
        return _amount_line(leaf) if not leaf.not_applicable else ""
    if leaf.weight is None or (leaf.not_applicable and leaf.policy not in ("full", "zero")):
        return ""
    inner = share(leaf.ratio) if leaf.not_applicable else _inner(leaf)
    return f"{points(leaf.score)} = {marks(leaf.moved)} × {inner}{_factors(leaf, tree)}"


def _inner(leaf: LeafTrail) -> str:
    terms = [_term(item, leaf) for item in leaf.criteria if item.criterion.share > 0 and item.state in COUNTS]
    text = " + ".join(terms) or "0"
    if leaf.taken:
        text += f" {MINUS} {share(leaf.taken) if isfinite(leaf.taken) else '100%'}"
    alone = len(terms) == 1 and not leaf.taken
    if alone and terms[0].startswith("100%×"):
        return terms[0].removeprefix("100%×").replace("×", " × ")
    clamped = leaf.earned - leaf.taken
    bounds = f" → {number(leaf.ratio)}" if clamped < 0 or clamped > 1 + 1e-9 else ""
    return f"({text}{bounds})"


def _term(item: CriterionTrail, leaf: LeafTrail) -> str:
    term = f"{share(item.criterion.share / leaf.divisor)}×{number(item.value or 0.0)}"
    return term if item.gate == 1 else f"{term}×{number(item.gate)}"


def _factors(leaf: LeafTrail, tree: TreeTrail) -> str:
    text = "" if leaf.gate == 1 else f" × {number(leaf.gate)}"
    return text if tree.exclusion == 1 else f"{text} × {number(tree.exclusion)}"


def _amount_line(leaf: LeafTrail) -> str:
    """Bonus and deduction: the sum of the amounts, capped, with its sign."""
    amounts = [item.contribution for item in leaf.criteria if item.criterion.role is Role.AMOUNT]
    inner = " + ".join(number(amount) for amount in amounts) or "0"
    cap = float("inf") if leaf.weight is None else leaf.weight
    if not isinf(cap):
        inner = f"min({marks(cap)}, {inner})"
    sign = "+" if leaf.node.kind is Kind.BONUS else ""
    gate = "" if leaf.gate == 1 else f" × {number(leaf.gate)}"
    prefix = "" if leaf.node.kind is Kind.BONUS else MINUS
    return f"{sign if leaf.score > 0 else ''}{points(leaf.score)} = {prefix}{inner}{gate}"


def channel_line(item: CriterionTrail) -> str:
    """A class B value from its channels: 0.85 = 70%×1 + 30%×0.50; '' for every other criterion."""
    weighted = [cell for cell in item.cells if cell.weight and cell.open]
    if item.criterion.klass != "B" or len(item.cells) < 2 or item.value is None:
        return ""
    terms = [f"{share(cell.weight)}×{number(cell.value or 0.0)}" for cell in weighted]
    return f"{number(item.value)} = {' + '.join(terms)}"


__all__ = ["channel_line", "line", "marks", "number", "points"]
