"""Bundle folders (formats.md §3) straight into the engine's inputs, for the golden cases.

The product has its own importer with faults and all; this one believes what it reads.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assessment.scoring import Adjudications, CampaignInputs, ComponentInputs, Policy, locate, pack_text, plan_version
from assessment.scoring.inputs import pairs
from assessment.scoring.model import VersionPlan

Row = Mapping[str, str]
CASES = Path(__file__).resolve().parents[1] / "golden" / "cases"


@dataclass
class Bundle:
    """A campaign as files have it: documents and rows of text."""

    campaign: dict[str, Any]
    systems: dict[str, dict[str, Any]]
    entities: Sequence[Row]
    channels: Sequence[Row] = ()
    scores: Sequence[Row] = ()
    adjudications: Sequence[Row] = ()
    applicability: Sequence[Row] = ()
    gates: Sequence[Row] = ()
    vetoes: Sequence[Row] = ()


def read_bundle(folder: Path) -> Bundle:
    """All files of a bundle folder."""

    def rows(name: str) -> list[Row]:
        path = folder / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def document(path: Path) -> dict[str, Any]:
        return yaml.safe_load(path.read_text(encoding="utf-8"))

    systems = [document(path) for path in sorted((folder / "systems").glob("*.yaml"))]
    tables = ("entities", "channels", "scores", "adjudications", "applicability", "gates", "vetoes")
    return Bundle(
        campaign=document(folder / "campaign.yaml"),
        systems={system["key"]: system for system in systems},
        **{name: rows(name) for name in tables},
    )


def attribute_value(text: str) -> object:
    """``true``/``false``, a number or a word."""
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return text


def parse_pairs(text: str, separator: str) -> dict[str, str]:
    """``k=v;k=v`` (or with ``:``) as a mapping."""
    return dict(part.split(separator, 1) for part in text.split(";") if part)


def class_for(text: str, system: str) -> str:
    """The entity's class in a system: ``system:class;system:class`` or one word for all."""
    return parse_pairs(text, ":").get(system, "") if ":" in text else text


def bundle_inputs(bundle: Bundle) -> CampaignInputs:
    """The engine's inputs of a bundle."""
    entities = sorted(bundle.entities, key=lambda row: row["entity"])
    keys = [row["entity"] for row in entities]
    place = {key: index for index, key in enumerate(keys)}
    leagues = [league["key"] for league in bundle.campaign.get("leagues") or []]
    membership = np.zeros((len(keys), len(leagues)), dtype=bool)
    for index, row in enumerate(entities):
        for league in filter(None, row["leagues"].split(";")):
            membership[index, leagues.index(league)] = True
    components = bundle.campaign["components"]
    return CampaignInputs(
        entity_keys=keys,
        components=[_component(bundle, part["system"], entities, place) for part in components],
        shares=[float(part["share"]) for part in components],
        league_keys=leagues,
        leagues=membership,
        rounds=bundle.campaign["rounds"],
        policy=Policy.from_document(bundle.campaign.get("policy") or {}),
    )


def _component(bundle: Bundle, system: str, entities: Sequence[Row], place: Mapping[str, int]) -> ComponentInputs:
    plan = plan_version(bundle.systems[system])
    rounds = {key: index for index, key in enumerate(bundle.campaign["rounds"])}

    def mine(rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if row["system"] == system]

    open_channels = np.zeros((len(entities), len(plan.channels)), dtype=bool)
    for row in bundle.channels:
        if row["channel"] in plan.channel_index:
            open_channels[place[row["entity"]], plan.channel_index[row["channel"]]] = row["open"] == "1"
    raised = np.zeros((len(entities), len(plan.gates)), dtype=bool)
    for row in mine(bundle.gates):
        raised[place[row["entity"]], plan.gate_index[row["gate"]]] = True
    sheets = _sheets(plan, mine(bundle.scores), place, rounds)
    return ComponentInputs(
        plan=plan,
        columns=np.array(
            [plan.column_index.get(class_for(row["class"], system), -1) for row in entities], dtype=np.int16
        ),
        attributes=[
            {key: attribute_value(value) for key, value in parse_pairs(row["attributes"], "=").items()}
            for row in entities
        ],
        open_channels=open_channels,
        **sheets,
        adjudications=Adjudications.of(
            plan, [_adjudication(plan, row, place, rounds) for row in mine(bundle.adjudications)]
        ),
        declared_na=pairs(
            [(place[row["entity"]], plan.node_index[row["indicator"]]) for row in mine(bundle.applicability)], 2
        ),
        raised_gates=raised,
        vetoes=pairs(
            [
                (place[row["entity"]], plan.veto_index[row["veto"]], plan.channel_index.get(row["channel"], -1))
                for row in mine(bundle.vetoes)
                if row["status"] == "confirmed"
            ],
            3,
        ),
    )


def _adjudication(
    plan: VersionPlan, row: Row, place: Mapping[str, int], rounds: Mapping[str, int]
) -> tuple[int, int, int, tuple[float, ...]]:
    cell = locate(plan, row["criterion"], row["channel"])
    slots = pack_text(plan.criteria[cell.criterion], row["value"])
    return place[row["entity"]], rounds[row["round"]], cell.index, slots


def _sheets(
    plan: VersionPlan, rows: Sequence[Row], place: Mapping[str, int], rounds: Mapping[str, int]
) -> dict[str, np.ndarray]:
    reviewers: dict[str, int] = {}
    numbers: dict[tuple[int, int, int], int] = {}
    packed: list[np.ndarray] = []

    for row in rows:
        cell = locate(plan, row["criterion"], row["channel"])
        reviewer = reviewers.setdefault(row["reviewer"], len(reviewers))
        key = (place[row["entity"]], rounds[row["round"]], reviewer)
        if key not in numbers:
            numbers[key] = len(packed)
            packed.append(np.full(plan.slot_count, np.nan))
        slots = pack_text(plan.criteria[cell.criterion], row["value"])
        packed[numbers[key]][cell.first_slot : cell.first_slot + cell.slots] = slots

    index = np.array(list(numbers), dtype=np.int32).reshape(-1, 3)
    return {
        "sheets": np.array(packed).reshape(len(packed), plan.slot_count),
        "sheet_entity": index[:, 0],
        "sheet_round": index[:, 1].astype(np.int16),
        "sheet_reviewer": index[:, 2],
    }
