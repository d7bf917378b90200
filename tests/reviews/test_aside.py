"""What stands beside a cell, and from when: nobody is led by what was there before (screens.md §3)."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from assessment.campaigns.models import Campaign, Component, Entity, Reviewer, Round
from assessment.core.models import User
from indicators.models import Criterion
from reviews import aside
from reviews.columns import column_payload
from reviews.models import Adjudication, Score, ScoreSheet
from reviews.payload import sheet_payload
from reviews.services.cells import save_cells
from tests.reviews.submissions.world import claimed
from tests.reviews.world import World, client_of, fresh, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Last year's campaign with the same version: two reviewers gave 0.5 and 0.7 on 1.1#1, both 1 on 1.1#2."""
    made = make_world()
    before = Campaign.objects.create(key="before", name_zh="上年", year=2023, phase="published")
    component = Component.objects.create(campaign=before, version=made.component.version, share=1, position=0)
    turn = Round.objects.create(campaign=before, key="r1", position=0)
    entity = Entity.objects.create(campaign=before, key="e000", name="甲", classes={"sample": "county"})
    for name, rating in {"x": "0.7", "y": "0.5"}.items():
        reviewer = Reviewer.objects.create(campaign=before, key=name)
        sheet = ScoreSheet.objects.create(component=component, entity=entity, round=turn, reviewer=reviewer)
        for address, value in {"1.1#1": rating, "1.1#2": "1"}.items():
            Score.objects.create(sheet=sheet, criterion_id=made.criterion(address), channel="website", value=value)
        ScoreSheet.objects.filter(pk=sheet.pk).update(status="submitted")
    Campaign.objects.filter(pk=made.campaign.pk).update(baseline_key="before")
    made.campaign.refresh_from_db()
    return made


@pytest.fixture
def measured(monkeypatch) -> None:
    """A room that knows of a measurement of 1.1#1."""
    fact = [{"text": "可用率", "value": "99 %", "at": None}]
    found = lambda sheets: {sheet.pk: {(first(sheet), "website"): fact} for sheet in sheets}  # noqa: E731
    monkeypatch.setattr(aside, "measuring", [found])


def claims_of(world: World) -> None:
    """Every agency has claimed full marks for 1.1#1."""
    user = User.objects.create_user("agency")
    for sheet in world.sheets():
        claimed(world.component, sheet.entity, user, first(sheet))


def first(sheet: ScoreSheet) -> int:
    return Criterion.objects.get(version=sheet.component.version_id, address="1.1#1").pk


def cells_of(world: World) -> dict[str, dict[str, object]]:
    payload = sheet_payload(world.sheet(), fresh(world.ann))
    return {cell["address"]: cell for cell in payload["cells"]}


def score(world: World, address: str, value: str) -> None:
    save_cells(sheet=world.sheet(), operations=[world.wish(address, value)], actor=fresh(world.ann))


def policy(world: World, **stated: str) -> None:
    Campaign.objects.filter(pk=world.campaign.pk).update(policy=stated)


def test_the_earlier_value_of_a_cell_comes_with_its_own_value(world):
    assert [cell["earlier"] for cell in cells_of(world).values() if cell["earlier"]] == []
    score(world, "1.1#1", "0.9")
    score(world, "1.1#3", "none")
    cells = cells_of(world)
    assert cells["1.1#1"]["earlier"] == {"campaign": "上年", "values": ["0.5", "0.7"], "settled": False}
    assert (cells["1.1#2"]["earlier"], cells["1.1#3"]["earlier"]) == (None, None)  # not scored; nothing there before


def test_a_policy_may_show_it_at_once(world):
    policy(world, earlier_values="shown")
    cells = cells_of(world)
    assert cells["1.1#1"]["earlier"]["values"] == ["0.5", "0.7"]
    assert cells["1.1#2"]["earlier"]["values"] == ["1"]


def test_a_settled_value_stands_for_all(world):
    sheet = ScoreSheet.objects.filter(component__campaign__key="before").first()
    place = {"component": sheet.component, "entity": sheet.entity, "round": sheet.round, "channel": "website"}
    Adjudication.objects.create(criterion_id=world.criterion("1.1#1"), value="0.6", **place)
    score(world, "1.1#1", "0.9")
    assert cells_of(world)["1.1#1"]["earlier"] == {"campaign": "上年", "values": ["0.6"], "settled": True}


@pytest.mark.parametrize("phase", ["scoring", "reconciliation"])
def test_a_campaign_that_is_still_scored_shows_nothing(world, phase):
    Campaign.objects.filter(key="before").update(phase=phase)
    policy(world, earlier_values="shown")
    assert [cell["earlier"] for cell in cells_of(world).values() if cell["earlier"]] == []


def test_a_claim_shows_its_words_and_files_always_and_its_rating_after_scoring(world, measured):
    claims_of(world)
    before = cells_of(world)["1.1#1"]
    assert (before["claim"]["value"], before["claim"]["statement"]) == (None, "已公开")
    (file,) = before["claim"]["files"]
    assert (file["name"], file["file"]["family"], before["facts"]) == ("首页.png", "image", None)
    score(world, "1.1#1", "0.9")
    after = cells_of(world)["1.1#1"]
    assert (after["claim"]["value"], after["facts"][0]["value"]) == ("1", "99 %")


def test_the_answer_to_the_first_value_brings_it(world):
    claims_of(world)
    operation = {
        "operation": str(uuid4()),
        "criterion": world.criterion("1.1#1"),
        "channel": "website",
        "value": "0.9",
        "comment": "",
        "base_version": 0,
    }
    other = {**operation, "operation": str(uuid4()), "criterion": world.criterion("1.1#2"), "value": ""}
    body = json.dumps({"operations": [operation, other]})
    path = f"/api/sheets/{world.sheet().pk}/cells/"
    rated, empty = client_of(world.ann).put(path, body, content_type="application/json").json()["results"]
    assert rated["aside"]["earlier"]["values"] == ["0.5", "0.7"]
    assert rated["aside"]["claim"]["value"] == "1"
    assert "aside" not in empty


def test_down_a_column_each_site_shows_its_own_once_it_is_scored(measured):
    world = make_world(entities=3)
    claims_of(world)
    criterion = Criterion.objects.get(version=world.component.version_id, address="1.1#1")
    for sheet in world.sheets()[:2]:
        rated = "1" if sheet.entity.key == "e000" else "0.5"
        save_cells(sheet=sheet, operations=[world.wish("1.1#1", rated)], actor=fresh(world.ann))
    sheets = sorted(world.sheets(), key=lambda sheet: sheet.entity.key)
    rows = column_payload(sheets, [criterion], fresh(world.ann))["rows"]
    assert [row["cells"][0]["claim"]["value"] for row in rows] == ["1", "1", None]
    assert [row["cells"][0]["claim"]["statement"] for row in rows] == ["已公开"] * 3
    assert [row["cells"][0]["facts"] is None for row in rows] == [False, False, True]


def test_the_earlier_values_of_a_column_are_those_of_the_sheets(world):
    before = Campaign.objects.get(key="before")
    other = Entity.objects.create(campaign=before, key="e001", name="乙", classes={"sample": "county"})
    component = before.components.get()
    sheet = ScoreSheet.objects.create(
        component=component, entity=other, round=before.rounds.get(), reviewer=before.reviewers.first()
    )
    Score.objects.create(sheet=sheet, criterion_id=world.criterion("1.1#1"), channel="website", value="0.1")
    ScoreSheet.objects.filter(pk=sheet.pk).update(status="submitted")
    score(world, "1.1#1", "0.9")
    criteria = [Criterion.objects.get(version=world.component.version_id, address=f"1.1#{n}") for n in (1, 2)]
    (row,) = column_payload(world.sheets(), criteria, fresh(world.ann))["rows"]
    cells = cells_of(world)
    assert [cell["earlier"] for cell in row["cells"]] == [cells["1.1#1"]["earlier"], None]
    assert row["cells"][0]["earlier"]["values"] == ["0.5", "0.7"]
