"""Some criteria down all of an evaluator's own sheets, as plain values for JSON. A constant number of queries.

Like the sheet, a column depends on nothing that another evaluator has written (quality.md §2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from assessment.campaigns.models import Channel, Component, Round
from assessment.campaigns.rules import Actor
from assessment.core.models import User
from indicators.models import Criterion, Indicator
from indicators.selectors import tree_of
from reviews import rules
from reviews.aside import asides_down
from reviews.models import Finding, GateProposal, ScoreSheet, Screenshot, VetoProposal
from reviews.payload import (
    Json,
    cell_payload,
    channel_links,
    component_payload,
    criterion_payload,
    finding_payload,
    gate_payload,
    proposable_payload,
    screenshot_payload,
    veto_payload,
    with_aside,
)
from reviews.plans import plan_of
from reviews.remit import remits_of
from reviews.scope import ancestors, channel_name
from reviews.selectors import column_sheets, filled_cells, scores_of

Part = TypeVar("Part", Finding, Screenshot, GateProposal, VetoProposal)


def open_column(
    user: User, component: int, round_: int, **which: int
) -> tuple[list[ScoreSheet], list[Criterion]] | None:
    """The evaluator's own sheets and the criteria of a column: ``pk`` of a criterion or ``indicator`` of a leaf (ids).

    None where the account has no sheet in it, or the version no such criterion. Four queries.
    """
    sheets = sheets_of_columns(user, component, round_)
    if not sheets:
        return None
    criteria = Criterion.objects.filter(version=sheets[0].component.version_id, **which).select_related("indicator")
    found = list(criteria.order_by("position"))
    return (sheets, found) if found else None


def sheets_of_columns(user: User, component: int, round_: int) -> list[ScoreSheet]:
    """The evaluator's own sheets of a component and round (ids), in the order to work in; [] where nothing is there."""
    held = Component.objects.filter(pk=component).only("pk").first()
    turn = Round.objects.filter(pk=round_).only("pk").first()
    return column_sheets(user, held, turn) if held and turn else []


def column_payload(sheets: Sequence[ScoreSheet], criteria: Sequence[Criterion], actor: Actor) -> Json:
    """Some criteria of one leaf over the evaluator's own sheets (at least one), in the order given."""
    component = sheets[0].component
    plan, ids = plan_of(component.version), {row.address: row.pk for row in criteria}
    remits = remits_of(sheets)
    links, rows = _links_of(sheets), scores_of(sheets, criteria)
    filled = {pk: {(row.criterion_id, row.channel) for row in held if row.value} for pk, held in rows.items()}
    asides = asides_down(sheets, filled, set(ids.values()))
    findings = _by_sheet(Finding.objects.filter(sheet__in=sheets, criterion__in=criteria).order_by("pk"))
    pictures = _by_sheet(Screenshot.objects.filter(sheet__in=sheets, criterion__in=criteria).order_by("pk"))
    gates = _by_sheet(GateProposal.objects.filter(sheet__in=sheets).select_related("gate").order_by("pk"))
    vetoes = _by_sheet(VetoProposal.objects.filter(sheet__in=sheets).select_related("veto").order_by("pk"))
    found = []
    for sheet in sheets:
        cells = [cell for cell in remits[sheet.pk].cells if plan.criteria[cell.criterion].address in ids]
        held = {(row.criterion_id, row.channel): row for row in rows[sheet.pk]}
        if cells:
            verdict = rules.can_score_sheet(actor, sheet, remits[sheet.pk].standing)
            found.append(
                {
                    "sheet": sheet.pk,
                    "entity": {"key": sheet.entity.key, "name": sheet.entity.name},
                    "status": sheet.status,
                    "editable": bool(verdict) and not sheet.is_submitted,
                    "channels": links[sheet.entity_id],
                    "cells": [with_aside(cell_payload(plan, cell, ids, held), asides[sheet.pk]) for cell in cells],
                    "findings": [finding_payload(row) for row in findings[sheet.pk]],
                    "screenshots": [screenshot_payload(row) for row in pictures[sheet.pk]],
                    "gate_proposals": [gate_payload(row, row.gate) for row in gates[sheet.pk]],
                    "veto_proposals": [veto_payload(row, row.veto) for row in vetoes[sheet.pk]],
                }
            )
    return {
        "component": component_payload(component),
        "round": sheets[0].round.key,
        "criteria": [criterion_payload(plan, row, row.indicator) for row in criteria],
        "has_earlier": bool(sheets[0].reviewer.campaign.baseline_key),
        "has_claims": any(aside.claims for aside in asides.values()),
        **proposable_payload(component.version),
        "rows": found,
    }


def column_outline(sheets: Sequence[ScoreSheet]) -> list[Json]:
    """The leaves with a criterion that is asked on one of the sheets (at least one), in document order:
    ``{"id", "code", "name", "first_level", "criteria": [{"id", "number", "address", "text"}]}``; the
    way from one column to the next.
    """
    version = sheets[0].component.version
    plan = plan_of(version)
    asked = {plan.criteria[cell.criterion].address for remit in remits_of(sheets).values() for cell in remit.cells}
    found = []
    for root in tree_of(version):
        for branch in root.walk():
            criteria = [row for row in branch.criteria if row.address in asked]
            if criteria:
                found.append(
                    {
                        "id": branch.indicator.pk,
                        "code": branch.indicator.code,
                        "name": branch.indicator.name,
                        "first_level": root.indicator.code,
                        "criteria": [
                            {"id": row.pk, "number": row.number, "address": row.address, "text": row.text}
                            for row in criteria
                        ],
                    }
                )
    return found


def leaf_to_go_on(sheets: Sequence[ScoreSheet], section: str = "") -> int | None:
    """The id of the first leaf that lacks a value on a sheet that is open, else of the first that is asked on any; only
    below the first-level indicator ``section`` where one is named. None where nothing is asked.
    """
    version = sheets[0].component.version
    plan, filled = plan_of(version), filled_cells(sheets)
    is_open = {sheet.pk: not sheet.is_submitted for sheet in sheets}
    leaves: dict[str, bool] = {}  # code → something is missing
    for pk, remit in remits_of(sheets).items():
        for cell in remit.cells:
            criterion = plan.criteria[cell.criterion]
            path = ancestors(plan, criterion.leaf)
            if section in ("", path[-1].code):
                is_missing = is_open[pk] and (criterion.address, channel_name(plan, cell)) not in filled[pk]
                leaves[path[0].code] = leaves.get(path[0].code, False) or is_missing
    rows = Indicator.objects.filter(version=version, code__in=leaves).order_by("position").values_list("code", "pk")
    order = sorted(rows, key=lambda row: not leaves[row[0]])
    return order[0][1] if order else None


def _links_of(sheets: Sequence[ScoreSheet]) -> dict[int, list[Json]]:
    """The open channels by entity id; one query."""
    channels: dict[int, list[Channel]] = {sheet.entity_id: [] for sheet in sheets}
    for channel in Channel.objects.filter(entity__in=channels, is_open=True).order_by("pk"):
        channels[channel.entity_id].append(channel)
    return {pk: channel_links(rows) for pk, rows in channels.items()}


def _by_sheet(rows: Iterable[Part]) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = defaultdict(list)
    for row in rows:
        found[row.sheet_id].append(row)
    return found
