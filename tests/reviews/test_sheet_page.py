"""The page of the score sheet: what the tool gets, who gets it, how many queries it needs."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.services.cells import save_cells
from reviews.services.sheets import submit_sheet
from tests.reviews.world import client_of, complete, make_world

#: Session and account, the frame, the sheet with all that hangs on it, the order of the own sheets.
QUERIES = 33

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def get(user, sheet):
    return client_of(user).get(reverse("reviews:sheet", args=[sheet.pk]))


def data_of(answer, name):
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', answer.content.decode())
    return json.loads(found.group(1))


def submitted(world):
    sheet = world.sheet()
    save_cells(sheet=sheet, operations=complete(world), actor=world.ann)
    return submit_sheet(sheet=sheet, actor=world.ann)


def test_the_page_carries_the_sheet_as_the_interface_gives_it():
    world = make_world()
    sheet = world.sheet()
    answer = client_of(world.ann).get(reverse("reviews:api_sheet", args=[sheet.pk]))
    assert data_of(get(world.ann, sheet), "sheet-data") == answer.json()


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "保留我的"), ("en", "Keep mine")])
def test_the_scripts_get_their_words_in_the_readers_language(language, word):
    world = make_world()
    browser = client_of(world.ann)
    browser.cookies["django_language"] = language
    answer = browser.get(reverse("reviews:sheet", args=[world.sheet().pk]))
    assert data_of(answer, "sheet-words")["keep_mine"] == word


def test_a_channel_opened_from_the_page_stays_one_window():
    world = make_world()
    assert get(world.ann, world.sheet())["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"


def test_other_evaluators_and_leads_do_not_learn_of_an_open_sheet():
    world = make_world()
    sheet = world.sheet()
    assert [get(user, sheet).status_code for user in (world.ann, world.ben, world.lead)] == [200, 404, 404]


def test_a_submitted_sheet_is_read_only_for_its_evaluator_and_the_lead():
    world = make_world()
    sheet = submitted(world)
    for user in (world.ann, world.lead):
        answer = get(user, sheet)
        assert (answer.status_code, data_of(answer, "sheet-data")["editable"]) == (200, False)
        assert 'data-part="submit"' not in answer.content.decode()
    assert get(world.ben, sheet).status_code == 404


def test_the_next_sheet_is_the_next_open_one_in_the_own_order():
    world = make_world(entities=3)
    following = {}
    for sheet in world.sheets():
        address = re.search(r'data-next="([^"]*)"', get(world.ann, sheet).content.decode()).group(1)
        following[sheet.pk] = int(address.strip("/").split("/")[1])
    first = min(following)
    circle = [first, following[first], following[following[first]]]
    assert sorted(circle) == sorted(following)
    assert following[circle[2]] == first


def test_without_another_open_sheet_nothing_is_next():
    world = make_world()
    assert 'data-next=""' in get(world.ann, world.sheet()).content.decode()


@pytest.mark.parametrize(("entities", "more"), [(1, 0), (3, 20)])
def test_queries_do_not_grow_with_criteria_or_sheets(entities, more):
    world = make_world(entities=entities, more=more)
    sheet = world.sheet()
    browser = client_of(world.ann)
    address = reverse("reviews:sheet", args=[sheet.pk])
    browser.get(address)  # the plan of the version is kept from then on
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    assert len(queries) == QUERIES
