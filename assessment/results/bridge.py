"""Database ↔ arrays: the engine's only caller (style.md §2.3)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.campaigns.models import Campaign, Component, Entity, League, Reviewer, Round
from assessment.results import packs, snapshot
from assessment.results.models import Run
from assessment.results.snapshot import Snapshot
from assessment.scoring.cells import locate, pack_text
from assessment.scoring.inputs import Adjudications, CampaignInputs, ComponentInputs, Policy, pairs
from assessment.scoring.model import NO_CHANNEL, VersionPlan
from reviews.plans import plan_of


@dataclass(frozen=True)
class Sheets:
    """N packed sheets of one component in canonical order (entity, round, reviewer), by index instead of id."""

    entity: NDArray[np.int32]
    round: NDArray[np.int16]
    reviewer: NDArray[np.int32]
    values: NDArray[np.float64]
    pack: NDArray[np.int64]


@dataclass(frozen=True)
class RunInputs:
    """What a run reads: the engine's arrays, and what its Run row keeps of them."""

    arrays: CampaignInputs
    snapshot: Snapshot
    snapshot_text: bytes
    digest: str
    pack_ids: bytes
    entity_ids: NDArray[np.int64]
    league_ids: Sequence[int]
    cell_count: int
    sheet_count: int


def read_campaign(campaign: Campaign) -> RunInputs:
    """Read all inputs of a campaign as they stand now. Call it in one transaction."""
    taken, entity_ids = snapshot.take_snapshot(campaign)
    text = snapshot.to_bytes(taken)
    components = list(campaign.components.select_related("version").order_by("position"))
    plans = [plan_of(component.version) for component in components]
    ids = _Ids.of(campaign, taken, entity_ids)
    sheets = [
        ids.canonical(packs.read_submitted(component.pk, plan.slot_count))
        for component, plan in zip(components, plans, strict=True)
    ]
    return RunInputs(
        arrays=build_arrays(taken, plans, sheets),
        snapshot=taken,
        snapshot_text=text,
        digest=inputs_digest(text, sheets),
        pack_ids=np.concatenate([rows.pack for rows in sheets]).astype("<i8").tobytes(),
        entity_ids=ids.entities,
        league_ids=ids.leagues,
        cell_count=sum(_filled(plan, rows) for plan, rows in zip(plans, sheets, strict=True)),
        sheet_count=sum(len(rows.entity) for rows in sheets),
    )


def _filled(plan: VersionPlan, rows: Sheets) -> int:
    """How many cells hold a value or N/A."""
    first_slots = np.array([cell.first_slot for cell in plan.cells], dtype=np.intp)
    return int((~np.isnan(rows.values[:, first_slots])).sum())


def inputs_digest(snapshot_text: bytes, sheets: Sequence[Sheets]) -> str:
    """SHA-256 (hex) over the snapshot and every sheet in canonical order: equal inputs, equal digest, any database."""
    digest = hashlib.sha256(snapshot_text)
    for rows in sheets:
        digest.update(f"\n{len(rows.entity)} sheets\n".encode())
        for array, kind in ((rows.entity, "<i4"), (rows.round, "<i2"), (rows.reviewer, "<i4"), (rows.values, "<f8")):
            digest.update(np.ascontiguousarray(array, dtype=kind).data)
    return digest.hexdigest()


def build_arrays(taken: Snapshot, plans: Sequence[VersionPlan], sheets: Sequence[Sheets]) -> CampaignInputs:
    """The engine's inputs from a snapshot and its sheets; the same path for a new run and for explaining an old one."""
    keys = taken["entities"]["key"]
    members = taken["entities"]["leagues"]
    leagues = np.zeros((len(keys), len(taken["leagues"])), dtype=bool)
    leagues[np.repeat(np.arange(len(keys)), [len(row) for row in members]), list(chain.from_iterable(members))] = True
    return CampaignInputs(
        entity_keys=keys,
        components=[
            _component(taken, position, plan, rows)
            for position, (plan, rows) in enumerate(zip(plans, sheets, strict=True))
        ],
        shares=[component["share"] for component in taken["components"]],
        league_keys=[league["key"] for league in taken["leagues"]],
        leagues=leagues,
        rounds=taken["rounds"],
        policy=Policy.from_document(taken["policy"]),
    )


def _component(taken: Snapshot, position: int, plan: VersionPlan, rows: Sheets) -> ComponentInputs:
    stated, entities = taken["components"][position], taken["entities"]
    count = len(entities["key"])
    open_channels = np.zeros((count, len(plan.channels)), dtype=bool)
    for entity, kind in taken["open_channels"]:
        if kind in plan.channel_index:
            open_channels[entity, plan.channel_index[kind]] = True
    raised = np.zeros((count, len(plan.gates)), dtype=bool)
    for entity, code, _reason in stated["gates"]:
        raised[entity, plan.gate_index[code]] = True
    return ComponentInputs(
        plan=plan,
        columns=np.array(
            [plan.column_index.get(classes.get(plan.key, ""), -1) for classes in entities["classes"]], dtype=np.int16
        ),
        attributes=entities["attributes"],
        open_channels=open_channels,
        sheets=rows.values,
        sheet_entity=rows.entity,
        sheet_round=rows.round,
        sheet_reviewer=rows.reviewer,
        adjudications=_adjudications(plan, stated["adjudications"], taken["rounds"]),
        declared_na=pairs([(row[0], plan.node_index[row[1]]) for row in stated["not_applicable"]], 2),
        raised_gates=raised,
        vetoes=pairs(
            [
                (entity, plan.veto_index[code], plan.channel_index.get(channel, NO_CHANNEL))
                for entity, code, _condition, channel, _reason in stated["vetoes"]
            ],
            3,
        ),
    )


def _adjudications(plan: VersionPlan, stated: list[list[Any]], rounds: list[str]) -> Adjudications:
    settled = []
    for entity, round_key, address, channel, value, _reason in stated:
        cell = locate(plan, address, channel)
        settled.append((entity, rounds.index(round_key), cell.index, pack_text(plan.criteria[cell.criterion], value)))
    return Adjudications.of(plan, settled)


@dataclass(frozen=True)
class _Ids:
    """Database ids in the order of the snapshot's indexes."""

    entities: NDArray[np.int64]
    rounds: NDArray[np.int64]
    reviewers: NDArray[np.int64]
    leagues: Sequence[int]

    @classmethod
    def of(cls, campaign: Campaign, taken: Snapshot, entity_ids: list[int]) -> _Ids:
        def in_order(queryset: Any, keys: list[str]) -> NDArray[np.int64]:
            by_key = dict(queryset.filter(campaign=campaign).values_list("key", "pk"))
            return np.array([by_key[key] for key in keys], dtype=np.int64)

        return cls(
            entities=np.array(entity_ids, dtype=np.int64),
            rounds=in_order(Round.objects, taken["rounds"]),
            reviewers=in_order(Reviewer.objects, taken["reviewers"]),
            leagues=[int(pk) for pk in in_order(League.objects, [row["key"] for row in taken["leagues"]])],
        )

    def canonical(self, rows: packs.SheetRows) -> Sheets:
        entity, turn, reviewer = (
            _index(self.entities, rows.entity),
            _index(self.rounds, rows.round),
            _index(self.reviewers, rows.reviewer),
        )
        order = np.lexsort((reviewer, turn, entity))
        return Sheets(
            entity=entity[order].astype(np.int32),
            round=turn[order].astype(np.int16),
            reviewer=reviewer[order].astype(np.int32),
            values=rows.values[order],
            pack=rows.pack[order],
        )


def _index(ids: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.intp]:
    """The position of each wanted id among ``ids`` (unique, any order)."""
    order = np.argsort(ids)
    return order[np.searchsorted(ids, wanted, sorter=order)]


@dataclass(frozen=True)
class StoredRun:
    """What a run has read but the sheets, once for many entities. ``components`` are ids, ``packs`` all ids it read."""

    snapshot: Snapshot
    plans: Sequence[VersionPlan]
    components: Sequence[int]
    packs: NDArray[np.int64]
    ids: _Ids

    @classmethod
    def of(cls, run: Run) -> StoredRun:
        """Four queries, and one for the blobs where ``run`` comes without them."""
        taken = snapshot.from_bytes(run.snapshot)
        components = _components(run, taken)
        return cls(
            snapshot=taken,
            plans=[plan_of(component.version) for component in components],
            components=[component.pk for component in components],
            packs=np.frombuffer(bytes(run.pack_ids), dtype="<i8"),
            ids=_Ids.of(run.campaign, taken, []),
        )

    def entity(self, entity: Entity) -> tuple[CampaignInputs, Snapshot]:
        """Arrays of that entity alone (index 0), and its part of the snapshot; one query for each component."""
        taken = snapshot.only_entity(self.snapshot, entity.key)
        ids = replace(self.ids, entities=np.array([entity.pk], dtype=np.int64))
        sheets = []
        for component, plan in zip(self.components, self.plans, strict=True):
            rows = packs.read_entity(component, entity.pk, plan.slot_count)
            sheets.append(ids.canonical(rows.take(np.flatnonzero(np.isin(rows.pack, self.packs)))))
        return build_arrays(taken, self.plans, sheets), taken


def arrays_of_entity(run: Run, entity_key: str) -> tuple[CampaignInputs, Snapshot]:
    """What ``run`` read for one entity: arrays of that entity alone (index 0), and its part of the run's snapshot."""
    return StoredRun.of(run).entity(Entity.objects.get(campaign=run.campaign, key=entity_key))


def arrays_of_run(run: Run) -> tuple[CampaignInputs, Snapshot]:
    """What ``run`` read, whole, whatever has been submitted since."""
    taken = snapshot.from_bytes(run.snapshot)
    by_key = dict(Entity.objects.filter(campaign=run.campaign).values_list("key", "pk"))
    ids = _Ids.of(run.campaign, taken, [by_key[key] for key in taken["entities"]["key"]])
    return _stored_arrays(run, taken, ids, packs.read_component), taken


def _components(run: Run, taken: Snapshot) -> list[Component]:
    """The campaign's components in the order of the run's snapshot."""
    components = run.campaign.components.select_related("version__system")
    by_version = {(row.version.system.key, row.version.version): row for row in components}
    return [by_version[stated["system"], stated["version"]] for stated in taken["components"]]


def _stored_arrays(
    run: Run, taken: Snapshot, ids: _Ids, read_packs: Callable[[int, int], packs.SheetRows]
) -> CampaignInputs:
    """``read_packs(component id, slots)`` reads packs of any revision; those that the run has read are kept."""
    read = np.frombuffer(bytes(run.pack_ids), dtype="<i8")
    plans, sheets = [], []
    for component in _components(run, taken):
        plan = plan_of(component.version)
        rows = read_packs(component.pk, plan.slot_count)
        plans.append(plan)
        sheets.append(ids.canonical(rows.take(np.flatnonzero(np.isin(rows.pack, read)))))
    return build_arrays(taken, plans, sheets)
