"""The inputs of a run as files for a recount without this program (docs/adr/0012).

``values.csv`` holds, for each entity, system, round, criterion and channel, either the one number that the reviewers'
values (or an adjudication) came to, "consolidated", or each reviewer's own value under a letter. Names, comments,
reasons and addresses of channels stay here; so do attributes on which no branch depends.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from assessment.core.guard import guard
from assessment.results.snapshot import Snapshot
from assessment.scoring import format_value
from assessment.scoring.cells import format_number
from assessment.scoring.component import ComponentScorer
from assessment.scoring.inputs import CampaignInputs, ComponentInputs
from assessment.scoring.model import NO_CHANNEL, Cell, VersionPlan

CONSOLIDATED, REVIEWERS = "consolidated", "reviewers"
PLACE = ("entity", "system", "round", "criterion", "channel")
ADJUDICATED = "adjudicated"
AT_ONCE = 512  # entities

Files = Iterator[tuple[str, bytes]]


def input_files(
    *,
    arrays: CampaignInputs,
    taken: Snapshot,
    documents: Sequence[Mapping[str, Any]],
    values: str,
    letters: Mapping[str, str],
) -> Files:
    """(name, bytes) of every input file. ``documents`` are the versions in normal form, in the order of components,
    ``values`` CONSOLIDATED or REVIEWERS, ``letters`` by reviewer key. The same run gives the same bytes.
    """
    yield "campaign.json", _json(_campaign(taken, values))
    for document in documents:
        yield f"systems/{document['key']}.json", _json(document)
    yield "entities.json", _json(_entities(taken, documents))
    yield "decisions.json", _json(_decisions(taken))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    if values == REVIEWERS:
        writer.writerow([*PLACE, "reviewer", "value"])
        names = [letters[key] for key in taken["reviewers"]]
        rows = _single_rows(arrays, names)
    else:
        writer.writerow([*PLACE, "value"])
        rows = _consolidated_rows(arrays)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    yield "values.csv", stream.getvalue().encode()


def _json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _campaign(taken: Snapshot, values: str) -> dict[str, Any]:
    return {
        "key": taken["campaign"]["key"],
        "rounds": taken["rounds"],
        "components": [
            {name: component[name] for name in ("system", "version", "share")} for component in taken["components"]
        ],
        "policy": taken["policy"],
        "leagues": [league["key"] for league in taken["leagues"]],
        "values": values,
    }


def _entities(taken: Snapshot, documents: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    stated = taken["entities"]
    deciding = {name for document in documents for name in _attributes(document["tree"])}
    leagues = [league["key"] for league in taken["leagues"]]
    open_channels: list[list[str]] = [[] for _ in stated["key"]]
    for entity, kind in taken["open_channels"]:
        open_channels[entity].append(kind)
    return [
        {
            "entity": key,
            "name": stated["name"][place],
            "classes": stated["classes"][place],
            "attributes": {
                name: value for name, value in sorted(stated["attributes"][place].items()) if name in deciding
            },
            "leagues": [leagues[league] for league in stated["leagues"][place]],
            "open": open_channels[place],
        }
        for place, key in enumerate(stated["key"])
    ]


def _attributes(nodes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Names of the attributes that decide a branch."""
    for node in nodes:
        if node.get("applies_when"):
            yield node["applies_when"]["attribute"]
        yield from _attributes(node.get("children") or ())


def _decisions(taken: Snapshot) -> dict[str, Any]:
    keys = taken["entities"]["key"]
    found: dict[str, list[dict[str, str]]] = {"not_applicable": [], "gates": [], "vetoes": []}
    for component in taken["components"]:
        system = component["system"]
        for entity, code, _reason in component["not_applicable"]:
            found["not_applicable"].append({"entity": keys[entity], "system": system, "indicator": code})
        for entity, code, _reason in component["gates"]:
            found["gates"].append({"entity": keys[entity], "system": system, "gate": code})
        for entity, code, _condition, channel, _reason in component["vetoes"]:
            found["vetoes"].append({"entity": keys[entity], "system": system, "veto": code, "channel": channel})
    return found


def _consolidated_rows(arrays: CampaignInputs) -> Iterator[list[str]]:
    """One number a cell and round (scoring.md §3, §5.1), as the shortest decimal of the very number that was used."""
    scorers = [
        ComponentScorer(component, rounds=len(arrays.rounds), reviewers=arrays.policy.reviewers)
        for component in arrays.components
    ]
    for begin in range(0, arrays.entity_count, AT_ONCE):
        end = min(begin + AT_ONCE, arrays.entity_count)
        planes = [scorer.reviewed(begin, end, scorer.weights(begin, end)) for scorer in scorers]
        for entity in range(begin, end):
            for component, plane in zip(arrays.components, planes, strict=True):
                for turn, round_key in enumerate(arrays.rounds):
                    numbers = plane[turn, :, entity - begin]
                    for cell in _given(component, entity, numbers):
                        text = "NA" if np.isneginf(numbers[cell.index]) else format_number(float(numbers[cell.index]))
                        yield [*_place(arrays, entity, component.plan, round_key, cell), text]


def _given(component: ComponentInputs, entity: int, numbers: np.ndarray) -> Iterator[Cell]:
    """The cells that hold a number or N/A, but for those of closed channels, which nothing reads."""
    plan = component.plan
    for index in np.flatnonzero(~np.isnan(numbers)).tolist():
        cell = plan.cells[index]
        if cell.channel == NO_CHANNEL or component.open_channels[entity, cell.channel]:
            yield cell


def _place(arrays: CampaignInputs, entity: int, plan: VersionPlan, round_key: str, cell: Cell) -> list[str]:
    channel = "" if cell.channel == NO_CHANNEL else plan.channels[cell.channel]
    return [arrays.entity_keys[entity], plan.key, round_key, plan.criteria[cell.criterion].address, channel]


def _single_rows(arrays: CampaignInputs, names: Sequence[str]) -> Iterator[list[str]]:
    """Each reviewer's value in the notation of its rule; ``items`` as the sum of its capped cases."""
    for component in arrays.components:
        order = np.argsort([names[reviewer] for reviewer in component.sheet_reviewer], kind="stable")
        order = order[np.lexsort((component.sheet_round[order], component.sheet_entity[order]))]
        for sheet in order.tolist():
            entity, turn = int(component.sheet_entity[sheet]), int(component.sheet_round[sheet])
            first = np.array([cell.first_slot for cell in component.plan.cells], dtype=np.intp)
            for cell in _given(component, entity, component.sheets[sheet, first]):
                slots = component.sheets[sheet, cell.first_slot : cell.first_slot + cell.slots]
                text = format_value(component.plan.criteria[cell.criterion], slots)
                place = _place(arrays, entity, component.plan, arrays.rounds[turn], cell)
                yield [*place, names[component.sheet_reviewer[sheet]], text]
        yield from _adjudicated_rows(arrays, component)


def _adjudicated_rows(arrays: CampaignInputs, component: ComponentInputs) -> Iterator[list[str]]:
    settled = component.adjudications
    for entity, turn, index, slots in zip(settled.entity, settled.round, settled.cell, settled.values, strict=True):
        cell = component.plan.cells[index]
        text = format_value(component.plan.criteria[cell.criterion], slots[: cell.slots])
        if text:
            yield [*_place(arrays, int(entity), component.plan, arrays.rounds[turn], cell), ADJUDICATED, text]
