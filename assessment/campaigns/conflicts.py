"""Conflicts of interest: stored ones, and those that follow from the accounts (screens.md §1).

A person must not score an entity which they represent, whose organisation is their own, or with which a conflict was
declared or imported. Checked when work is assigned, and again when a value is saved.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessment.campaigns.evaluators import Evaluator
from assessment.campaigns.models import Campaign, Conflict, Entity, Membership, Reviewer
from assessment.core.models import User


class Ground(StrEnum):
    """Why there is a conflict."""

    REPRESENTS = "represents"
    ORGANISATION = "organisation"
    DECLARED = "declared"
    IMPORTED = "imported"


@dataclass(frozen=True)
class Found:
    """One conflict: of the person under a reviewer's key with an entity (id). ``stored``: id of its Conflict row."""

    key: str
    entity: int
    ground: Ground
    reason: str = ""
    stored: int | None = None

    @property
    def ground_word(self) -> str:
        return {
            Ground.REPRESENTS: _("represents this entity"),
            Ground.ORGANISATION: _("belongs to the same organisation"),
            Ground.DECLARED: _("declared conflict"),
            Ground.IMPORTED: _("imported conflict"),
        }[self.ground]

    @property
    def sentence(self) -> str:
        """For a page: why this person does not score this entity."""
        return f"{self.ground_word}: {self.reason}" if self.reason else self.ground_word


def same_name(organisation: str) -> str:
    """The form in which names of organisations are compared: width, case and blanks make no difference."""
    return "".join(unicodedata.normalize("NFKC", organisation).casefold().split())


class ConflictTable:
    """All conflicts of a campaign in a constant number of queries, evaluators without any task yet included."""

    def __init__(self, campaign: Campaign, people: Sequence[Evaluator]) -> None:
        self._by_pair: dict[tuple[str, int], list[Found]] = defaultdict(list)
        for found in _all_found(campaign, people):
            self._by_pair[found.key, found.entity].append(found)

    def of(self, key: str, entity: int) -> list[Found]:
        """The conflicts of a reviewer's key with an entity's id, the strongest ground first."""
        return self._by_pair.get((key, entity), [])

    def all(self) -> list[Found]:
        return [found for pair in self._by_pair.values() for found in pair]

    def barred(self) -> dict[int, set[str]]:
        """entity id → the keys of those who must not score it."""
        barred: dict[int, set[str]] = defaultdict(set)
        for key, entity in self._by_pair:
            barred[entity].add(key)
        return barred


def _all_found(campaign: Campaign, people: Sequence[Evaluator]) -> Iterator[Found]:
    by_organisation: dict[str, list[int]] = defaultdict(list)
    for pk, organisation in Entity.objects.filter(campaign=campaign).values_list("pk", "organisation"):
        if same_name(organisation):
            by_organisation[same_name(organisation)].append(pk)
    represented: dict[int, list[int]] = defaultdict(list)
    agencies = Membership.objects.filter(campaign=campaign, role=Membership.Role.AGENCY, entity__isnull=False)
    for user, entity in agencies.values_list("user_id", "entity_id"):
        represented[user].append(entity)
    for person in people:
        held = represented.get(person.user, ()) if person.user else ()
        yield from (Found(person.key, entity, Ground.REPRESENTS) for entity in held)
        own = by_organisation.get(same_name(person.organisation), ())
        yield from (Found(person.key, entity, Ground.ORGANISATION, person.organisation) for entity in own)
    for row in Conflict.objects.filter(campaign=campaign).select_related("reviewer").order_by("pk"):
        struck = [row.entity_id] if row.entity_id else by_organisation.get(same_name(row.organisation), [])
        yield from (Found(row.reviewer.key, pk, Ground(row.source), row.reason, row.pk) for pk in struck)


def conflicts_of(*, reviewer: Reviewer, entity: Entity) -> list[Found]:
    """The conflicts of one reviewer with one entity of the same campaign; at most three queries."""
    by_account = _by_account(reviewer.user, entity, reviewer.key) if reviewer.user else []
    return [*by_account, *_stored(Conflict.objects.filter(reviewer=reviewer), entity)]


def conflicts_of_user(*, user: User, entity: Entity) -> list[Found]:
    """The same for an account in any role, so for a lead who settles; what was stored counts under any of its keys."""
    own = Conflict.objects.filter(campaign=entity.campaign_id, reviewer__user=user)
    return [*_by_account(user, entity, user.username), *_stored(own, entity)]


def _by_account(user: User, entity: Entity, key: str) -> list[Found]:
    found = []
    if Membership.objects.filter(user=user, role=Membership.Role.AGENCY, entity=entity).exists():
        found.append(Found(key, entity.pk, Ground.REPRESENTS))
    if same_name(entity.organisation) and same_name(entity.organisation) == same_name(user.organisation):
        found.append(Found(key, entity.pk, Ground.ORGANISATION, user.organisation))
    return found


def _stored(conflicts: QuerySet[Conflict], entity: Entity) -> list[Found]:
    name = same_name(entity.organisation)
    return [
        Found(row.reviewer.key, entity.pk, Ground(row.source), row.reason, row.pk)
        for row in conflicts.select_related("reviewer").order_by("pk")
        if row.entity_id == entity.pk or (not row.entity_id and name and same_name(row.organisation) == name)
    ]
