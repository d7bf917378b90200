"""What a revision says: its manifest, written once and sealed (quality.md §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.campaigns.models import Campaign
from assessment.campaigns.policy import RELEASE_DEFAULTS
from assessment.exports.report import Report
from assessment.results.models import Run
from assessment.results.shelf import facts_of
from assessment.scoring.rounding import decimal_text

FORMAT = "pingheng-publication/1"
Manifest = dict[str, Any]


def build_manifest(
    *,
    report: Report,
    number: int,
    reason: str,
    previous_seal: str,
    details: str,
    acknowledged: list[dict[str, Any]],
    files: Mapping[str, Mapping[str, Any]],
) -> Manifest:
    """Every line of every league, and everything that identifies what it was computed from. No time, no person."""
    run, taken = report.run, report.reader.snapshot
    stated = taken["campaign"]
    return {
        "format": FORMAT,
        "campaign": {
            "key": stated["key"],
            "name": {"zh": stated["name_zh"], "en": stated["name_en"]},
            "year": run.campaign.year,
        },
        "revision": number,
        "reason": reason,
        "previous_seal": previous_seal,
        "run": {"number": run.number, "inputs": run.inputs_digest, "results": run.results_digest},
        "engine": run.engine,
        "details": details,
        "policy": taken["policy"],
        "versions": _versions(report),
        "coverage": _coverage(run, taken),
        "acknowledged": acknowledged,
        "leagues": leagues_of(report),
        "files": {name: dict(stated) for name, stated in sorted(files.items())},
    }


def _versions(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "system": part.system,
            "version": part.version,
            "hash": part.content_hash,
            "share": report.reader.snapshot["components"][part.position]["share"],
            "name": {"zh": part.plan.name.get("zh", ""), "en": part.plan.name.get("en", "")},
        }
        for part in report.parts
    ]


def _coverage(run: Run, taken: Mapping[str, Any]) -> dict[str, int]:
    """How much stands behind the figures: sheets, cells with a value, cells without."""
    return {
        "entities": run.entity_count,
        "unqualified": run.vetoed,
        "reviewers": len(taken["reviewers"]),
        "rounds": len(taken["rounds"]),
        "sheets": run.sheet_count,
        "cells": run.cell_count,
        "missing": run.missing,
    }


def leagues_of(report: Report) -> list[dict[str, Any]]:
    """The leagues as they are stored with the run, in the order of their lists; the unqualified stand at the end."""
    reasons = _vetoes(report)
    names = {stated["key"]: stated for stated in report.reader.snapshot["leagues"]}
    leagues = [*((league.key, league.places) for league in report.leagues)]
    if report.unplaced.places:
        leagues.append(("", report.unplaced.places))
    return [
        {
            "key": key,
            "name": {"zh": names[key]["name_zh"], "en": names[key]["name_en"]} if key else {"zh": "", "en": ""},
            "lines": [_line(report, reasons, rank, entity) for rank, entity in places],
        }
        for key, places in leagues
    ]


def _line(report: Report, reasons: Mapping[str, Any], rank: int | None, entity: str) -> dict[str, Any]:
    row = report.rows[entity]
    return {
        "entity": entity,
        "name": row.name,
        "rank": rank,
        "total": None if row.total is None else decimal_text(row.total, report.decimals),
        "grade": row.grade,
        "missing": row.missing,
        "vetoes": reasons.get(entity, []),
    }


def _vetoes(report: Report) -> dict[str, list[dict[str, Any]]]:
    """Confirmed vetoes by entity, in both languages."""
    facts = facts_of(report.run)
    plans = {plan.key: plan for plan in facts.plans}
    found: dict[str, list[dict[str, Any]]] = {}
    for entity, vetoes in report.reader.vetoes.items():
        for veto in vetoes:
            stated = plans[veto.system].vetoes[plans[veto.system].veto_index[veto.code]]
            condition = facts.conditions.get((veto.system, veto.code, veto.condition), {})
            line = {
                "system": veto.system,
                "code": veto.code,
                "scope": stated.scope,
                "name": {"zh": stated.name.get("zh", ""), "en": stated.name.get("en", "")},
                "condition": {"zh": condition.get("zh", ""), "en": condition.get("en", "")},
                "channel": veto.channel,
                "reason": veto.reason,
            }
            found.setdefault(entity, []).append(line)
    return found


def details_of(campaign: Campaign) -> str:
    """What the campaign's policy lets the public have (docs/adr/0012)."""
    return str(campaign.policy.get("published_details", RELEASE_DEFAULTS["published_details"]))
