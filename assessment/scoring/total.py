"""Leaves become node scores, a core, a raw figure and a total (scoring.md §9)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessment.scoring.model import Bools, Floats, VersionPlan
from assessment.scoring.sums import add_rows

CLASSES = ("A", "B", "C", "none")


def node_sums(plan: VersionPlan, leaf_scores: Floats) -> Floats:
    """[n, e]: signed sums of the leaves [L, e] at or below each node, added bottom-up."""
    sums = np.zeros((len(plan.nodes), leaf_scores.shape[1]))
    sums[plan.leaves] = leaf_scores
    for node in reversed(plan.nodes):
        if node.parent >= 0:
            sums[node.parent] += sums[node.index]
    return sums


def exclusion_factor(full: Floats, excluded: Floats) -> Floats:
    """full ÷ (full − Σ excluded), by which the core grows at the end; 0 where everything is excluded (§8)."""
    left = full - excluded
    some = left > 1e-9
    return np.where(some, full / np.where(some, left, 1.0), 0.0)


def class_subtotals(plan: VersionPlan, contributions: Floats, scored: Bools) -> Floats:
    """[4, e]: contributions of score leaves by the criterion's class, in the order of ``CLASSES``."""
    on_score = [item for item in plan.criteria if scored[item.leaf]]
    members = [[item.index for item in on_score if item.klass == name] for name in CLASSES]
    return np.array([add_rows(contributions[rows]) for rows in members])


@dataclass(frozen=True)
class ComponentFigure:
    """A component in the total: ``raw``, ``full`` [E] (after vetoes), ``absent`` [E], its share of the campaign."""

    raw: Floats
    full: Floats
    absent: Bools
    share: float


def percentage(raw: Floats, full: Floats) -> Floats:
    """raw ÷ full × 100; 0 where nothing is assessed."""
    some = full > 0
    return np.where(some, raw / np.where(some, full, 1.0) * 100.0, 0.0)


def total_scores(
    figures: Sequence[ComponentFigure], *, normalise_to: float | None, absent_zero: bool
) -> tuple[Floats, Floats]:
    """(unrounded totals [E], what 100 % is [E]) of one or several components."""
    if len(figures) == 1:
        (only,) = figures
        raw = np.where(only.absent, 0.0, only.raw)
        if normalise_to is None:
            return raw, only.full
        return percentage(raw, only.full) / 100.0 * normalise_to, np.full(raw.shape, normalise_to)
    everyone = sum(figure.share for figure in figures)
    total = np.zeros(figures[0].raw.shape)
    present = np.zeros(total.shape)
    for figure in figures:
        total += np.where(figure.absent, 0.0, figure.share * percentage(figure.raw, figure.full))
        present += np.where(figure.absent, 0.0, figure.share)
    shares = np.full(total.shape, everyone) if absent_zero else present
    total = np.where(shares > 0, total / np.where(shares > 0, shares, 1.0), 0.0)
    return total, np.full(total.shape, 100.0)
