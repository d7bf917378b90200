"""Reading score sheets. Every list begins with what its reader may see: blindness is a queryset (quality.md §2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from assessment.campaigns.models import Campaign, Component, Round
from assessment.campaigns.rules import Actor, held_roles
from assessment.core.models import User
from indicators.models import Criterion
from reviews.blindness import unfinished_entities, unstarted_assignments, unsubmitted_sheets
from reviews.models import Reopening, Score, ScoreChange, ScoreSheet, Screenshot, Snippet
from reviews.rules import READS_SUBMITTED, SCORES

#: Loaded with each sheet; the version's document is not (plans are kept).
WITH = ("component__version__system", "entity", "round", "reviewer__campaign", "reviewer__user")


def _sheets() -> QuerySet[ScoreSheet]:
    return ScoreSheet.objects.select_related(*WITH).defer("component__version__document")


def visible_sheets(user: Actor) -> QuerySet[ScoreSheet]:
    """One's own sheets, and the submitted ones of campaigns in which one settles or checks.

    Whoever has open work of their own on an entity sees nothing of others' on it, whatever roles they hold beside.
    """
    if not isinstance(user, User) or not user.is_active:
        return _sheets().none()
    held = held_roles(user)
    scoring = [campaign for campaign, roles in held.items() if roles & SCORES]
    reading = [campaign for campaign, roles in held.items() if roles & READS_SUBMITTED]
    seen = Q(reviewer__user=user, reviewer__campaign__in=scoring)
    of_entity = {"entity": OuterRef("entity")}
    unfinished = Exists(unsubmitted_sheets(user).filter(**of_entity))
    unstarted = Exists(unstarted_assignments(user).filter(**of_entity))
    submitted = Q(status=ScoreSheet.Status.SUBMITTED) & ~Q(unfinished) & ~Q(unstarted)
    if held[0] & READS_SUBMITTED:
        seen |= submitted
    elif reading:
        seen |= submitted & Q(reviewer__campaign__in=reading)
    return _sheets().filter(seen)


def own_sheets(user: Actor) -> QuerySet[ScoreSheet]:
    """The sheets an account fills in itself, in all its campaigns."""
    if not isinstance(user, User):
        return _sheets().none()
    return visible_sheets(user).filter(reviewer__user=user)


def in_own_order(sheets: Iterable[ScoreSheet]) -> list[ScoreSheet]:
    """The sheets of an evaluator in the order to work in: pseudo-random, so that no site is always judged last and
    tired; the same on each visit; another one for each reviewer, whatever the others do.
    """

    def place(sheet: ScoreSheet) -> tuple[str, int, int, int]:
        text = f"{sheet.reviewer.key}\n{sheet.entity.key}"
        return (hashlib.sha256(text.encode()).hexdigest(), sheet.entity_id, sheet.component_id, sheet.round_id)

    return sorted(sheets, key=place)


def column_sheets(user: Actor, component: Component, round_: Round) -> list[ScoreSheet]:
    """The evaluator's own sheets of a component and round, in the order to work in. One query."""
    return in_own_order(own_sheets(user).filter(component=component, round=round_))


def visible_reopenings(user: Actor, campaign: Campaign) -> QuerySet[Reopening]:
    """For those who may see them (rules.can_view_reopenings), but of entities on which they have open work."""
    rows = Reopening.objects.filter(sheet__component__campaign=campaign)
    rows = rows.exclude(sheet__entity__in=unfinished_entities(user, campaign))
    sheet = ("component__version__system", "entity", "round", "reviewer__campaign", "reviewer__user")
    wanted = ("asked_by", "decided_by", *(f"sheet__{name}" for name in sheet))
    return rows.select_related(*wanted).defer("sheet__component__version__document")


def last_reopenings(sheets: Iterable[ScoreSheet]) -> dict[int, Reopening]:
    """The last granted or waiting request by sheet id; one query."""
    ids = [sheet.pk for sheet in sheets]
    rows = Reopening.objects.filter(Q(granted=True) | Q(decided_at=None), sheet__in=ids)
    return {row.sheet_id: row for row in rows.order_by("pk")}


def sheet_version(sheet: ScoreSheet) -> int:
    """A number that grows with every operation on the sheet, lost ones included; 0 before the first."""
    return ScoreChange.objects.filter(sheet=sheet).aggregate(last=Max("pk"))["last"] or 0


def scores_of(sheets: Iterable[ScoreSheet], criteria: Iterable[Criterion] | None = None) -> dict[int, list[Score]]:
    """The score rows by sheet id, with their criterion's id; one query."""
    rows = Score.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
    if criteria is not None:
        rows = rows.filter(criterion__in=[criterion.pk for criterion in criteria])
    found: dict[int, list[Score]] = {sheet.pk: [] for sheet in sheets}
    for row in rows.order_by("pk"):
        found[row.sheet_id].append(row)
    return found


def visible_screenshots(user: Actor) -> QuerySet[Screenshot]:
    return Screenshot.objects.filter(sheet__in=visible_sheets(user).values("pk")).select_related("sheet")


def visible_snippets(user: Actor, campaign: Campaign) -> QuerySet[Snippet]:
    """One's own and the shared ones, in the order of their making."""
    if not isinstance(user, User):
        return Snippet.objects.none()
    return Snippet.objects.filter(Q(owner=user) | Q(owner=None), campaign=campaign).order_by("pk")


def filled_cells(sheets: Iterable[ScoreSheet]) -> dict[int, set[tuple[str, str]]]:
    """(criterion address, channel) of the cells with a value or N/A, by sheet id; one query."""
    ids: list[Any] = [sheet.pk for sheet in sheets]
    found: dict[int, set[tuple[str, str]]] = {pk: set() for pk in ids}
    rows = Score.objects.filter(sheet__in=ids).exclude(value="")
    for pk, address, channel in rows.values_list("sheet_id", "criterion__address", "channel").iterator():
        found[pk].add((address, channel))
    return found
