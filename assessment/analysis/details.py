"""What a lead reads beside the cells of one page: who gave what, why, on what evidence, and what the agency claims."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Q, QuerySet

from assessment.campaigns.models import Channel
from reviews.claims import CellKey, Claim, Place, claims_at
from reviews.models import Adjudication, Finding, Score, ScoreSheet, Screenshot
from reviews.settling import CellPlace

Key = tuple[int, int, int, int, str]
Part = TypeVar("Part", Score, Finding, Screenshot)


@dataclass(frozen=True)
class Details:
    """What stands beside the cells of one page, by cell, entity, or (component, entity, round)."""

    scores: Mapping[Key, Sequence[Score]]
    findings: Mapping[Key, Sequence[Finding]]
    screenshots: Mapping[Key, Sequence[Screenshot]]
    adjudications: Mapping[Key, Adjudication]
    links: Mapping[int, Sequence[Channel]]
    claims: Mapping[Place, Mapping[CellKey, Claim]]
    open_sheets: Counter[tuple[int, ...]]

    @classmethod
    def of(cls, places: Sequence[CellPlace]) -> Details:
        """Nine queries, whatever the number of places. Only submitted sheets and self-assessments are read."""
        entities = {place.entity.pk for place in places}
        among = reduce(or_, (place.among() for place in places), Q(pk=None))
        settled = Adjudication.objects.filter(
            entity__in=entities, criterion__in={place.criterion.pk for place in places}
        ).select_related("settled_by")
        unsubmitted = ScoreSheet.objects.filter(entity__in=entities, status=ScoreSheet.Status.OPEN)
        links: dict[int, list[Channel]] = defaultdict(list)
        for channel in Channel.objects.filter(entity__in=entities, is_open=True).order_by("kind"):
            if channel.address.startswith(("http://", "https://")):
                links[channel.entity_id].append(channel)
        return cls(
            scores=_by_cell(Score.objects.exclude(value="", comment="").filter(among)),
            findings=_by_cell(Finding.objects.filter(among)),
            screenshots=_by_cell(Screenshot.objects.filter(among)),
            adjudications={
                (row.component_id, row.entity_id, row.round_id, row.criterion_id, row.channel): row for row in settled
            },
            links=links,
            claims=claims_at(
                {(place.component.pk, place.entity.pk) for place in places}, {place.criterion.pk for place in places}
            ),
            open_sheets=Counter(unsubmitted.values_list("component_id", "entity_id", "round_id")),
        )

    def claim_at(self, place: CellPlace) -> Claim | None:
        return self.claims[place.component.pk, place.entity.pk].get((place.criterion.pk, place.channel))


def _by_cell(rows: QuerySet[Part]) -> dict[Key, list[Part]]:
    """Parts of submitted sheets by cell, in the order of the reviewers' keys. One query."""
    found: dict[Key, list[Part]] = defaultdict(list)
    submitted = rows.filter(sheet__status=ScoreSheet.Status.SUBMITTED).select_related("sheet__reviewer__user")
    for row in submitted.order_by("sheet__reviewer__key", "pk"):
        sheet = row.sheet
        found[sheet.component_id, sheet.entity_id, sheet.round_id, row.criterion_id, row.channel].append(row)
    return found
