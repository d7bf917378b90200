"""What the rows are held against: two campaigns with a run, people in every role, and one of each thing that is there.

``built`` stands for hours of work, so the things are made as rows, not by playing the campaigns.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.urls import reverse

from assessment.campaigns.models import Campaign, Entity
from assessment.core.models import User
from assessment.publications.services.commanding import publish_now
from assessment.results import shelf
from reviews.models import ScoreSheet
from tests.bundles.samples import CASES, FILES, write_bundle
from tests.matrix import MATRIX
from tests.matrix.table import OBJECTS, ROLES, World
from tests.matrix.things import (
    appeal_of,
    assessment_of,
    case_of,
    conflict_of,
    entry_of,
    first_criterion,
    hearing_of,
    kept_account,
    notice_of,
    open_sheet,
    reopening_of,
    upload_of,
    workbook_of,
)
from tests.results.people import account, computed, imported
from tests.reviews.evidence.samples import file_of

NO_ID = 10**9


def built(folder: Path, bundle: Mapping[str, str] = FILES, published: Mapping[str, str] | None = None) -> World:
    """``bundle`` is the campaign "own"; ``published`` the other one, a reference campaign where none is given."""
    cache.clear()
    shelf.clear()
    own = imported(write_bundle(folder / "own", bundle))
    other = imported(write_bundle(folder / "other", published) if published else CASES[2])
    computed(own)
    computed(other)
    publish_now(campaign=other)
    entities = {
        "own": own.entities.get(key="e1"),
        "neighbour": own.entities.get(key="e2"),
        "other": other.entities.order_by("key")[0],
    }
    for role in ROLES[1:]:
        held = "" if role == "stranger" else role
        account(role, campaign=own, role=held, entity=entities["own"] if role == "agency" else None)
    return {
        **of_campaigns(own, other),
        **of_entities(entities),
        **of_sheets(own, other),
        **of_people(own),
        "entity": {**{kind: entity.key for kind, entity in entities.items()}, "absent": "e9"},
        "published_entity": dict.fromkeys(OBJECTS, entities["other"].key),
    }


def of_campaigns(own: Campaign, other: Campaign) -> dict[str, Mapping[str, Any]]:
    components = {"own": own.components.order_by("position")[0], "other": other.components.order_by("position")[0]}
    runs = {"own": own.runs.get(), "other": other.runs.get()}
    return {
        # Of a neighbour the campaign is the own one; "here" is also where an absent thing is looked for.
        "campaign": {"own": own.key, "neighbour": own.key, "other": other.key, "absent": "nowhere"},
        "here": {"own": own.key, "neighbour": own.key, "other": other.key, "absent": own.key},
        "component": dict.fromkeys(OBJECTS, components["own"].pk),
        "version": {kind: component.version_id for kind, component in components.items()} | {"absent": NO_ID},
        "job": {kind: run.job_id for kind, run in runs.items()} | {"absent": NO_ID},
        "league": dict.fromkeys(OBJECTS, own.leagues.order_by("position")[0].key),
        "published_system": dict.fromkeys(OBJECTS, components["other"].version.system.key),
        "entry": {"own": entry_of(own), "other": entry_of(other), "absent": NO_ID},
    }


def of_entities(entities: Mapping[str, Entity]) -> dict[str, Mapping[str, Any]]:
    """What each of the entities has; who filled it in is the agency, of strangers' ones, too."""
    agency = User.objects.get(username="agency")
    here = {kind: entity for kind, entity in entities.items() if kind != "other"}

    def each(make: Any, of: Mapping[str, Entity] = entities) -> dict[str, int]:
        missing = dict.fromkeys(OBJECTS, NO_ID)
        return missing | {kind: make(entity, agency).pk for kind, entity in of.items()}

    return {
        "evidence": each(file_of),
        "assessment": each(assessment_of),
        "case": each(case_of),
        "appeal": each(appeal_of),
        "hearing": each(hearing_of, here),
        "upload": {
            "own": str(upload_of(entities["own"], agency).pk),
            "other": str(upload_of(entities["own"], User.objects.get(username="stranger")).pk),
            "absent": str(UUID(int=1)),
        },
    }


def of_sheets(own: Campaign, other: Campaign) -> dict[str, Mapping[str, Any]]:
    sheet, screenshot = open_sheet(own, User.objects.get(username="evaluator"))
    submitted = ScoreSheet.objects.filter(component=sheet.component, status="submitted")[0]
    sheets = {"own": sheet, "other": ScoreSheet.objects.filter(component__campaign=other)[0]}
    first = {kind: first_criterion(found) for kind, found in sheets.items()}
    adjudicated = {
        kind: campaign.components.filter(adjudications__isnull=False)[0].adjudications.all()[0].pk
        for kind, campaign in (("own", own), ("other", other))
    }
    only_own = {
        "screenshot": screenshot.pk,
        "reopening": reopening_of(submitted).pk,
        "conflict": conflict_of(own, sheet.reviewer).pk,
        "workbook": workbook_of(own).pk,
    }
    return {
        "sheet": {**{kind: found.pk for kind, found in sheets.items()}, "neighbour": submitted.pk, "absent": NO_ID},
        "place": {kind: [found.component_id, found.round_id] for kind, found in sheets.items()}
        | {"absent": [NO_ID, NO_ID]},
        "criterion": {kind: found.pk for kind, found in first.items()} | {"absent": NO_ID},
        "indicator": {kind: found.indicator_id for kind, found in first.items()} | {"absent": NO_ID},
        "adjudication": {**adjudicated, "absent": NO_ID},
        **{name: {"own": pk, "other": NO_ID - 1, "absent": NO_ID} for name, pk in only_own.items()},
    }


def of_people(own: Campaign) -> dict[str, Mapping[str, Any]]:
    """An account that a security administrator takes everything from, and a notice."""
    kept = kept_account(own)
    return {
        "account": {"own": kept.user.pk, "absent": NO_ID},
        "person": dict.fromkeys(OBJECTS, kept.user.pk),
        "membership": {"own": kept.membership.pk, "absent": NO_ID},
        "proposal": {"own": kept.proposal.pk, "absent": NO_ID},
        "token": {"own": kept.token, "absent": "nothing"},
        "notice": {"own": notice_of("evaluator").pk, "absent": NO_ID},
    }


def address(name: str, kind: str, world: World) -> str:
    return reverse(name, args=MATRIX[name].arguments(world, kind))
