"""The administration's page: what is in the way, two people, the password again, withdrawal and return."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessment.campaigns.models import Campaign
from assessment.publications.models import Ledger, Preparation
from tests.bundles.samples import changed, write_bundle
from tests.publications.world import World, acknowledged, corrected, published, world_of
from tests.results.people import client_of, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/campaigns/demo/publication/"
PASSWORD = {"password": "correct-horse-battery"}
SETTLED = changed("vetoes.csv", "e2,sites,V1,,,proposed,\n", "")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return world_of(write_bundle(tmp_path / "bundle", SETTLED))


def prepared(world: World) -> Client:
    browser = signed_in(world.mei)
    answer = browser.post(f"{PAGE}preparations/", {"acknowledged": acknowledged(world.campaign)})
    assert answer.status_code == 302
    return browser


def test_one_prepares_another_approves_with_the_password_and_it_is_public(world):
    prepared(world)
    second = signed_in(world.lead)
    assert second.post(f"{PAGE}approval/", PASSWORD).status_code == 302
    assert Ledger.objects.get().actor == world.lead
    assert Client().get("/public/demo/1/").status_code == 200


def test_who_prepared_is_told_that_somebody_else_approves(world):
    browser = prepared(world)
    assert 'type="password"' not in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}approval/", PASSWORD).status_code == 403
    assert Ledger.objects.count() == 0


@pytest.mark.parametrize("data", [{}, {"password": "wrong"}])
def test_without_the_right_password_nothing_is_sealed(world, data):
    prepared(world)
    assert signed_in(world.lead).post(f"{PAGE}approval/", data).status_code == 422
    assert (Ledger.objects.count(), Preparation.objects.count()) == (0, 1)


def test_what_was_not_acknowledged_is_named_and_what_was_ticked_stays_ticked(world):
    codes = acknowledged(world.campaign)
    browser = signed_in(world.mei)
    assert browser.post(f"{PAGE}preparations/").status_code == 422
    answer = browser.post(f"{PAGE}preparations/", {"acknowledged": codes, "reason": "x" * 1001})
    assert answer.status_code == 422
    assert answer.content.decode().count(" checked") == len(codes) > 0
    assert Preparation.objects.count() == 0


def test_nothing_is_prepared_before_the_results_are_final(world):
    Campaign.objects.filter(pk=world.campaign.pk).update(phase=Campaign.Phase.SCORING)
    assert signed_in(world.mei).post(f"{PAGE}preparations/").status_code == 403


def test_who_approves_reads_what_it_changes(world):
    published(world)
    corrected(world)
    codes = acknowledged(world.campaign)
    signed_in(world.mei).post(f"{PAGE}preparations/", {"acknowledged": codes, "reason": "录入有误"})
    text = signed_in(world.lead).get(PAGE).content.decode()
    line = Ledger.objects.get()
    assert "录入有误" in text
    assert f"第 {line.revision.number} 版相比" in text


def test_a_revision_is_withdrawn_with_a_reason_and_returns_by_two_people(world):
    published(world)
    first = signed_in(world.mei)
    assert first.post(f"{PAGE}1/withdrawal/", PASSWORD).status_code == 422
    assert first.post(f"{PAGE}1/withdrawal/", {**PASSWORD, "reason": "有误"}).status_code == 302
    assert Client().get("/public/demo/1/method/").status_code == 410
    assert first.post(f"{PAGE}1/reissue/", {"reason": "核实无误"}).status_code == 302
    assert signed_in(world.an).post(f"{PAGE}approval/", PASSWORD).status_code == 302
    assert Client().get("/public/demo/1/method/").status_code == 200


@pytest.mark.parametrize(
    ("role", "get", "post"), [("auditor", 200, 403), ("lead", 200, 403), ("evaluator", 403, 403), ("agency", 403, 403)]
)
def test_others_read_at_most(world, role, get, post):
    entity = world.campaign.entities.get(key="e1") if role == "agency" else None
    browser = client_of(role, world.campaign, entity)
    assert browser.get(PAGE).status_code == get
    assert browser.post(f"{PAGE}preparations/").status_code == post


def test_the_page_costs_the_same_statements_with_one_revision_and_with_three(world):
    published(world)
    one = statements(world)
    for value in ("0", "1"):
        corrected(world, value)
        published(world, reason="x")
    assert statements(world) == one


def statements(world: World) -> int:
    browser = signed_in(world.mei)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(PAGE, HTTP_HX_REQUEST="true").status_code == 200
    return len(queries)
