"""Down a column: what the page carries, who gets it, where one goes on, how many queries it needs."""

import json
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.campaigns.models import Assignment
from indicators.models import Indicator
from reviews.models import NotApplicable
from reviews.overview.mine import work_of
from reviews.services.cells import save_cells
from reviews.services.findings import save_finding
from reviews.services.operations import Operation
from reviews.services.sheets import submit_sheet
from tests.reviews.world import client_of, complete, fresh, make_world

#: Session and account, the frame, the column with all that hangs on it, the way to the others, reasons.
QUERIES = 40

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def address_of(world, address="1.1#1"):
    return reverse("reviews:column_page", args=[world.component.pk, world.round.pk, world.criterion(address)])


def start(world):
    return reverse("reviews:columns", args=[world.component.pk, world.round.pk])


def leaf(world, code):
    found = Indicator.objects.get(version=world.component.version_id, code=code)
    return reverse("reviews:leaf_column_page", args=[world.component.pk, world.round.pk, found.pk])


def data_of(answer, name):
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', answer.content.decode())
    return json.loads(found.group(1))


def note(world, sheet, address="1.1#1"):
    given = {"criterion": world.criterion(address), "channel": "website", "tags": [], "severity": "low"}
    return save_finding(sheet=sheet, text="缺电话", actor=world.ann, **given)


def test_the_page_carries_the_column_as_the_interface_gives_it():
    world = make_world(entities=3)
    note(world, world.sheets()[1])
    page, client = address_of(world), client_of(world.ann)
    carried = data_of(client.get(page), "column-data")
    assert carried == client.get(f"/api{page}").json()
    assert [len(row["findings"]) for row in carried["rows"] if row["entity"]["key"] == "e001"] == [1]
    assert sum(len(row["findings"]) for row in carried["rows"]) == 1


def test_the_way_from_column_to_column_leaves_out_what_is_asked_of_no_site():
    world = make_world(entities=2)
    outline = data_of(client_of(world.ann).get(address_of(world)), "column-outline")
    assert [(row["code"], len(row["criteria"])) for row in outline] == [("1.1", 6), ("1.2", 1), ("2", 1)]
    declared = Indicator.objects.get(version=world.component.version_id, code="1.2")
    for sheet in world.sheets():
        NotApplicable.objects.create(component=world.component, entity=sheet.entity, indicator=declared, reason="无")
    outline = data_of(client_of(world.ann).get(address_of(world)), "column-outline")
    assert [row["code"] for row in outline] == ["1.1", "2"]


def test_sites_are_found_by_pinyin():
    world = make_world()
    assert data_of(client_of(world.ann).get(address_of(world)), "column-pinyin") == {"e000": "jia0 j0"}


def test_nobody_has_a_column_of_others_sheets():
    world = make_world()
    Assignment.objects.filter(reviewer__user=world.ben).delete()
    world.sheet(world.ben).delete()
    assert [client_of(user).get(address_of(world)).status_code for user in (world.ann, world.ben, world.lead)] == [
        200,
        404,
        404,
    ]


def test_one_goes_on_at_the_first_indicator_that_lacks_something_on_an_open_sheet():
    world = make_world(entities=2)
    client, (first, second) = client_of(world.ann), world.sheets()
    assert client.get(start(world)).url == leaf(world, "1.1")
    save_cells(sheet=first, operations=complete(world), actor=fresh(world.ann))
    save_cells(sheet=second, operations=complete(world)[:6], actor=fresh(world.ann))
    assert client.get(start(world)).url == leaf(world, "1.2")
    assert client.get(start(world), {"section": "2"}).url == leaf(world, "2")
    assert client.get(start(world), {"section": "3"}).status_code == 404  # asked of no county
    world.campaign.policy = {"gaps": "allow"}
    world.campaign.save()
    submit_sheet(sheet=world.sheets()[1], actor=fresh(world.ann))
    assert client.get(start(world)).url == leaf(world, "1.1")


def test_my_work_leads_down_each_first_level_indicator():
    world = make_world()
    found = work_of(fresh(world.ann), world.campaign).indicators
    assert [row.column_url for row in found] == [f"{start(world)}?section=1", f"{start(world)}?section=2"]


@pytest.mark.parametrize("entities", [1, 5])
def test_queries_do_not_grow_with_sites_or_what_hangs_on_them(entities):
    world = make_world(entities=entities)
    for sheet in world.sheets():
        note(world, sheet)
        wish = Operation(uuid4(), world.criterion("1.1#1"), "website", "1", "", 0)
        save_cells(sheet=sheet, operations=[wish], actor=fresh(world.ann))
    client = client_of(world.ann)
    client.get(address_of(world))  # the plan of the version is kept from then on
    with CaptureQueriesContext(connection) as queries:
        rows = data_of(client.get(address_of(world)), "column-data")["rows"]
    assert (len(rows), [row["cells"][0]["value"] for row in rows]) == (entities, ["1"] * entities)
    assert len(queries) == QUERIES
