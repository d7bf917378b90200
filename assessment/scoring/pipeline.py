"""A run from inputs to result, one step after the other (scoring.md §3–§11).

Entities are worked on in chunks: memory stays constant however many there are, and the arrays of a chunk fit the
processor's cache. Inside a chunk arrays are item-major ([items, e]); what a run keeps is entity-major ([E, items]).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from assessment.scoring.component import ComponentScorer
from assessment.scoring.inputs import CampaignInputs, ComponentInputs, check_inputs
from assessment.scoring.model import Bools, Floats
from assessment.scoring.outcome import CampaignResult, ComponentResult, Trace, TreeResult
from assessment.scoring.ranking import grade_indexes, rank_members
from assessment.scoring.rounding import NODE_DECIMALS, half_up, to_nano
from assessment.scoring.total import ComponentFigure, percentage, total_scores
from assessment.scoring.veto import veto_effects

CHUNK = 2048
Progress = Callable[[int, int], None]


def score_campaign(
    inputs: CampaignInputs,
    *,
    progress: Progress | None = None,
    step: Callable[[str], None] | None = None,
    trace: bool = True,
    chunk: int = CHUNK,
) -> CampaignResult:
    """Score every entity: aggregate, then apply vetoes, then rank.

    ``step(name)`` is called before each of the three ("computing", "vetoes", "ranking") and ``progress(done, total)``
    after each chunk of the first; what they raise ends the run. ``trace=False`` leaves out the arrays that explain a
    figure. The result doesn't depend on ``chunk``, nor on the order of sheets or reviewers, to the last bit. Raises
    InputFault where arrays don't fit each other.
    """
    check_inputs(inputs)
    begin = step or (lambda name: None)
    begin("computing")
    counter = _Counter(progress, inputs.entity_count * len(inputs.components))
    aggregated = [_aggregate(item, inputs, trace=trace, chunk=chunk, counter=counter) for item in inputs.components]
    begin("vetoes")
    components = tuple(_judge(item, inputs.entity_count) for item in aggregated)
    begin("ranking")
    return _rank(inputs, components)


class _Counter:
    """Counts scored entities over all components and tells whoever asked."""

    def __init__(self, tell: Progress | None, total: int) -> None:
        self.tell, self.total, self.done = tell, total, 0

    def advance(self, entities: int) -> None:
        self.done += entities
        if self.tell is not None:
            self.tell(self.done, self.total)


@dataclass(frozen=True)
class _Aggregated:
    """A component before vetoes: figures [E, …] by tree (channel, or -1), and the channels' weights [E, H]."""

    component: ComponentInputs
    trees: Mapping[int, dict[str, np.ndarray]]
    channel_weights: Floats
    absent: Bools


def _aggregate(
    component: ComponentInputs, inputs: CampaignInputs, *, trace: bool, chunk: int, counter: _Counter
) -> _Aggregated:
    plan, count = component.plan, inputs.entity_count
    scorer = ComponentScorer(component, rounds=len(inputs.rounds), reviewers=inputs.policy.reviewers)
    trees: dict[int, dict[str, np.ndarray]] = {}
    for begin in range(0, max(count, 1), chunk):  # once at least: a campaign without entities has empty arrays
        end = min(begin + chunk, count)
        for channel, arrays in scorer.score(begin, end, trace=trace):
            kept = trees.setdefault(channel, {})
            for name, values in arrays.items():
                if name not in kept:
                    kept[name] = np.zeros((count, *values.shape[:-1]), dtype=values.dtype)
                kept[name][begin:end] = values.T
        counter.advance(end - begin)
    masks = scorer.open_masks()
    absent = masks == 0 if plan.per_channel else np.zeros(count, dtype=bool)
    return _Aggregated(component, trees, scorer.channel_weights.of_masks(masks), absent)


def _judge(aggregated: _Aggregated, count: int) -> ComponentResult:
    """The component with its vetoes applied and its figures rounded."""
    component, weights = aggregated.component, aggregated.channel_weights
    plan = component.plan
    effects = veto_effects(plan, component.vetoes, count)
    trees = tuple(
        _tree(plan.per_channel, channel, arrays, effects.channel)
        for channel, arrays in sorted(aggregated.trees.items())
    )
    if not plan.per_channel:
        (tree,) = trees
        return _component(component, trees, tree.raw, tree.full, effects.component, aggregated.absent)
    # Closed channels have weight 0 and figures 0; all of them closed: the component is absent.
    raw = sum((weights[:, tree.channel] * tree.raw for tree in trees), np.zeros(count))
    kept_raw = sum(
        (weights[:, tree.channel] * np.where(effects.channel[:, tree.channel], 0.0, tree.raw) for tree in trees),
        np.zeros(count),
    )
    full = sum((weights[:, tree.channel] * tree.full for tree in trees), np.zeros(count))
    return _component(component, trees, kept_raw, full, effects.component, aggregated.absent, raw_before=raw)


def _tree(per_channel: bool, channel: int, arrays: dict[str, Any], vetoed: Bools) -> TreeResult:
    raw = arrays["raw"]
    reported = np.where(vetoed[:, channel], 0.0, raw) if per_channel else raw
    trace_names = [item.name for item in fields(Trace)]
    traced = "criterion_value" in arrays
    return TreeResult(
        channel=channel,
        raw_units=half_up(reported, NODE_DECIMALS),
        class_units=half_up(arrays["classes"], NODE_DECIMALS),
        node_units=half_up(arrays["nodes"], NODE_DECIMALS),
        trace=Trace(**{name: arrays[name] for name in trace_names}) if traced else None,
        **{name: values for name, values in arrays.items() if name not in trace_names},
    )


def _component(
    component: ComponentInputs,
    trees: tuple[TreeResult, ...],
    raw: Floats,
    full: Floats,
    vetoed: Bools,
    absent: Bools,
    raw_before: Floats | None = None,
) -> ComponentResult:
    after = np.where(vetoed, 0.0, raw)
    return ComponentResult(
        plan=component.plan,
        trees=trees,
        raw=after,
        raw_before=raw if raw_before is None else raw_before,
        raw_units=half_up(after, NODE_DECIMALS),
        full=full,
        full_units=half_up(full, NODE_DECIMALS),
        absent=absent,
        missing=sum((tree.missing for tree in trees), np.zeros(len(raw), dtype=np.int64)),
        vetoes=component.vetoes,
    )


def _rank(inputs: CampaignInputs, components: tuple[ComponentResult, ...]) -> CampaignResult:
    """Totals, qualification, ranks per league and grades."""
    policy, count = inputs.policy, inputs.entity_count
    figures = [
        ComponentFigure(item.raw, item.full, item.absent, share)
        for item, share in zip(components, inputs.shares, strict=True)
    ]
    total, hundred = total_scores(figures, normalise_to=policy.normalise_to, absent_zero=policy.absent_zero)
    units = half_up(total, policy.decimals)
    unqualified = np.zeros(count, dtype=bool)
    for component in inputs.components:
        unqualified |= veto_effects(component.plan, component.vetoes, count).entity
    ranked_on = to_nano(total) if policy.rank_on == "exact" else units
    ranks = np.zeros((count, len(inputs.league_keys)), dtype=np.int32)
    for league in range(len(inputs.league_keys)):
        ranks[:, league] = rank_members(ranked_on, inputs.leagues[:, league] & ~unqualified, policy.ranks)
    percent = percentage(units / 10.0**policy.decimals, hundred)
    grade = grade_indexes(percent, policy.grades)
    grade[unqualified] = -1
    return CampaignResult(
        components=components,
        decimals=policy.decimals,
        unqualified=unqualified,
        total=total,
        total_units=units,
        hundred=hundred,
        percent=percent,
        grade=grade,
        ranks=ranks,
        missing=sum((item.missing for item in components), np.zeros(count, dtype=np.int64)),
    )
