"""No page's number of statements grows with what it shows: 1 and 3 of everything are held to one literal."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.campaigns.models import Campaign, Membership
from assessment.core.models import User
from assessment.results import shelf
from tests.bundles.samples import write_bundle
from tests.results.people import account, computed, imported, signed_in
from tests.results.test_ranking_page import NAMES, bundle

pytestmark = pytest.mark.django_db
RUN = "/campaigns/demo/runs/1/"


def statements(browser, path: str, **headers: str) -> int:
    """How many a request takes. The first request of a process also reads what belongs to the run."""
    browser.get(path, headers=headers)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path, headers=headers).status_code == 200
    return len(captured)


def campaigns_of(folder: Path, number: int, user: User) -> list[Campaign]:
    """``number`` campaigns with a run of ``number`` entities each, in which ``user`` is a lead."""
    made = []
    for place in range(number):
        key = "demo" if place == 0 else f"demo-{place}"
        campaign = imported(write_bundle(folder / key, bundle(key, scores_of(number))))
        Membership.objects.create(campaign=campaign, user=user, role="lead")
        computed(campaign)
        made.append(campaign)
    return made


def scores_of(number: int) -> dict[str, str]:
    """Entities with a tie where there are several."""
    return dict.fromkeys(list(NAMES)[:number], "0.5")


@pytest.fixture(params=[1, 3])
def reader(request, tmp_path):
    """A lead in 1 or 3 campaigns of 1 or 3 entities, with 1 or 3 runs in the first."""
    cache.clear()
    shelf.clear()
    user = account("lead")
    first, *_others = campaigns_of(tmp_path, request.param, user)
    adjudicated = first.components.get()
    for turn in range(1, request.param):
        adjudicated.adjudications.create(
            entity=first.entities.order_by("key")[0],
            round=first.rounds.get(),
            criterion=adjudicated.version.criterion_set.order_by("position")[turn - 1],
            channel="website",
            value="1",
        )
        computed(first)
    assert first.runs.count() == request.param
    return signed_in(user)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/campaigns/", 16),
        ("/campaigns/demo/", 27),
        ("/campaigns/demo/runs/", 13),
        (RUN, 16),
        (f"{RUN}leagues/all/", 18),
        (f"{RUN}leagues/all/?view=figures&sort=-s0", 19),
        (f"{RUN}leagues/all/?view=chart&q=e", 18),
        (f"{RUN}entities/e1/", 15),
        (f"{RUN}entities/e1/leaves/sites/1/", 15),
        ("/search/?q=e", 17),
    ],
)
def test_a_page_takes_as_many_statements_for_three_as_for_one(reader, path, expected):
    assert statements(reader, path) == expected


def test_a_fragment_does_not_pay_for_the_frame(reader):
    path = f"{RUN}entities/e1/leaves/sites/1/"
    assert statements(reader, path, **{"HX-Request": "true"}) == 12
