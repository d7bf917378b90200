"""A submitted sheet is opened again by two people, one of them a lead (quality.md §2)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.campaigns.models import Membership, Reviewer
from assessment.core.models import AuditEntry, User
from assessment.notices.models import Notice
from reviews.errors import RefusedError
from reviews.models import Reopening, ScoreSheet
from reviews.selectors import visible_reopenings
from reviews.services.cells import save_cells
from reviews.services.reopening import ask_reopening, decide_reopening
from reviews.services.sheets import submit_sheet
from tests.reviews.world import World, client_of, complete, fresh, make_world, member

pytestmark = pytest.mark.django_db
LIST = "/campaigns/demo/reopenings/"


@pytest.fixture
def world() -> World:
    return submitted(make_world())


def submitted(world: World) -> World:
    """Ann has submitted all her sheets."""
    for sheet in world.sheets():
        save_cells(sheet=sheet, operations=complete(world), actor=fresh(world.ann))
        submit_sheet(sheet=sheet, actor=fresh(world.ann))
    return world


def ask(world: World, user: User, reason: str = "漏看一栏") -> Reopening:
    return ask_reopening(sheet=world.sheet(), reason=reason, actor=fresh(user))


def decide(asked: Reopening, user: User, *, grant: bool = True, answer: str = "") -> Reopening:
    return decide_reopening(reopening=asked, grant=grant, answer=answer, actor=fresh(user))


def status(world: World) -> str:
    return ScoreSheet.objects.get(pk=world.sheet().pk).status


def test_an_evaluator_asks_and_a_lead_grants(world):
    asked = ask(world, world.ann)
    assert status(world) == "submitted"
    decide(asked, world.lead)
    assert status(world) == "open"
    entry = AuditEntry.objects.get(verb="reopen_sheet")
    assert (entry.actor_name, entry.after["reason"], entry.after["asked_by"]) == ("lead", "漏看一栏", "ann")
    assert [row.kind for row in Notice.objects.filter(user=world.ann)] == ["reopening_decided"]
    assert [row.kind for row in Notice.objects.filter(user=world.lead)] == ["reopening_asked"]


def test_a_lead_asks_and_an_administrator_or_another_lead_grants(world):
    admin = member(world.campaign, "admin", "administrator")
    decide(ask(world, world.lead), admin)
    assert status(world) == "open"


def test_nobody_alone_and_no_administrator_for_an_evaluator(world):
    Membership.objects.create(campaign=world.campaign, user=world.ann, role="lead")
    admin = member(world.campaign, "admin", "administrator")
    by_ann = ask(world, world.ann)
    for user in (world.ann, admin, world.ben):
        with pytest.raises(PermissionDenied):
            decide(by_ann, user)
    Reopening.objects.all().delete()
    by_lead = ask(world, world.lead)
    for user in (world.lead, world.ann):
        with pytest.raises(PermissionDenied):
            decide(by_lead, user)
    assert status(world) == "submitted"


def test_asking_needs_a_reason_a_submitted_sheet_and_a_part_in_it(world):
    with pytest.raises(RefusedError):
        ask(world, world.ann, reason=" ")
    for user in (world.ben, member(world.campaign, "auditor", "auditor")):
        with pytest.raises(PermissionDenied):
            ask(world, user)
    with pytest.raises(RefusedError):
        ask_reopening(sheet=world.sheet(world.ben), reason="因", actor=fresh(world.ben))
    assert not Reopening.objects.exists()


def test_an_imported_sheet_says_why_it_stays_closed(world):
    Reviewer.objects.filter(key="ann").update(user=None)
    sheet = ScoreSheet.objects.select_related("reviewer__campaign").get(
        pk=ScoreSheet.objects.get(status="submitted").pk
    )
    with pytest.raises(PermissionDenied, match="导入"):
        ask_reopening(sheet=sheet, reason="因", actor=fresh(world.lead))
    assert "这张评分表由导入产生" in client_of(world.lead).get(f"/sheets/{sheet.pk}/").content.decode()


def test_asking_twice_is_one_request_and_deciding_twice_one_decision(world):
    asked = ask(world, world.ann)
    assert ask(world, world.lead, reason="别的").pk == asked.pk
    assert decide(asked, world.lead).granted
    assert decide(asked, member(world.campaign, "second", "lead"), grant=False, answer="不").granted
    assert Reopening.objects.count() == 1


def test_a_refusal_needs_a_reason_and_leaves_the_sheet_closed(world):
    asked = ask(world, world.ann)
    with pytest.raises(RefusedError):
        decide(asked, world.lead, grant=False)
    decide(asked, world.lead, grant=False, answer="不影响结果")
    assert status(world) == "submitted"
    assert AuditEntry.objects.filter(verb="refuse_reopening").count() == 1
    assert ask(world, world.ann).is_waiting  # one may ask again


def test_the_pages_ask_list_and_decide(world):
    sheet, ann, lead = world.sheet(), client_of(world.ann), client_of(world.lead)
    assert ann.post(f"/sheets/{sheet.pk}/reopening/", {"reason": "漏看一栏"}).status_code == 302
    assert "漏看一栏" in ann.get(f"/sheets/{sheet.pk}/").content.decode()
    assert "漏看一栏" in lead.get(LIST).content.decode()
    address = f"{LIST}{Reopening.objects.get().pk}/decision/"
    assert ann.post(address, {"outcome": "granted"}).status_code == 403
    assert lead.post(address, {"outcome": "perhaps"}).status_code == 404
    refused = lead.post(address, {"outcome": "refused", "answer": " "})
    assert (refused.status_code, refused.content.decode().count('id="refused"')) == (422, 1)
    assert lead.post(address, {"outcome": "granted"}).status_code == 302
    assert "重新打开" in ann.get(f"/sheets/{sheet.pk}/").content.decode()
    assert "已重新打开" in ann.get("/work/").content.decode()


def test_who_has_open_work_on_the_entity_sees_no_request_about_it(world):
    ask(world, world.ann)
    Membership.objects.create(campaign=world.campaign, user=world.ben, role="lead")
    assert list(visible_reopenings(fresh(world.ben), world.campaign)) == []
    assert visible_reopenings(fresh(world.lead), world.campaign).count() == 1


def test_the_list_takes_the_same_queries_for_one_and_for_four():
    world = submitted(make_world(entities=4))
    browser, counts = client_of(world.lead), []
    for sheets in (world.sheets()[:1], world.sheets()[1:]):
        for sheet in sheets:
            ask_reopening(sheet=sheet, reason="因", actor=fresh(world.ann))
        browser.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            browser.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
