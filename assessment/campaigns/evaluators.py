"""The evaluators of a campaign, with the key under which each one's scores stand or will stand."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from assessment.campaigns.keys import KEY
from assessment.campaigns.models import Campaign, Membership, Reviewer


@dataclass(frozen=True)
class Evaluator:
    """Somebody who scores. ``reviewer`` is the id of the Reviewer row, None where it is made with the first task.

    ``is_active``: an account that may sign in and holds the evaluator's role; only those are given work.
    """

    key: str
    name: str
    user: int | None
    organisation: str
    reviewer: int | None
    is_active: bool


def people_of(campaign: Campaign) -> list[Evaluator]:
    """Everybody under whose key scores stand or will stand, in the order of the keys. Two queries."""
    role = Membership.Role.EVALUATOR
    members = Membership.objects.filter(campaign=campaign, role=role, user__is_active=True).select_related("user")
    active = {member.user_id: member.user for member in members.order_by("user__username")}
    people, seen = [], set()
    for row in Reviewer.objects.filter(campaign=campaign).select_related("user").order_by("key"):
        first = row.user_id is not None and row.user_id not in seen
        seen.add(row.user_id)
        people.append(
            Evaluator(
                key=row.key,
                name=str(row.user) if row.user else row.key,
                user=row.user_id,
                organisation=row.user.organisation if row.user else "",
                reviewer=row.pk,
                is_active=first and row.user_id in active,
            )
        )
    taken = {person.key for person in people}
    for pk, user in active.items():
        if pk not in seen:
            key = new_key(user.username, taken)
            taken.add(key)
            people.append(Evaluator(key, str(user), pk, user.organisation, None, is_active=True))
    return sorted(people, key=lambda person: person.key)


def evaluators_of(campaign: Campaign) -> list[Evaluator]:
    """Those who can be given work."""
    return [person for person in people_of(campaign) if person.is_active]


def new_key(username: str, taken: Collection[str]) -> str:
    """The user name as a key (keys.KEY): a sign that no key may hold becomes a hyphen; numbered where it is taken."""
    key = re.sub(r"[^\w.@-]", "-", username)[:90]
    if not re.fullmatch(KEY, key):
        key = f"p{key}"
    numbered = [key, *(f"{key}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in numbered if name not in taken)
