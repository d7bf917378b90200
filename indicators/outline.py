"""A version as its page shows it: a flat list of rows and a summary, computed from the normal document alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from indicators import wording
from indicators.documents.normal import columns_of
from indicators.models.versions import in_language
from indicators.weights import Leaf, Summed, leaves_of, per_column, summed_nodes, sums

Document = Mapping[str, Any]


def anchor(code: str) -> str:
    """The page anchor of an indicator (``1.2``) or criterion (``1.2#3``)."""
    return "i-" + re.sub(r"[^\w.-]", "-", code)


def text_of(texts: Mapping[str, str]) -> str:
    return in_language(texts.get("zh", ""), texts.get("en", ""))


@dataclass(frozen=True)
class CriterionRow:
    number: int
    address: str
    text: str
    rule: str
    group: str
    channels: str
    share: float | None
    crossref: tuple[str, ...]

    @property
    def anchor(self) -> str:
        return anchor(self.address)


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator. ``weights`` are its figures in words, in the order of the columns: a leaf's own weight or its
    part of the weight above, an inner indicator's sum of its leaves. ``doubt``: where the source prints another sum.
    """

    code: str
    parent: str
    name: str
    level: int
    is_leaf: bool
    kind: str
    method: str
    weights: tuple[str, ...]
    remarks: tuple[str, ...]
    doubt: str
    crossref: tuple[str, ...]
    criteria: tuple[CriterionRow, ...]

    @property
    def anchor(self) -> str:
        return anchor(self.code)


def _places(nodes: Sequence[Document], parent: str, level: int) -> Iterator[tuple[str, int]]:
    """(code of the parent, level) of every node in document order."""
    for node in nodes:
        yield parent, level
        yield from _places(node.get("children", ()), node["code"], level + 1)


def _agrees(summed: Summed, column: str, stated: float | None) -> bool:
    return stated is None or summed.agrees(column, stated)


@dataclass(frozen=True)
class GateRow:
    code: str
    name: str
    trigger: str
    criterion: str
    effect: str
    targets: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class VetoRow:
    code: str
    name: str
    scope: str
    conditions: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class Outline:
    """The page of a normal document in the reader's language."""

    document: Document

    @cached_property
    def columns(self) -> list[str]:
        return columns_of(self.document)

    @cached_property
    def nodes(self) -> list[Summed]:
        return summed_nodes(self.document)

    @cached_property
    def leaves(self) -> list[Leaf]:
        return leaves_of(self.nodes)

    @property
    def levels(self) -> range:
        """1 … the deepest level."""
        return range(1, max(row.level for row in self.rows) + 1)

    @property
    def span(self) -> int:
        """The columns of the tree table: name, one per weight column."""
        return len(self.columns) + 1

    @property
    def tells_channels(self) -> bool:
        """Whether criteria differ in where they are judged, so that the page has to say it."""
        judged = any(item.group or item.channels for row in self.rows for item in row.criteria)
        return judged and len(self.document["channels"]) > 1

    @property
    def column_words(self) -> list[str]:
        return [wording.word(column) for column in self.columns]

    @property
    def column_sums(self) -> list[tuple[str, float]]:
        """(column, full marks): the sum of the score leaves, the largest where alternatives differ."""
        score = [leaf for leaf in self.leaves if leaf.kind == "score"]
        return [(wording.word(column), max(sums(score, column))) for column in self.columns]

    @property
    def criterion_count(self) -> int:
        return sum(len(summed.node.get("criteria", ())) for summed in self.nodes)

    @cached_property
    def rows(self) -> list[IndicatorRow]:
        places = _places(self.document["tree"], "", 1)
        return [self._row(summed, parent, level) for summed, (parent, level) in zip(self.nodes, places, strict=True)]

    def _row(self, summed: Summed, parent: str, level: int) -> IndicatorRow:
        node = summed.node
        weights = self._inner_weights(summed) if summed.inner else self._leaf_weights(summed)
        remarks = [wording.condition_in_words(node["applies_when"])] if "applies_when" in node else []
        remarks += [wording.na_in_words(node["na"])]
        return IndicatorRow(
            code=node["code"],
            parent=parent,
            name=text_of(node["name"]),
            level=level,
            is_leaf=not summed.inner,
            kind=node["kind"],
            method=node.get("method", ""),
            weights=tuple(wording.weight_in_words(value, node["kind"], leaf=not summed.inner) for value in weights),
            remarks=tuple(filter(None, remarks)),
            doubt=self._doubt(summed),
            crossref=tuple(node.get("crossref", ())),
            criteria=tuple(self._criterion(node, criterion) for criterion in node.get("criteria", ())),
        )

    def _leaf_weights(self, summed: Summed) -> tuple[float | None, ...]:
        weights = summed.leaves[0].weights or {}
        return tuple(weights.get(column) for column in self.columns)

    def _inner_weights(self, summed: Summed) -> tuple[float | None, ...]:
        """The largest sum of the leaves per column; None where no leaf counts in the column."""
        return tuple(max(summed.sums(column)) or None for column in self.columns)

    def _doubt(self, summed: Summed) -> str:
        """Where the source prints another weight than the parts add up to."""
        if not summed.inner or "weight" not in summed.node:
            return ""
        stated = per_column(summed.node["weight"], self.columns)
        off = [column for column in self.columns if not _agrees(summed, column, stated.get(column))]
        return _("; ").join(
            wording.difference_in_words(column, stated[column] or 0, summed.sums(column)) for column in off
        )

    def _criterion(self, node: Document, criterion: Document) -> CriterionRow:
        return CriterionRow(
            number=criterion["no"],
            address=f"{node['code']}#{criterion['no']}",
            text=text_of(criterion["text"]),
            rule=wording.rule_in_words(criterion["rule"], kind=node["kind"]),
            group=criterion.get("class", ""),
            channels=self._judged_on(criterion),
            share=criterion.get("share"),
            crossref=tuple(criterion.get("crossref", ())),
        )

    def _judged_on(self, criterion: Document) -> str:
        """The channels of a criterion in words; '' where a tree of its own is scored on every channel anyway."""
        channels = criterion.get("channels", ())
        if len(channels) < max(len(self.document["channels"]), 2):
            return wording.words(channels)
        return _("all channels") if criterion.get("class") else ""

    @property
    def gates(self) -> list[GateRow]:
        return [
            GateRow(
                code=gate["code"],
                name=text_of(gate["name"]),
                trigger=wording.trigger_in_words(gate.get("when")),
                criterion=anchor(gate["when"]["criterion"]) if "when" in gate else "",
                effect=wording.factor_in_words(gate["factor"]),
                targets=tuple((target, anchor(target)) for target in gate["targets"]),
            )
            for gate in self.document["gates"]
        ]

    @property
    def vetoes(self) -> list[VetoRow]:
        return [
            VetoRow(
                code=veto["code"],
                name=text_of(veto["name"]),
                scope=wording.scope_in_words(veto["scope"]),
                conditions=tuple(
                    (
                        item["no"],
                        text_of(item["text"]),
                        wording.probe_in_words(item["probe"]) if "probe" in item else "",
                    )
                    for item in veto["conditions"]
                ),
            )
            for veto in self.document["vetoes"]
        ]

    @property
    def channel_words(self) -> str:
        return wording.words(self.document["channels"])

    @property
    def channel_columns(self) -> list[str]:
        return [wording.word(channel) for channel in self.document["channels"]]

    @property
    def channel_rows(self) -> list[list[float | None]]:
        """The channel-weight table: one row per set, in the order of the channels; None: not in the set."""
        return [[row.get(channel) for channel in self.document["channels"]] for row in self.document["channel_weights"]]
