"""The heat map of progress shows where something is to be settled, to those who may know (issue: lead, progress)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment.campaigns.models import Membership
from assessment.core.models import User
from indicators.models import Criterion
from reviews.models import ScoreSheet
from reviews.overview.progress import HeatCell, progress_of
from reviews.services.cells import save_cells
from reviews.services.settling import settle_cell
from reviews.services.sheets import submit_sheet
from reviews.settling import CellPlace
from tests.reviews.world import World, client_of, complete, fresh, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Ann and Ben differ on 1.1#2 of e000; Ben has not handed in e001."""
    made = make_world(entities=2)
    for user, changed in ((made.ann, "1"), (made.ben, "0")):
        for sheet in made.sheets(user)[: 2 if user is made.ann else 1]:
            wishes = [
                replace(wish, value=changed) if wish.criterion == made.criterion("1.1#2") else wish
                for wish in complete(made)
            ]
            save_cells(sheet=sheet, operations=wishes, actor=fresh(user))
            submit_sheet(sheet=sheet, actor=fresh(user))
    return made


def heat(world: World, user: User) -> list[list[HeatCell]]:
    return [list(row.cells) for row in progress_of(world.campaign, fresh(user)).rows]


def test_an_open_disagreement_marks_its_first_level_indicator_until_it_is_settled(world):
    first, second = heat(world, world.lead)
    assert [(cell.state, cell.disputed) for cell in first] == [("disagreement", 1), ("done", 0), ("not-applicable", 0)]
    assert [cell.disputed for cell in second] == [0, 0, 0]
    page = client_of(world.lead).get("/campaigns/demo/progress/").content.decode()
    assert page.count("?indicator=sample%3A1&amp;entity=e000") == 1
    sheet = world.sheet()
    criterion = Criterion.objects.get(version=world.component.version_id, address="1.1#2")
    place = CellPlace(sheet.component, sheet.entity, sheet.round, criterion, "website")
    settle_cell(place=place, value="1", reason="因", actor=fresh(world.lead))
    assert heat(world, world.lead)[0][0].state == "done"


def test_the_mark_is_kept_from_whoever_may_not_see_values(world):
    assert [cell.disputed for cell in heat(world, world.ann)[0]] == [0, 0, 0]
    Membership.objects.create(campaign=world.campaign, user=world.ben, role="lead")
    assert client_of(world.ben).get("/campaigns/demo/progress/").status_code == 403


def marked(world: World, user: User, sheet: ScoreSheet) -> list[tuple[int, str]]:
    answer = client_of(user).get(f"/api/sheets/{sheet.pk}/").json()
    return [(cell["criterion"], cell["channel"]) for cell in answer["disputed"]]


def test_the_sheet_of_a_disagreement_marks_its_cell_for_the_lead_and_leads_to_where_it_is_settled(world):
    cell = (world.criterion("1.1#2"), "website")
    for sheet in (world.sheet(), world.sheets(world.ben)[0]):
        assert marked(world, world.lead, sheet) == [cell]
    browser = client_of(world.lead)
    url = browser.get(f"/api/sheets/{world.sheet().pk}/").json()["disputed"][0]["url"]
    page, anchor = url.split("#")
    answer = browser.get(page)
    assert [row.anchor for row in answer.context["rows"]] == [anchor]
    # The other entity, where nobody else has handed in anything.
    assert marked(world, world.lead, world.sheets()[1]) == []


def test_evaluators_are_not_told_and_nobody_is_about_an_open_sheet(world):
    assert marked(world, world.ann, world.sheet()) == []
    ScoreSheet.objects.filter(pk=world.sheet().pk).update(status="open")
    assert marked(world, world.ann, world.sheet()) == []
    assert marked(world, world.lead, world.sheets(world.ben)[0]) == []
