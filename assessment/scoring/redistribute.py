"""Where the weight of not-applicable leaves and subtrees goes (scoring.md §8).

All moves use the original weights and happen at once: every move is computed from the weights before, and the sum of
all of them is added.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assessment.scoring.model import Bools, Floats, Ints, VersionPlan
from assessment.scoring.sums import add_rows

KEEPS = {"full": 1.0, "zero": 0.0}


@dataclass(frozen=True)
class Move:
    """One source's weight for the entities ``rows`` [r] of the chunk: ``amount`` [r], of which leaf gets ``gains``
    [L, r]. The rest is lost, kept (``full``, ``zero``) or taken out (``exclude``)."""

    source: int
    policy: str
    rows: Ints
    amount: Floats
    gains: Floats | None


@dataclass(frozen=True)
class Redistribution:
    """``weight`` [L, e] after all moves (0 for what isn't assessed), ``fixed`` [L, e] the ratio of a leaf kept by
    ``full`` or ``zero`` (NaN elsewhere), ``excluded`` [e] the sum of excluded weights, ``not_applicable`` [L, e]."""

    weight: Floats
    fixed: Floats
    excluded: Floats
    not_applicable: Bools


def covered_nodes(plan: VersionPlan, declared: Bools) -> tuple[Bools, Bools]:
    """(sources, covered) [n, e]: declared nodes that no declared node stands above, and all nodes at or below one."""
    covered = declared.copy()
    sources = declared.copy()
    for node in plan.nodes:
        if node.parent >= 0:
            sources[node.index] &= ~covered[node.parent]
            covered[node.index] |= covered[node.parent]
    return sources, covered


def redistribute(
    plan: VersionPlan, weight: Floats, declared: Bools, without_value: Bools, moves: list[Move] | None = None
) -> Redistribution:
    """``weight`` [L, e]: assessed score leaves (NaN for everything else); ``declared`` [n, e]; ``without_value``
    [L, e]: leaves all of whose share-bearing criteria are N/A or inapplicable (§6). ``moves`` collects what happened.
    """
    assessed = ~np.isnan(weight)
    before = np.where(assessed, weight, 0.0)
    sources, covered = covered_nodes(plan, declared)
    sources[plan.leaves] |= without_value & ~covered[plan.leaves]
    not_applicable = assessed & (covered[plan.leaves] | without_value)
    result = Redistribution(
        weight=before.copy(),
        fixed=np.full(weight.shape, np.nan),
        excluded=np.zeros(weight.shape[1]),
        not_applicable=not_applicable,
    )
    if not not_applicable.any():
        return result
    applicable = assessed & ~not_applicable
    for move in _moves(plan, sources, before, assessed, applicable):
        _apply(plan, move, assessed, result)
        if moves is not None:
            moves.append(move)
    return result


def _moves(plan: VersionPlan, sources: Bools, before: Floats, assessed: Bools, applicable: Bools) -> Iterator[Move]:
    for node in plan.nodes:
        below = slice(node.leaf_begin, node.leaf_end)
        rows = np.flatnonzero(sources[node.index] & assessed[below].any(axis=0))
        if not rows.size:
            continue
        amount = add_rows(before[below, rows]) if node.leaf < 0 else before[node.leaf, rows]
        policy = node.policy
        gains = None
        if policy.name not in KEEPS and policy.name != "exclude":
            gains = np.zeros((len(plan.leaves), rows.size))
            spread = _Spread(plan, before[:, rows], applicable[:, rows], gains)
            if policy.name == "siblings":
                _to_siblings(plan, node.index, amount, spread)
            elif policy.name == "scope":
                scope = plan.nodes[policy.nodes[0]]
                spread.equally(plan.leaves[scope.leaf_begin : scope.leaf_end].tolist(), amount)
            else:  # targets: one part each; proportional: one node, which passes all of it on by weight
                spread.equally(policy.nodes, amount)
        yield Move(node.index, policy.name, rows, amount, gains)


@dataclass(frozen=True)
class _Spread:
    """Hands weight to nodes: ``before`` and ``applicable`` [L, r] of the rows at hand, ``gains`` [L, r] is filled."""

    plan: VersionPlan
    before: Floats
    applicable: Bools
    gains: Floats

    def equally(self, nodes: Sequence[int], amount: Floats, wanted: Bools | None = None) -> Bools:
        """Split ``amount`` [r] equally over the applicable ``nodes``; a subtree passes its part on to its applicable
        leaves in proportion to their weights (equally where these are all 0). Returns the rows [r] that found one.
        """
        ranges = [(self.plan.nodes[node].leaf_begin, self.plan.nodes[node].leaf_end) for node in nodes]
        able = [self.applicable[begin:end].any(axis=0) for begin, end in ranges]
        count = np.sum(able, axis=0) if able else np.zeros(amount.shape, dtype=np.int64)
        served = count > 0 if wanted is None else (count > 0) & wanted
        part = np.where(served, amount / np.maximum(count, 1), 0.0)
        for (begin, end), receives in zip(ranges, able, strict=True):
            self.gains[begin:end] += np.where(receives, part, 0.0) * self._proportions(begin, end)
        return served

    def _proportions(self, begin: int, end: int) -> Floats:
        applies = self.applicable[begin:end]
        if end - begin == 1:
            return applies.astype(np.float64)
        weights = np.where(applies, self.before[begin:end], 0.0)
        weights = np.where((add_rows(weights) == 0) & applies, 1.0, weights)
        return weights / np.maximum(add_rows(weights), np.finfo(np.float64).tiny)


def _to_siblings(plan: VersionPlan, node: int, amount: Floats, spread: _Spread) -> None:
    """Over the applicable siblings; where there are none the same one level up, to the root; none at all: lost."""
    waiting = np.ones(amount.shape, dtype=bool)
    roots = [other.index for other in plan.nodes if other.parent < 0]
    while node >= 0 and waiting.any():
        parent = plan.nodes[node].parent
        family = plan.nodes[parent].children if parent >= 0 else roots
        waiting &= ~spread.equally([other for other in family if other != node], amount, waiting)
        node = parent


def _apply(plan: VersionPlan, move: Move, assessed: Bools, result: Redistribution) -> None:
    node = plan.nodes[move.source]
    place = np.ix_(np.arange(node.leaf_begin, node.leaf_end), move.rows)
    if move.policy in KEEPS:
        result.fixed[place] = np.where(assessed[place], KEEPS[move.policy], np.nan)
        return
    # A not-applicable leaf receives nothing, so all it holds is the weight it gives up.
    result.weight[place] = 0.0
    if move.gains is None:
        result.excluded[move.rows] += move.amount
    else:
        result.weight[:, move.rows] += move.gains
