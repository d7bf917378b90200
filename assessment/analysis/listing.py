"""The list of disagreements: which of them, on which page, and everything that a lead needs to settle one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

import numpy as np
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import QueryDict

from assessment.analysis.details import Details
from assessment.analysis.forms import SettlementForm
from assessment.analysis.reading import Reading
from assessment.campaigns.models import Channel, Entity, Reviewer
from assessment.campaigns.rules import Actor
from assessment.core.verdicts import Verdict
from assessment.results.disagreements import BAND, GATE, MIXED, RANGE, Disagreements
from assessment.results.reviewed import leaf_of_cells
from assessment.scoring.model import Bools, Cell, VersionPlan
from indicators.models import Criterion
from indicators.models.versions import in_language
from indicators.wording import rule_in_words, word
from reviews.claims import Claim
from reviews.models import Adjudication, Finding, Score, Screenshot
from reviews.scope import channel_name
from reviews.settling import CellPlace, Settler

ROWS = 20
#: What a sort key (campaigns.sorting) holds beside the bare syllables.
_TONES = re.compile(r"[0-9\s]")
STATES = ("open", "settled", "all")


@dataclass(frozen=True)
class Asked:
    """What the page was asked for. ``indicator`` is ``system:code`` or ``system:``, ``entity`` a part of a name,
    key or pinyin."""

    state: str = "open"
    indicator: str = ""
    entity: str = ""
    page: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        state = query.get("state", "")
        return cls(
            state=state if state in STATES else "open",
            indicator=query.get("indicator", "")[:200],
            entity=query.get("entity", "").strip()[:100],
            page=query.get("page", ""),
        )


@dataclass(frozen=True)
class Given:
    """What a reviewer handed in for the cell, '' where only a comment was."""

    reviewer: Reviewer
    value: str
    comment: str


@dataclass(frozen=True)
class Answer:
    """A form that was refused, to be shown again in its row: the key of its cell, what was typed, and why not."""

    key: tuple[int, int, int, int, str]
    data: QueryDict
    field: str
    sentence: str


@dataclass
class Row:
    """One cell. Texts are in the reader's language; values are shown as words where their rule has words."""

    place: CellPlace
    anchor: str
    effect: float
    spread: float
    reasons: int
    is_settled: bool
    rule: str
    channel: str
    given: Sequence[Given]
    findings: Sequence[Finding]
    screenshots: Sequence[Screenshot]
    links: Sequence[Channel]
    claim: Claim | None
    open_sheets: int
    adjudication: Adjudication | None
    settled: str
    verdict: Verdict
    form: SettlementForm

    @property
    def claimed(self) -> str:
        return shown(self.claim.value) if self.claim else ""

    @property
    def is_apart(self) -> bool:
        return bool(self.reasons & RANGE)

    @property
    def is_mixed(self) -> bool:
        return bool(self.reasons & MIXED)

    @property
    def is_across_band(self) -> bool:
        return bool(self.reasons & BAND)

    @property
    def is_across_gate(self) -> bool:
        return bool(self.reasons & GATE)


@dataclass
class DisagreementList:
    """The list as one reader asked for it. Texts and values are read for the rows of one page only."""

    reading: Reading
    user: Actor
    asked: Asked
    answer: Answer | None = None
    chosen: Disagreements = field(init=False)
    page: Page[int] = field(init=False)

    def __post_init__(self) -> None:
        self.chosen = self._chosen()
        self.page = Paginator(range(len(self.chosen)), ROWS).get_page(self.asked.page)

    @property
    def open_count(self) -> int:
        return int((~self.reading.disagreements.settled).sum())

    @property
    def settled_count(self) -> int:
        return int(self.reading.disagreements.settled.sum())

    def _chosen(self) -> Disagreements:
        found = self.reading.disagreements
        kept = np.ones(len(found), dtype=bool)
        if self.asked.state != "all":
            kept &= found.settled == (self.asked.state == "settled")
        if self.asked.indicator:
            kept &= self._below_indicator(found)
        if self.asked.entity:
            kept &= np.isin(self.reading.inputs.entity_ids[found.entity], self._named())
        return found.take(kept)

    def _below_indicator(self, found: Disagreements) -> Bools:
        """Cells of leaves at or below the indicator (without a code: of the component); none where there is no such."""
        system, _separator, code = self.asked.indicator.partition(":")
        below = np.zeros(len(found), dtype=bool)
        for place, plan in enumerate(self.reading.plans):
            mine = found.component == place
            if plan.key == system and not code:
                below |= mine
            if plan.key == system and code in plan.node_index:
                node = plan.nodes[plan.node_index[code]]
                leaf = leaf_of_cells(plan)[found.cell[mine]]
                below[mine] = (leaf >= node.leaf_begin) & (leaf < node.leaf_end)
        return below

    def _named(self) -> list[int]:
        """Ids of the entities whose name, key or pinyin (without tones and blanks) holds the text. One query."""
        text = self.asked.entity.casefold()
        syllables = "".join(text.split())
        rows = Entity.objects.filter(campaign=self.reading.campaign).values_list("pk", "name", "key", "sort_key")
        return [
            pk
            for pk, name, key, pinyin in rows
            if text in name.casefold() or text in key.casefold() or syllables in _TONES.sub("", pinyin)
        ]

    def indicators(self) -> Iterator[tuple[str, str]]:
        """(value, label) of every indicator, indented by its level, for the filter."""
        several = len(self.reading.plans) > 1
        for plan in self.reading.plans:
            if several:
                yield f"{plan.key}:", in_language(plan.name.get("zh", ""), plan.name.get("en", ""))
            for node in plan.nodes:
                name = in_language(node.name.get("zh", ""), node.name.get("en", ""))
                yield f"{plan.key}:{node.code}", f"{'　' * (node.depth - plan.nodes[0].depth)}{node.code} {name}"

    # --- the rows of the page -----------------------------------------------------------------------------------------
    def rows(self) -> list[Row]:
        chosen = self.chosen.take(np.array(list(self.page.object_list), dtype=np.intp))
        places = self._places(chosen)
        details = Details.of(places)
        settler = Settler.of(self.user, self.reading.campaign, places)
        plans = self.reading.plans
        return [
            self._row(number, place, plans[component], cell, chosen, details, settler)
            for number, (place, component, cell) in enumerate(
                zip(places, chosen.component.tolist(), chosen.cell.tolist(), strict=True)
            )
        ]

    def _row(
        self,
        number: int,
        place: CellPlace,
        plan: VersionPlan,
        cell: int,
        chosen: Disagreements,
        details: Details,
        settler: Settler,
    ) -> Row:
        stated = plan.criteria[plan.cells[cell].criterion]
        adjudication = details.adjudications.get(place.key)
        settled = adjudication.value if adjudication else ""
        anchor = anchor_of(*place.key)
        answer = self.answer if self.answer and self.answer.key == place.key else None
        form = SettlementForm(answer.data if answer else None, rule=stated.rule, prefix_id=anchor, settled=settled)
        if answer:
            form.full_clean()
            form.errors.clear()
            form.add_error(answer.field, answer.sentence)
        kind = plan.leaf_node(stated.leaf).kind.value
        return Row(
            place=place,
            anchor=anchor,
            effect=float(chosen.effect[number]),
            spread=float(chosen.spread[number]),
            reasons=int(chosen.reasons[number]),
            is_settled=bool(chosen.settled[number]),
            rule=rule_in_words(place.criterion.rule, kind=kind),
            channel=word(place.channel) if place.channel else "",
            given=[Given(row.sheet.reviewer, shown(row.value), row.comment) for row in details.scores[place.key]],
            findings=details.findings[place.key],
            screenshots=details.screenshots[place.key],
            links=details.links[place.entity.pk],
            claim=details.claim_at(place),
            open_sheets=details.open_sheets[place.key[:3]],
            adjudication=adjudication,
            settled=shown(settled),
            verdict=settler.can_settle(place),
            form=form,
        )

    def _places(self, chosen: Disagreements) -> list[CellPlace]:
        reading = self.reading
        pks = [int(pk) for pk in reading.inputs.entity_ids[chosen.entity]]
        entities = Entity.objects.in_bulk(pks)
        rounds = {round_.key: round_ for round_ in reading.campaign.rounds.all()}
        stated = [reading.plans[place].cells[cell] for place, cell in zip(chosen.component, chosen.cell, strict=True)]
        criteria = self._criteria(chosen, stated)
        return [
            CellPlace(
                component=reading.components[component],
                entity=entities[pk],
                round=rounds[reading.arrays.rounds[turn]],
                criterion=criteria[reading.components[component].version_id, _address(reading.plans[component], cell)],
                channel=channel_name(reading.plans[component], cell),
            )
            for component, turn, pk, cell in zip(chosen.component, chosen.round, pks, stated, strict=True)
        ]

    def _criteria(self, chosen: Disagreements, stated: Sequence[Cell]) -> dict[tuple[int, str], Criterion]:
        """The criteria of the rows by version and address. One query."""
        wanted: dict[int, set[str]] = defaultdict(set)
        for component, cell in zip(chosen.component, stated, strict=True):
            wanted[self.reading.components[component].version_id].add(_address(self.reading.plans[component], cell))
        among = [Q(version=version, address__in=addresses) for version, addresses in wanted.items()]
        rows = Criterion.objects.filter(reduce(or_, among, Q(pk=None))).select_related("indicator")
        return {(row.version_id, row.address): row for row in rows}


def _address(plan: VersionPlan, cell: Cell) -> str:
    return plan.criteria[cell.criterion].address


def anchor_of(component: int, entity: int, round: int, criterion: int, channel: str) -> str:
    """The fragment of a cell on the page, from the ids and the channel of its key."""
    return f"cell-{component}-{entity}-{round}-{criterion}-{channel}".rstrip("-")


def shown(value: str) -> str:
    """A stored value for reading: levels in words, N/A as such."""
    return "N/A" if value == Score.NOT_APPLICABLE else word(value)
