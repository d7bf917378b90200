"""From a normal document to its rows: indicators, criteria, gates, vetoes and their conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from indicators.models import Criterion, Gate, Indicator, IndicatorVersion, Veto, VetoCondition

Document = Mapping[str, Any]


@dataclass
class Rows:
    """Unsaved rows of a version in document order; ``position`` counts from 0 within each kind."""

    indicators: list[Indicator] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)
    vetoes: list[Veto] = field(default_factory=list)
    conditions: list[VetoCondition] = field(default_factory=list)


def build_rows(version: IndicatorVersion, document: Document) -> Rows:
    """The rows that a normal document stands for; nothing is written."""
    rows = Rows()
    for node in document["tree"]:
        _add_indicator(rows, version, node, parent=None, level=1)
    for position, gate in enumerate(document["gates"]):
        stated = {name: gate.get(name) for name in ("code", "targets", "factor", "when")}
        rows.gates.append(Gate(version=version, position=position, **stated, **_names(gate)))
    for position, veto in enumerate(document["vetoes"]):
        _add_veto(rows, version, veto, position)
    return rows


def write_rows(version: IndicatorVersion, document: Document) -> None:
    """Store the rows of a draft: one statement per kind and level of the tree, whatever their number.

    (SQLite splits a statement by its number of parameters.) Children need the keys of their parents.
    """
    rows = build_rows(version, document)
    for _level, indicators in _by_level(rows.indicators):
        Indicator.objects.bulk_create(indicators)
    Criterion.objects.bulk_create(rows.criteria)
    Gate.objects.bulk_create(rows.gates)
    Veto.objects.bulk_create(rows.vetoes)
    VetoCondition.objects.bulk_create(rows.conditions)


def remove_rows(version: IndicatorVersion) -> None:
    """Take a draft's rows away before others replace them."""
    for model in (VetoCondition, Veto, Gate, Criterion, Indicator):
        model.objects.filter(version=version).delete()


def _by_level(indicators: list[Indicator]) -> Iterator[tuple[int, list[Indicator]]]:
    for level in sorted({indicator.level for indicator in indicators}):
        chosen = [indicator for indicator in indicators if indicator.level == level]
        for indicator in chosen:
            indicator.parent = indicator.parent  # takes over the key that the parent has by now
        yield level, chosen


def _add_indicator(
    rows: Rows, version: IndicatorVersion, node: Document, *, parent: Indicator | None, level: int
) -> None:
    indicator = Indicator(
        version=version,
        position=len(rows.indicators),
        parent=parent,
        code=node["code"],
        level=level,
        is_leaf="children" not in node,
        kind=node["kind"],
        method=node.get("method", ""),
        weight=node.get("weight"),
        share=node.get("share"),
        na=node["na"],
        applies_when=node.get("applies_when"),
        **_names(node),
    )
    rows.indicators.append(indicator)
    for criterion in node.get("criteria", ()):
        rows.criteria.append(
            Criterion(
                version=version,
                position=len(rows.criteria),
                indicator=indicator,
                number=criterion["no"],
                address=f"{node['code']}#{criterion['no']}",
                share=criterion.get("share"),
                criterion_class=criterion.get("class", ""),
                channels=criterion.get("channels", []),
                rule=criterion["rule"],
                **_texts(criterion),
            )
        )
    for child in node.get("children", ()):
        _add_indicator(rows, version, child, parent=indicator, level=level + 1)


def _add_veto(rows: Rows, version: IndicatorVersion, veto: Document, position: int) -> None:
    row = Veto(version=version, position=position, code=veto["code"], scope=veto["scope"], **_names(veto))
    rows.vetoes.append(row)
    for condition in veto["conditions"]:
        rows.conditions.append(
            VetoCondition(
                version=version,
                position=len(rows.conditions),
                veto=row,
                number=condition["no"],
                probe=condition.get("probe"),
                **_texts(condition),
            )
        )


def _names(item: Document) -> dict[str, str]:
    return {"name_zh": item["name"].get("zh", ""), "name_en": item["name"].get("en", "")}


def _texts(item: Document) -> dict[str, str]:
    return {"text_zh": item["text"].get("zh", ""), "text_en": item["text"].get("en", "")}
