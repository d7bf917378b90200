"""What a run yields, packed per entity: one int64 vector each, and a layout that names its fields."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.results.bridge import RunInputs
from assessment.results.bulk import Column, insert_rows
from assessment.results.models import EntityResult, LeagueRank, Run
from assessment.scoring.inputs import CampaignInputs
from assessment.scoring.model import VersionPlan
from assessment.scoring.pipeline import CampaignResult
from assessment.scoring.total import CLASSES

#: Stands where there is no figure: a node that is not assessed, a component that is absent, a channel that is closed.
NOTHING = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Layout:
    """Positions of the figures in EntityResult.payload.

    ``components`` is JSON: for each component ``system``, ``version``, ``raw``, ``full`` and either ``classes`` and
    ``nodes`` or, per channel, ``channels`` → {``raw``, ``nodes``}; every figure is a position in the vector.
    """

    width: int
    components: list[dict[str, Any]]

    @classmethod
    def of(cls, arrays: CampaignInputs) -> Layout:
        positions = iter(range(10**9))
        components = [_component_layout(component.plan, positions) for component in arrays.components]
        return cls(width=next(positions), components=components)

    def to_json(self) -> dict[str, Any]:
        return {"width": self.width, "components": self.components}

    @classmethod
    def from_json(cls, stated: dict[str, Any]) -> Layout:
        return cls(width=stated["width"], components=stated["components"])


def _component_layout(plan: VersionPlan, positions: Any) -> dict[str, Any]:
    def nodes() -> dict[str, int]:
        return {node.code: next(positions) for node in plan.nodes}

    figures: dict[str, Any] = {
        "system": plan.key,
        "version": plan.version,
        "raw": next(positions),
        "full": next(positions),
    }
    if plan.per_channel:
        figures["channels"] = {channel: {"raw": next(positions), "nodes": nodes()} for channel in plan.channels}
    else:
        figures["classes"] = {name: next(positions) for name in CLASSES}
        figures["nodes"] = nodes()
    return figures


@dataclass(frozen=True)
class Packed:
    """A run's figures, ready to be written. ``payload`` [E, width] int64; the rest [E], ranks [E, K]."""

    payload: NDArray[np.int64]
    total: NDArray[np.int64]
    unqualified: NDArray[np.bool_]
    grades: list[str]
    missing: NDArray[np.int64]
    ranks: NDArray[np.int32]
    digest: str


def pack(layout: Layout, arrays: CampaignInputs, result: CampaignResult) -> Packed:
    """Collect every reported figure of a run into one vector per entity."""
    payload = np.full((arrays.entity_count, layout.width), NOTHING, dtype="<i8")
    for stated, component in zip(layout.components, result.components, strict=True):
        present = ~component.absent
        payload[present, stated["raw"]] = component.raw_units[present]
        payload[present, stated["full"]] = component.full_units[present]
        for tree in component.trees:
            figures = stated
            if component.plan.per_channel:
                figures = stated["channels"][component.plan.channels[tree.channel]]
                payload[tree.active, figures["raw"]] = tree.raw_units[tree.active]
            else:
                first = figures["classes"][CLASSES[0]]
                payload[:, first : first + len(CLASSES)] = tree.class_units
            first = figures["nodes"][component.plan.nodes[0].code]
            shown = tree.assessed & tree.active[:, None]
            payload[:, first : first + len(component.plan.nodes)] = np.where(shown, tree.node_units, NOTHING)
    names = [grade.name for grade in arrays.policy.grades] + [""]
    ranks = result.ranks.astype("<i4")
    digest = hashlib.sha256(payload.data)
    for column in (result.total_units.astype("<i8"), result.unqualified, result.grade.astype("<i2"), ranks):
        digest.update(np.ascontiguousarray(column).data)
    return Packed(
        payload=payload,
        total=result.total_units,
        unqualified=result.unqualified,
        grades=[names[grade] for grade in result.grade.tolist()],
        missing=result.missing,
        ranks=ranks,
        digest=digest.hexdigest(),
    )


def write(run: Run, inputs: RunInputs, packed: Packed) -> None:
    """Append the entity results and league ranks of ``run``: two statements, however many entities there are."""
    count = len(inputs.entity_ids)
    status = EntityResult.Status
    insert_rows(
        EntityResult,
        [
            Column("run_id", np.full(count, run.pk, dtype=np.int64)),
            Column("entity_id", inputs.entity_ids),
            Column("status", [(status.UNQUALIFIED if out else status.RANKED).value for out in packed.unqualified]),
            Column("total", packed.total, null=packed.unqualified),
            Column("shadow_total", packed.total, null=~packed.unqualified),
            Column("grade", packed.grades),
            Column("missing", packed.missing),
            Column("payload", packed.payload.view(f"V{packed.payload.itemsize * packed.payload.shape[1]}").ravel()),
        ],
    )
    members = inputs.arrays.leagues
    placed = [_placed(packed, members[:, league], league) for league in range(members.shape[1])]
    nobody = np.array([], dtype=np.intp)  # a campaign may have no league
    entity = np.concatenate([nobody, *placed])
    place = np.concatenate([nobody, *(np.arange(len(rows)) for rows in placed)])
    league = np.repeat(np.arange(len(placed)), [len(rows) for rows in placed])
    rank = packed.ranks[entity, league].astype(np.int32)
    insert_rows(
        LeagueRank,
        [
            Column("run_id", np.full(len(entity), run.pk, dtype=np.int64)),
            Column("league_id", np.array(inputs.league_ids, dtype=np.int64)[league]),
            Column("entity_id", inputs.entity_ids[entity]),
            Column("position", place.astype(np.int32)),
            Column("rank", rank, null=rank == 0),
        ],
    )


def _placed(packed: Packed, members: NDArray[np.bool_], league: int) -> NDArray[np.intp]:
    """Entity indexes of a league in the order of its list: by rank, equal ranks by key, the unqualified at the end."""
    rows = np.flatnonzero(members)
    rank = packed.ranks[rows, league]
    return rows[np.argsort(np.where(rank == 0, np.iinfo(np.int32).max, rank), kind="stable")]
