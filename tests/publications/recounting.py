"""The recount script as its readers run it: from files, in a process or a module of its own."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

from assessment.publications.inputs import input_files
from assessment.scoring import ENGINE_VERSION, score_campaign, to_results
from assessment.scoring.inputs import Policy
from tests.scoring.bundles import Bundle, attribute_value, bundle_inputs, class_for, parse_pairs

SCRIPT = Path(__file__).resolve().parents[2] / "assessment" / "publications" / "recount" / "recount.py"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("recount", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def snapshot_of(bundle: Bundle) -> dict[str, Any]:
    """What results.snapshot takes of an imported bundle, as far as input files need it."""
    policy = {"normalise_to": None, "absent_component": "reweight", "grades": [], "rank_on": "reported"}
    policy |= {"reviewers": "mean", "decimals": 2, "ranks": "dense"} | (bundle.campaign.get("policy") or {})
    entities = sorted(bundle.entities, key=lambda row: row["entity"])
    place = {row["entity"]: index for index, row in enumerate(entities)}
    leagues = [league["key"] for league in bundle.campaign["leagues"]]

    def rows(table: str, system: str, *columns: str) -> list[list[Any]]:
        return [
            [place[row["entity"]], *(row.get(column, "") for column in columns)]
            for row in getattr(bundle, table)
            if row["system"] == system and row.get("status", "confirmed") == "confirmed"
        ]

    return {
        "campaign": {"key": bundle.campaign["key"]},
        "policy": policy,
        "rounds": bundle.campaign["rounds"],
        "reviewers": [f"reviewer-{number}" for number in range(9)],
        "leagues": [{"key": key} for key in leagues],
        "entities": {
            "key": list(place),
            "name": [row["name"] for row in entities],
            "classes": [{system: class_for(row["class"], system) for system in bundle.systems} for row in entities],
            "attributes": [
                {key: attribute_value(value) for key, value in parse_pairs(row["attributes"], "=").items()}
                for row in entities
            ],
            "leagues": [[leagues.index(key) for key in row["leagues"].split(";") if key] for row in entities],
        },
        "open_channels": [[place[row["entity"]], row["channel"]] for row in bundle.channels if row["open"] == "1"],
        "components": [
            {
                **part,
                "not_applicable": rows("applicability", part["system"], "indicator", "reason"),
                "gates": rows("gates", part["system"], "gate", "reason"),
                "vetoes": rows("vetoes", part["system"], "veto", "condition", "channel", "reason"),
            }
            for part in bundle.campaign["components"]
        ],
    }


def written(bundle: Bundle, folder: Path, *, values: str) -> Path:
    """The folder ``inputs`` of a download."""
    taken = snapshot_of(bundle)
    letters = {key: chr(ord("A") + place) for place, key in enumerate(taken["reviewers"])}
    documents = [bundle.systems[part["system"]] for part in bundle.campaign["components"]]
    arrays = bundle_inputs(bundle)
    for name, data in input_files(arrays=arrays, taken=taken, documents=documents, values=values, letters=letters):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def engine_entities(bundle: Bundle) -> list[dict[str, Any]]:
    inputs = bundle_inputs(bundle)
    assert isinstance(inputs.policy, Policy)
    document = to_results(score_campaign(inputs), inputs, campaign="c", run="1", engine=ENGINE_VERSION)
    entities: list[dict[str, Any]] = json.loads(json.dumps(document["entities"]))
    return entities
