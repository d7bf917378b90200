"""The census workload: entities × 60 ratings × 3 reviewers, one round, generated with a fixed seed."""

from __future__ import annotations

import io
from itertools import islice
from typing import Any

import numpy as np
from django.core.management import call_command
from django.db import connection, transaction
from numpy.typing import NDArray

from assessment.campaigns.models import Campaign, Channel, Component, Entity, League, Reviewer, Round
from assessment.results.bulk import Column, insert_rows
from assessment.results.models import EntityResult, LeagueRank
from assessment.scoring import plan_version
from assessment.scoring.inputs import Adjudications, CampaignInputs, ComponentInputs, Policy, pairs
from assessment.scoring.model import VersionPlan
from indicators.models import Criterion
from indicators.services.versions import publish_version, store_version
from reviews.models import Score, ScoreSheet, SheetPack

KEY = "bench"
CRITERIA, REVIEWERS, LEAVES = 60, 3, 20
NOT_APPLICABLE_SHARE = 0.01


def document() -> dict[str, Any]:
    """A system of 20 leaves with three ratings each, 5 points a leaf, four first-level indicators."""
    leaf = [{"no": number, "text": {"zh": "要点", "en": "point"}, "rule": {"type": "rating"}} for number in (1, 2, 3)]
    return {
        "key": "bench-sites",
        "version": "1",
        "name": {"zh": "基准", "en": "Bench"},
        "classes": ["city"],
        "channels": ["website"],
        "tree": [
            {
                "code": str(first),
                "name": {"zh": f"一级{first}", "en": f"Level {first}"},
                "children": [
                    {
                        "code": f"{first}.{second}",
                        "name": {"zh": f"二级{first}.{second}", "en": f"Leaf {first}.{second}"},
                        "weight": {"city": 5},
                        "criteria": leaf,
                    }
                    for second in range(1, 6)
                ],
            }
            for first in range(1, 5)
        ],
    }


def slots(cells: int) -> NDArray[np.float64]:
    """[entities × reviewers, criteria] ratings in steps of 0.05, some not applicable."""
    draw = np.random.default_rng(20260101)
    shape = (cells // CRITERIA, CRITERIA)
    values = draw.integers(0, 21, shape) / 20.0
    values[draw.random(shape) < NOT_APPLICABLE_SHARE] = -np.inf
    return values


RULES: list[dict[str, Any]] = [
    {"rule": {"type": "rating"}},
    {"rule": {"type": "check"}},
    {
        "rule": {
            "type": "levels",
            "levels": [{"key": k, "ratio": r} for k, r in (("none", 0), ("half", 0.5), ("full", 1))],
        }
    },
    {"rule": {"type": "proportion"}},
    {"rule": {"type": "tiers", "tiers": [{"upto": 0, "ratio": 0}, {"upto": 4, "ratio": 0.5}, {"ratio": 1}]}},
    {"rule": {"type": "count"}, "share": 0},
    {"rule": {"type": "tally", "mode": "penalty", "categories": {"found": {"percent": 10}}}, "share": 0},
]


def all_rules() -> dict[str, Any]:
    """The same shape with every rule in turn, a gate on each count and several not-applicable policies."""
    version = document()
    leaves = [leaf for first in version["tree"] for leaf in first["children"]]
    policies = [{"policy": "siblings"}, {"policy": "full"}, {"policy": "scope", "code": "1"}, {"policy": "exclude"}]
    version["gates"] = []
    for position, leaf in enumerate(leaves):
        leaf["na"] = policies[position % len(policies)]
        chosen = [RULES[0], *(RULES[(2 * position + step) % len(RULES)] for step in (1, 2))]
        leaf["criteria"] = [
            {"no": number, "text": {"zh": "要点", "en": "point"}, **stated} for number, stated in enumerate(chosen, 1)
        ]
        for criterion in leaf["criteria"]:
            if criterion["rule"]["type"] == "count":
                when = {"criterion": f"{leaf['code']}#{criterion['no']}", "below": 2}
                version["gates"].append(
                    {
                        "code": f"G{position}",
                        "name": {"zh": "门", "en": "gate"},
                        "targets": [leaf["code"]],
                        "when": when,
                    }
                )
    return version


def slots_of(plan: VersionPlan, cells: int) -> NDArray[np.float64]:
    """[entities × reviewers, slots] values that fit the rules, some not applicable."""
    draw = np.random.default_rng(20260102)
    sheets = cells // CRITERIA
    values = np.empty((sheets, plan.slot_count))
    for cell in plan.cells:
        rule, at = plan.criteria[cell.criterion].rule.type, cell.first_slot
        if rule == "rating":
            values[:, at] = draw.integers(0, 21, sheets) / 20.0
        elif rule == "proportion":
            values[:, at] = draw.integers(0, 10, sheets)
            values[:, at + 1] = 10
        else:
            values[:, at] = draw.integers(0, {"check": 2, "levels": 2, "tally": 2}.get(rule, 8), sheets)
        absent = draw.random(sheets) < NOT_APPLICABLE_SHARE
        values[absent, at : at + cell.slots] = -np.inf
    return values


def arrays(cells: int, *, reviewers: str) -> CampaignInputs:
    """The same number of cells under all rules, without a database."""
    plan = plan_version(all_rules())
    values = slots_of(plan, cells)
    entities = len(values) // REVIEWERS
    values = values[: entities * REVIEWERS]
    return CampaignInputs(
        entity_keys=[f"e{number:06d}" for number in range(entities)],
        components=[
            ComponentInputs(
                plan=plan,
                columns=np.zeros(entities, dtype=np.int16),
                attributes=[{}] * entities,
                open_channels=np.ones((entities, 1), dtype=bool),
                sheets=values,
                sheet_entity=np.repeat(np.arange(entities, dtype=np.int32), REVIEWERS),
                sheet_round=np.zeros(len(values), dtype=np.int16),
                sheet_reviewer=np.tile(np.arange(REVIEWERS, dtype=np.int32), entities),
                adjudications=Adjudications.of(plan),
                declared_na=pairs([], 2),
                raised_gates=np.zeros((entities, len(plan.gates)), dtype=bool),
                vetoes=pairs([], 3),
            )
        ],
        shares=[100.0],
        league_keys=["all"],
        leagues=np.ones((entities, 1), dtype=bool),
        rounds=["r1"],
        policy=Policy(reviewers=reviewers),
    )


def dense(cells: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """[reviewers, entities, criteria] without N/A, and the weight of each criterion: for the bare mean."""
    values = np.where(np.isinf(slots(cells)), 1.0, slots(cells))
    entities = len(values) // REVIEWERS
    cube = values[: entities * REVIEWERS].reshape(entities, REVIEWERS, CRITERIA).transpose(1, 0, 2)
    return np.ascontiguousarray(cube), np.full(CRITERIA, 5.0 / 3.0)


def fill(cells: int) -> None:
    """Migrate an empty database and store the workload: one row a cell, one pack a sheet."""
    call_command("migrate", verbosity=0)
    if Campaign.objects.filter(key=KEY).exists():
        call_command("flush", interactive=False, verbosity=0) if connection.vendor == "sqlite" else _empty()
    values = slots(cells)
    entities = len(values) // REVIEWERS
    values = values[: entities * REVIEWERS]
    with transaction.atomic():
        component, round_, reviewers = _campaign(entities)
        _relax()
        _sheets(component, round_, reviewers, entities)
        sheets = np.array(
            ScoreSheet.objects.order_by("entity_id", "reviewer_id").values_list("pk", flat=True), dtype=np.int64
        )
        _scores(component, sheets, values)
        packed = np.ascontiguousarray(values, dtype="<f8").view(f"V{8 * CRITERIA}").ravel()
        insert_rows(
            SheetPack,
            [
                Column("sheet_id", sheets),
                Column("revision", np.ones(len(sheets), dtype=np.int32)),
                Column("payload", packed),
            ],
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE reviews_scoresheet SET status = 'submitted', pack_id = "
                "(SELECT id FROM reviews_sheetpack p WHERE p.sheet_id = reviews_scoresheet.id)"
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _empty() -> None:
    emptied = (Score, SheetPack, ScoreSheet, EntityResult, LeagueRank, Campaign)  # results: no constraint leads to them
    tables = [model._meta.db_table for model in emptied]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")


def _relax() -> None:
    """Filling is not what is measured: no foreign-key checks or freeze triggers meanwhile on PostgreSQL."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")


def _campaign(entities: int) -> tuple[Component, Round, list[Reviewer]]:
    version = publish_version(version=store_version(document=document(), actor=None), actor=None, acknowledged=None)
    campaign = Campaign.objects.create(key=KEY, name_zh="基准", year=2026, policy={}, phase=Campaign.Phase.SCORING)
    league = League.objects.create(campaign=campaign, key="all", name_zh="全部", position=0)
    Entity.objects.bulk_create(
        [
            Entity(campaign=campaign, key=f"e{number:06d}", name=f"单位{number}", classes={"bench-sites": "city"})
            for number in range(entities)
        ],
        batch_size=5000,
    )
    ids = list(Entity.objects.filter(campaign=campaign).order_by("key").values_list("pk", flat=True))
    Entity.leagues.through.objects.bulk_create(
        [Entity.leagues.through(entity_id=pk, league_id=league.pk) for pk in ids], batch_size=5000
    )
    Channel.objects.bulk_create([Channel(entity_id=pk, kind="website") for pk in ids], batch_size=5000)
    component = Component.objects.create(campaign=campaign, version=version, share=100, position=0)
    round_ = Round.objects.create(campaign=campaign, key="r1", position=0)
    return component, round_, [Reviewer.objects.create(campaign=campaign, key=f"r{n}") for n in range(REVIEWERS)]


def _sheets(component: Component, round_: Round, reviewers: list[Reviewer], entities: int) -> None:
    ids = np.array(
        Entity.objects.filter(campaign=component.campaign).order_by("key").values_list("pk", flat=True), dtype=np.int64
    )
    count = entities * len(reviewers)
    insert_rows(
        ScoreSheet,
        [
            Column("component_id", np.full(count, component.pk, dtype=np.int64)),
            Column("entity_id", np.repeat(ids, len(reviewers))),
            Column("round_id", np.full(count, round_.pk, dtype=np.int64)),
            Column("reviewer_id", np.tile(np.array([row.pk for row in reviewers], dtype=np.int64), entities)),
            Column("status", ["open"] * count),
        ],
    )


def _scores(component: Component, sheets: NDArray[np.int64], values: NDArray[np.float64]) -> None:
    criteria = list(
        Criterion.objects.filter(version=component.version).order_by("position").values_list("pk", flat=True)
    )
    texts = {number / 20.0: f"{number / 20.0:g}" for number in range(21)} | {-np.inf: "NA"}
    rows = (
        (int(sheet), criterion, texts[value])
        for sheet, line in zip(sheets, values, strict=True)
        for criterion, value in zip(criteria, line.tolist(), strict=True)
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            while batch := list(islice(rows, 500_000)):
                data = "".join(f"{sheet}\t{criterion}\t\t{text}\t\t1\t2026-01-01\n" for sheet, criterion, text in batch)
                cursor.copy_expert(
                    "COPY reviews_score (sheet_id, criterion_id, channel, value, comment, version, updated_at) "
                    "FROM STDIN",
                    io.StringIO(data),
                )
            return
        while batch := list(islice(rows, 500_000)):
            cursor.executemany(
                "INSERT INTO reviews_score (sheet_id, criterion_id, channel, value, comment, version, updated_at) "
                "VALUES (%s, %s, '', %s, '', 1, '2026-01-01')",
                batch,
            )
