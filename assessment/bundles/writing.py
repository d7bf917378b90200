"""The large tables of a bundle into the database: decisions, sheets, scores and packs, in batches of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any, Protocol, TypeVar

import numpy as np
from django.db import connection, models
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from numpy.typing import NDArray

from assessment.bundles.decisions import Decisions
from assessment.bundles.read import Bundle
from assessment.bundles.scores import StatedSheet
from assessment.campaigns.models import Component, Entity, Reviewer, Round
from assessment.results.bulk import Column, insert_rows
from assessment.results.models import VetoFinding
from assessment.scoring import VersionPlan
from indicators.models import Criterion, Gate, Indicator, Veto
from reviews.models import Adjudication, NotApplicable, RaisedGate, Score, ScoreSheet, SheetPack
from reviews.plans import plan_of
from reviews.services.packing import pack_slots

BATCH = 2000  # rows handed over at once; SQLite splits them by its number of parameters
SHEETS_AT_ONCE = 1000
POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

Item = TypeVar("Item")
Ids = dict[tuple[str, str], int]


class About(Protocol):
    """A decision: about an entity, in a component, for a reason."""

    @property
    def entity(self) -> str: ...
    @property
    def system(self) -> str: ...
    @property
    def reason(self) -> str: ...


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


@dataclass
class Stored:
    """What of the campaign is in the database already. Lists are in the order of the bundle's positions."""

    components: list[Component]
    rounds: list[Round]
    reviewers: list[Reviewer]
    entities: list[Entity]

    @cached_property
    def plans(self) -> list[VersionPlan]:
        return [plan_of(component.version) for component in self.components]

    @cached_property
    def by_system(self) -> dict[str, Component]:
        return {component.version.system.key: component for component in self.components}

    @cached_property
    def by_key(self) -> dict[str, Entity]:
        return {entity.key: entity for entity in self.entities}

    def whose(self, stated: About) -> dict[str, Any]:
        """The fields that all decisions share."""
        return {
            "component": self.by_system[stated.system],
            "entity": self.by_key[stated.entity],
            "reason": stated.reason,
        }

    def ids(self, model: type[models.Model], name: str) -> Ids:
        """Ids of the versions' rows by (system key, ``name``): an address or a code."""
        rows = model._default_manager.filter(version__in=[component.version_id for component in self.components])
        return {(system, code): pk for system, code, pk in rows.values_list("version__system__key", name, "pk")}


def write_decisions(decisions: Decisions, stored: Stored) -> None:
    rounds = {turn.key: turn for turn in stored.rounds}
    criteria = stored.ids(Criterion, "address")
    Adjudication.objects.bulk_create(
        (
            Adjudication(
                **stored.whose(item),
                round=rounds[item.round],
                criterion_id=criteria[item.system, item.criterion],
                channel=item.channel,
                value=item.value,
            )
            for item in decisions.adjudications
        ),
        batch_size=BATCH,
    )
    indicators, gates, vetoes = stored.ids(Indicator, "code"), stored.ids(Gate, "code"), stored.ids(Veto, "code")
    NotApplicable.objects.bulk_create(
        (
            NotApplicable(**stored.whose(item), indicator_id=indicators[item.system, item.code])
            for item in decisions.not_applicable
        ),
        batch_size=BATCH,
    )
    RaisedGate.objects.bulk_create(
        (RaisedGate(**stored.whose(item), gate_id=gates[item.system, item.code]) for item in decisions.gates),
        batch_size=BATCH,
    )
    VetoFinding.objects.bulk_create(
        (
            VetoFinding(
                **stored.whose(item),
                veto_id=vetoes[item.system, item.veto],
                condition=item.condition,
                channel=item.channel,
                status=item.status,
            )
            for item in decisions.vetoes
        ),
        batch_size=BATCH,
    )


def write_sheets(bundle: Bundle, stored: Stored) -> None:
    """Sheets, scores and packs, then all sheets submitted at once.

    Scores go in while their sheets are open: the trigger refuses them afterwards.
    """
    by_address = stored.ids(Criterion, "address")
    criteria = [[by_address[plan.key, item.address] for item in plan.criteria] for plan in stored.plans]
    sheets = bundle.scores.sheets([plan.cells for plan in stored.plans])
    for batch in batches(sheets, SHEETS_AT_ONCE):
        _write_batch(batch, stored, criteria)
    packs = SheetPack.objects.filter(sheet=OuterRef("pk"))
    ScoreSheet.objects.filter(component__in=stored.components).update(
        status=ScoreSheet.Status.SUBMITTED, submitted_at=timezone.now(), pack=Subquery(packs.values("pk"))
    )


def _write_batch(batch: list[StatedSheet], stored: Stored, criteria: list[list[int]]) -> None:
    """Three statements, but that SQLite splits the two small ones by its number of parameters."""
    sheets = ScoreSheet.objects.bulk_create(
        ScoreSheet(
            component=stored.components[stated.component],
            entity=stored.entities[stated.entity],
            round=stored.rounds[stated.round],
            reviewer=stored.reviewers[stated.reviewer],
        )
        for stated in batch
    )
    pairs = list(zip(sheets, batch, strict=True))
    _write_scores(pairs, stored, criteria)
    SheetPack.objects.bulk_create(
        SheetPack(
            sheet_id=sheet.pk,
            payload=pack_slots(
                stored.plans[stated.component], ((score.cell, score.value.slots) for score in stated.scores)
            ),
        )
        for sheet, stated in pairs
    )


def _write_scores(pairs: list[tuple[ScoreSheet, StatedSheet]], stored: Stored, criteria: list[list[int]]) -> None:
    """As rows of values: model objects cost six times as much, and there are millions of scores in a census."""
    channels = [("", *plan.channels) for plan in stored.plans]  # NO_CHANNEL is -1
    rows = [(sheet.pk, stated.component, score) for sheet, stated in pairs for score in stated.scores]
    insert_rows(
        Score,
        [
            Column("sheet_id", np.array([sheet for sheet, _part, _score in rows], dtype=np.int64)),
            Column(
                "criterion_id",
                np.array([criteria[part][score.cell.criterion] for _sheet, part, score in rows], dtype=np.int64),
            ),
            Column("channel", [channels[part][score.cell.channel + 1] for _sheet, part, score in rows]),
            Column("value", [score.value.text for _sheet, _part, score in rows]),
            Column("comment", [score.comment for _sheet, _part, score in rows]),
            Column("version", np.ones(len(rows), dtype=np.int32)),
            Column("updated_at", _now(len(rows))),
        ],
    )


def _now(count: int) -> NDArray[np.int64] | list[str]:
    """This moment as each database keeps it: microseconds since 2000 in PostgreSQL's binary form, else text."""
    now = timezone.now()
    if connection.vendor == "postgresql":
        return np.full(count, (now - POSTGRES_EPOCH) // timedelta(microseconds=1), dtype=np.int64)
    return [str(connection.ops.adapt_datetimefield_value(now))] * count
