"""What the score sheet is made of, as plain values for JSON. A constant number of queries.

Everything comes from the sheet itself, the indicator version and the entity: nothing here depends on what another
evaluator has written (quality.md §2), but ``disputed``, which only who sees everybody's values gets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from assessment.campaigns.models import Channel, Component
from assessment.campaigns.policy import work_policy
from assessment.campaigns.rules import Actor
from assessment.campaigns.words import channel_word
from assessment.core.verdicts import Denied
from assessment.scoring import VersionPlan
from assessment.scoring.model import Cell
from indicators.models import Criterion, Gate, Indicator, IndicatorVersion, Veto
from indicators.selectors import Branch, gates_of, tree_of, vetoes_of
from indicators.wording import rule_in_words
from reviews import rules
from reviews.aside import Asides, asides_of
from reviews.assigned import Standing
from reviews.disputed import disputed_cells
from reviews.models import Finding, GateProposal, Score, ScoreSheet, Screenshot, Snippet, VetoProposal
from reviews.models.working import PartOfSheet
from reviews.plans import plan_of
from reviews.remit import remit_of
from reviews.running import figures_of
from reviews.scope import EntityScope, ancestors, channel_name
from reviews.selectors import scores_of, sheet_version, visible_snippets

Json = dict[str, Any]


# --- the sheet --------------------------------------------------------------------------------------------------------
def sheet_payload(sheet: ScoreSheet, actor: Actor) -> Json:
    """All that the page of a sheet shows (api.serializers.Sheet); ``sheet`` comes from selectors.visible_sheets."""
    remit = remit_of(sheet)
    plan, cells = remit.plan, remit.cells
    branches = [branch for root in tree_of(sheet.component.version) for branch in root.walk()]
    ids = {row.address: row.pk for branch in branches for row in branch.criteria}
    rows = {(row.criterion_id, row.channel): row for row in scores_of([sheet])[sheet.pk]}
    addresses = {pk: address for address, pk in ids.items()}
    values = [(addresses[pk], channel, row.value) for (pk, channel), row in rows.items()]
    asides = asides_of(sheet, {key for key, row in rows.items() if row.value})
    return {
        **_head(sheet, actor, remit.standing),
        "channels": channel_links(sheet.entity.channels.filter(is_open=True)),
        "tree": list(tree_payload(plan, branches, cells, remit.scope, remit.standing.sections)),
        "cells": [with_aside(cell_payload(plan, cell, ids, rows), asides) for cell in cells],
        "figures": figures_of(plan, remit.scope, values, cells),
        "findings": [finding_payload(row) for row in Finding.objects.filter(sheet=sheet).order_by("pk")],
        "screenshots": [screenshot_payload(row) for row in Screenshot.objects.filter(sheet=sheet).order_by("pk")],
        **proposable_payload(sheet.component.version),
        "gate_proposals": [gate_payload(row, row.gate) for row in _of_sheet(GateProposal, sheet, "gate")],
        "veto_proposals": [veto_payload(row, row.veto) for row in _of_sheet(VetoProposal, sheet, "veto")],
        "disputed": [
            {"criterion": criterion, "channel": channel, "url": url}
            for (criterion, channel), url in disputed_cells(actor, sheet).items()
        ],
        "snippets": [snippet_payload(row) for row in visible_snippets(actor, sheet.reviewer.campaign)],
    }


def with_aside(cell: Json, asides: Asides) -> Json:
    """A cell with its ``earlier``, ``claim`` and ``facts`` (reviews.aside)."""
    return {**cell, **asides.of((cell["criterion"], cell["channel"]))}


def _of_sheet(model: type[PartOfSheet], sheet: ScoreSheet, name: str) -> Any:
    return model.objects.filter(sheet=sheet).select_related(name).order_by("pk")


def _head(sheet: ScoreSheet, actor: Actor, standing: Standing) -> Json:
    campaign = sheet.reviewer.campaign
    verdict = rules.can_score_sheet(actor, sheet, standing)
    return {
        "id": sheet.pk,
        "campaign": {"key": campaign.key, "name": campaign.name},
        "component": component_payload(sheet.component),
        "entity": {"key": sheet.entity.key, "name": sheet.entity.name},
        "round": sheet.round.key,
        "status": sheet.status,
        "submitted_at": sheet.submitted_at,
        "phase": campaign.phase,
        "phase_word": campaign.get_phase_display(),
        "editable": bool(verdict) and not sheet.is_submitted,
        "locked_reason": verdict.reason if isinstance(verdict, Denied) else "",
        "policy": work_policy(campaign.policy),
        "version": sheet_version(sheet),
    }


def component_payload(component: Component) -> Json:
    version = component.version
    mode = "per_channel" if plan_of(version).per_channel else "entity"
    return {
        "id": component.pk,
        "key": version.system.key,
        "name": version.name,
        "version": version.version,
        "mode": mode,
    }


def tree_payload(
    plan: VersionPlan, branches: Sequence[Branch], cells: Sequence[Cell], scope: EntityScope, sections: Sequence[str]
) -> Iterable[Json]:
    """The nodes with a cell that is asked, and those declared not applicable, in document order."""
    asked = {plan.criteria[cell.criterion].address for cell in cells}
    leaves = {plan.criteria[cell.criterion].leaf for cell in cells}
    kept = {node.code for leaf in leaves for node in ancestors(plan, leaf)}
    parents = {branch.indicator.pk: branch.indicator.code for branch in branches}
    for branch in branches:
        row = branch.indicator
        path = _path(plan, row.code)
        declared = bool(scope.not_applicable & set(path)) and not (sections and path[-1] not in sections)
        if row.code in kept or declared:
            yield {
                "id": row.pk,
                "code": row.code,
                "name": row.name,
                "parent": parents.get(row.parent_id or 0, ""),
                "level": row.level,
                "is_leaf": row.is_leaf,
                "kind": row.kind,
                "not_applicable": declared,
                "criteria": [
                    criterion_payload(plan, item, row) for item in branch.criteria if declared or item.address in asked
                ],
            }


def _path(plan: VersionPlan, code: str) -> list[str]:
    """The codes from a node up to its first level."""
    node = plan.nodes[plan.node_index[code]]
    path = [node.code]
    while node.parent >= 0:
        node = plan.nodes[node.parent]
        path.append(node.code)
    return path


def criterion_payload(plan: VersionPlan, row: Criterion, indicator: Indicator) -> Json:
    planned = plan.criteria[plan.criterion_index[row.address]]
    rule = in_document_order(row.rule, planned.rule.keys)
    return {
        "id": row.pk,
        "address": row.address,
        "number": row.number,
        "text": row.text,
        "share": row.share,
        "criterion_class": row.criterion_class,
        "channels": row.channels,
        "rule": rule,
        "rule_words": rule_in_words(rule, kind=indicator.kind),
        "role": str(planned.role),
    }


def in_document_order(rule: Json, keys: Sequence[str]) -> Json:
    """A tally's categories in their own order, which PostgreSQL's JSON column does not keep."""
    if rule["type"] != "tally":
        return rule
    return {**rule, "categories": {key: rule["categories"][key] for key in keys}}


def cell_payload(plan: VersionPlan, cell: Cell, ids: dict[str, int], rows: dict[tuple[int, str], Score]) -> Json:
    """A cell that has no row yet is empty at version 0."""
    address, channel = plan.criteria[cell.criterion].address, channel_name(plan, cell)
    row = rows.get((ids[address], channel))
    return {
        "criterion": ids[address],
        "address": address,
        "channel": channel,
        "value": row.value if row else "",
        "comment": row.comment if row else "",
        "version": row.version if row else 0,
    }


def channel_links(channels: Iterable[Channel]) -> list[Json]:
    ordered = sorted(channels, key=lambda row: row.pk)
    return [
        {"kind": row.kind, "word": channel_word(row.kind), "name": row.name, "address": row.address} for row in ordered
    ]


# --- what hangs on it -------------------------------------------------------------------------------------------------
def finding_payload(row: Finding) -> Json:
    return {
        "id": row.pk,
        "criterion": row.criterion_id,
        "channel": row.channel,
        "tags": row.tags,
        "severity": row.severity,
        "text": row.text,
    }


def screenshot_payload(row: Screenshot) -> Json:
    return {
        "id": row.pk,
        "criterion": row.criterion_id,
        "channel": row.channel,
        "width": row.width,
        "height": row.height,
        "size": row.size,
        "url": reverse("reviews:screenshot", args=[row.pk]),
        "thumbnail_url": reverse("reviews:thumbnail", args=[row.pk]),
    }


def proposable_payload(version: IndicatorVersion) -> Json:
    """``{"gates", "vetoes"}``: what an evaluator can propose; gates with a condition are raised by values alone."""
    return {
        "gates": [{"code": row.code, "name": row.name} for row in gates_of(version) if not row.when],
        "vetoes": [_veto(row) for row in vetoes_of(version)],
    }


def gate_payload(row: GateProposal, gate: Gate) -> Json:
    return {"id": row.pk, "gate": gate.code, "reason": row.reason}


def veto_payload(row: VetoProposal, veto: Veto) -> Json:
    return {
        "id": row.pk,
        "veto": veto.code,
        "condition": row.condition,
        "channel": row.channel,
        "reason": row.reason,
    }


def _veto(row: Veto) -> Json:
    conditions = [{"number": str(item.number), "text": item.text} for item in row.conditions.all()]
    return {"code": row.code, "name": row.name, "scope": row.scope, "conditions": conditions}


def snippet_payload(row: Snippet) -> Json:
    return {
        "id": row.pk,
        "text": row.text,
        "shared": row.owner_id is None,
        "criterion": row.criterion_id,
        "pinyin": row.pinyin,
    }
