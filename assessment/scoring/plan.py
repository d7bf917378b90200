"""From an indicator version's parsed document (formats.md §1) to the flat ``VersionPlan``."""

from collections.abc import Mapping, Sequence

import numpy as np

from assessment.scoring.criteria import CriteriaBuilder, build_gates, build_vetoes
from assessment.scoring.errors import PlanFault
from assessment.scoring.model import Floats, Kind, VersionPlan
from assessment.scoring.tree import Document, FlatTree, flatten

__all__ = ["VersionPlan", "plan_version"]


def plan_version(document: Document) -> VersionPlan:
    """Flat tables of a version. Pure; keys it doesn't know are left alone.

    Expects a document that passed the lint. Raises PlanFault where something is named that isn't there, because a
    score from a half-understood system would be wrong without anyone noticing.
    """
    per_channel = document.get("mode") == "per_channel"
    channel_columns = per_channel and document.get("columns") == "channel"
    channels = tuple(str(channel) for channel in document.get("channels") or ())
    columns = tuple(str(name) for name in document.get("classes") or (channels if channel_columns else ("all",)))
    column_index = {name: position for position, name in enumerate(columns)}

    if not document.get("tree"):
        raise PlanFault("empty_tree", "A version without indicators can't be scored.")
    flat = flatten(document["tree"], column_index)
    builder = CriteriaBuilder(channels=channels, per_channel=per_channel)
    builder.add_tree(flat)
    criteria = {item.address: item for item in builder.criteria}
    if len(criteria) < len(builder.criteria):
        raise PlanFault("duplicate_criterion", "Two criteria have the same address.")
    nodes = {node.code: node for node in flat.nodes}
    gates = build_gates(document.get("gates") or (), nodes, criteria)
    vetoes = build_vetoes(document.get("vetoes") or ())
    leaf_weight = np.array(flat.weights, dtype=np.float64).reshape(len(flat.leaves), len(columns) + 1)
    return VersionPlan(
        key=str(document["key"]),
        version=str(document["version"]),
        name=document.get("name") or {},
        per_channel=per_channel,
        channel_columns=channel_columns,
        columns=columns,
        channels=channels,
        channel_rows=_channel_rows(document.get("channel_weights") or (), channels),
        channel_column=np.array(
            [column_index.get(name, -1) if channel_columns else -1 for name in channels], dtype=np.int64
        ),
        missing_zero=document.get("missing_channel") == "zero",
        strict_shares=document.get("shares") == "strict",
        nodes=tuple(flat.nodes),
        leaves=np.array(flat.leaves, dtype=np.int64),
        leaf_weight=leaf_weight,
        node_weight=_node_weights(flat, leaf_weight),
        criteria=tuple(builder.criteria),
        cells=tuple(builder.cells),
        slot_count=builder.slot_count,
        gates=tuple(gates),
        vetoes=tuple(vetoes),
        node_index={node.code: node.index for node in flat.nodes},
        criterion_index={address: item.index for address, item in criteria.items()},
        gate_index={gate.code: gate.index for gate in gates},
        veto_index={veto.code: veto.index for veto in vetoes},
        column_index=column_index,
        channel_index={name: position for position, name in enumerate(channels)},
    )


def _channel_rows(stated: Sequence[Mapping[str, float]], channels: tuple[str, ...]) -> Floats:
    """The channel-weight table, [rows, H], NaN where a row doesn't list a channel."""
    rows = np.full((len(stated), len(channels)), np.nan)
    for position, row in enumerate(stated):
        for name, weight in row.items():
            if str(name) not in channels:
                raise PlanFault("unknown_channel", f"channel_weights: there is no channel {name}.", channel=name)
            rows[position, channels.index(str(name))] = float(weight)
    return rows


def _node_weights(flat: FlatTree, leaf_weight: Floats) -> Floats:
    """Sum of the assessed score leaves at or below each node, [n, W + 1]; NaN where none is."""
    scored = np.array([flat.nodes[index].kind is Kind.SCORE for index in flat.leaves], dtype=bool)
    weights = np.full((len(flat.nodes), leaf_weight.shape[1]), np.nan)
    for node in flat.nodes:
        below = leaf_weight[node.leaf_begin : node.leaf_end][scored[node.leaf_begin : node.leaf_end]]
        assessed = ~np.isnan(below)
        weights[node.index] = np.where(assessed.any(axis=0), np.where(assessed, below, 0.0).sum(axis=0), np.nan)
    return weights
