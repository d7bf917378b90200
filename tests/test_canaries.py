"""Canaries: what somebody must not see holds a word found nowhere else (quality.md §2).

Each role walks every page, file and history that it can reach, from every address of the access matrix along every
link, and meets none of the words that are hidden from it. Those that somebody may see are met: they are alive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessment.accounts.services.factors import authenticator
from reviews.models import Score
from tests.canaries.planted import (
    AUDIT,
    COMMENTS,
    DRAFT,
    EVERYTHING,
    NEIGHBOUR,
    NEIGHBOURS_SCORES,
    REVIEWERS,
    SCORES,
    UNPUBLISHED,
    VALUES,
    browser_of,
    planted,
    secrets_of,
)
from tests.canaries.walking import MOST_PAGES, received, starts, walked
from tests.matrix.table import ROLES, World

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

#: Their own sheet of the entity is not submitted: nothing of what the others wrote there, whatever role they have.
BLIND = (*COMMENTS, *VALUES, *AUDIT, *UNPUBLISHED)
HIDDEN: Mapping[str, tuple[str, ...]] = {
    "anonymous": (*EVERYTHING, *UNPUBLISHED),
    "stranger": (*EVERYTHING, *UNPUBLISHED),
    "security": (*EVERYTHING, *UNPUBLISHED),
    # The agency is told the reasons of its own cells, never who wrote them, and nothing of its neighbour.
    "agency": (*REVIEWERS, *NEIGHBOURS_SCORES, *NEIGHBOUR, *AUDIT, *UNPUBLISHED),
    "evaluator": (*SCORES, *DRAFT, *NEIGHBOUR, *AUDIT, *UNPUBLISHED),
    "lead": BLIND,
    "administrator": BLIND,
    "auditor": UNPUBLISHED,
}
#: Who may see them does: otherwise the walks would prove nothing.
ALIVE: Mapping[str, tuple[str, ...]] = {
    "agency": DRAFT,
    "lead": (*DRAFT, "canary-case", "canary-neighbours-draft"),
    "administrator": (*DRAFT, "canary-case", "canary-neighbours-draft"),
    "auditor": EVERYTHING,
}


@dataclass(frozen=True)
class Planted:
    world: World
    browsers: Mapping[str, Client]
    secrets: Mapping[str, str]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Planted]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = planted(tmp_path_factory.mktemp("canaries"))
        browsers = {role: browser_of(role) for role in ROLES}
        yield Planted(made, browsers, secrets_of(browsers))
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_meets_no_canary_anywhere(world, role):
    secrets = {word for word, owner in world.secrets.items() if owner != role}
    secrets |= {settings.SECRET_KEY, authenticator("canary-nonce-5b7e").secret}
    words = {*EVERYTHING, *UNPUBLISHED, *secrets}
    met: dict[str, str] = {}
    pages = 0
    for path, said in walked(world.browsers[role], starts(world.world), past_public=role != "anonymous"):
        pages += 1
        met |= {word: path for word in words if word not in met and word in said}
    hidden = {*HIDDEN[role], *secrets}
    assert {word: path for word, path in met.items() if word in hidden} == {}
    assert sorted(set(ALIVE.get(role, ())) - set(met)) == []
    assert 100 < pages < MOST_PAGES


def test_what_is_never_published_is_alive_for_who_may_see_it(world):
    browser = browser_of("elsewhere")
    sheet = Score.objects.get(value=UNPUBLISHED[2]).sheet_id
    pages = [*starts(world.world), reverse("reviews:api_sheet", args=[sheet])]
    said = "".join(received(browser, path) for path in pages)
    assert [word for word in UNPUBLISHED if word not in said] == []
