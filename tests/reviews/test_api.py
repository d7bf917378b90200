"""The interface of score sheets: statuses, refusals, blindness, query counts, pictures, the schema."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from assessment.campaigns.models import Campaign, Membership
from indicators.models import Indicator
from reviews.models import Score, ScoreSheet, Screenshot, Snippet
from reviews.services.cells import save_cells
from reviews.services.sheets import submit_sheet
from tests.reviews.world import World, client_of, complete, fresh, make_world

pytestmark = pytest.mark.django_db

#: Statements of one request, whatever the number of rows; the session and the account are two of them.
SAVE_QUERIES, SHEET_QUERIES, COLUMN_QUERIES = 22, 25, 24


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def ann(world) -> Client:
    return client_of(world.ann)


def wish(world: World, address: str, value: Any, *, base: Any = 0, **more: Any) -> dict[str, Any]:
    given = {"operation": str(uuid4()), "criterion": world.criterion(address), "channel": "website"}
    return {**given, "value": value, "comment": "", "base_version": base, **more}


def put(client: Client, sheet: ScoreSheet, *wishes: dict[str, Any], **headers: str):
    body = json.dumps({"operations": wishes})
    return client.put(f"/api/sheets/{sheet.pk}/cells/", body, content_type="application/json", **headers)


def post(client: Client, path: str, **given: Any):
    return client.post(path, json.dumps(given), content_type="application/json")


def fill_and_submit(world: World, user) -> ScoreSheet:
    save_cells(sheet=world.sheet(user), operations=complete(world), actor=fresh(user))
    return submit_sheet(sheet=world.sheet(user), actor=fresh(user))


# --- saving -----------------------------------------------------------------------------------------------------------
def test_each_change_is_answered_in_its_place(world, ann):
    sheet = world.sheet()
    put(ann, sheet, wish(world, "1.1#1", "0.5"))
    three = wish(world, "1.1#2", "1"), wish(world, "1.1#1", "0.6"), wish(world, "1.1#4", "9")
    answer = put(ann, sheet, *three, HTTP_ACCEPT_LANGUAGE="en")
    results = answer.json()["results"]
    assert answer.status_code == 200
    assert [row["status"] for row in results] == ["saved", "conflict", "refused"]
    assert (results[1]["value"], results[1]["theirs"]["value"], results[1]["theirs"]["version"]) == ("0.6", "0.5", 1)
    assert results[2]["reason"] == "“9” is not a proportion n/d."
    assert answer.json()["figures"]["filled"] == 2


@pytest.mark.parametrize(
    "broken",
    [
        {"operation": "no uuid"},
        {"criterion": "x"},
        {"criterion": 2**70},
        {"base_version": -1},
        {"value": None},
        {"value": "a\x00b"},
        {"value": "\ud800"},
        {"comment": ["x"]},
        {"channel": {"a": 1}},
    ],
)
def test_a_request_of_another_form_is_refused_whole(world, ann, broken):
    answer = put(ann, world.sheet(), wish(world, "1.1#1", "0.5"), {**wish(world, "1.1#2", "1"), **broken})
    assert answer.status_code == 400
    assert Score.objects.count() == 0


BODIES = ["", "[", "[]", "null", '{"operations": {}}', '{"operations": []}', '{"operations": [7]}']


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_is_no_list_of_changes_is_refused(world, ann, body):
    answer = ann.put(f"/api/sheets/{world.sheet().pk}/cells/", body, content_type="application/json")
    assert answer.status_code == 400


def test_a_huge_body_is_refused_before_it_is_read(world, ann):
    answer = put(ann, world.sheet(), wish(world, "1.1#1", "0" * 2_000_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_who_is_signed_out_is_told_so_and_not_that_they_may_not(world):
    answer = put(Client(), world.sheet(), wish(world, "1.1#1", "1"))
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_a_change_without_the_token_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.ann, backend="django.contrib.auth.backends.ModelBackend")
    assert put(client, world.sheet(), wish(world, "1.1#1", "1")).status_code == 403
    assert Score.objects.count() == 0


def test_a_locked_sheet_is_a_conflict_of_its_own_kind(world, ann):
    sheet = fill_and_submit(world, world.ann)
    answer = put(ann, sheet, wish(world, "1.1#1", "1", base=1))
    assert (answer.status_code, answer.json()["code"]) == (409, "locked")


def test_the_phase_is_given_as_the_reason(world, ann):
    Campaign.objects.update(phase="final")
    answer = put(ann, world.sheet(), wish(world, "1.1#1", "1"))
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    phase = Campaign.objects.get().get_phase_display()
    assert answer.json()["detail"] == f"本批次处于“{phase}”阶段；评分表只能在打分阶段填写。"


# --- blindness --------------------------------------------------------------------------------------------------------
def seen_by_ann(world: World) -> list[bytes]:
    ann, sheet = client_of(world.ann), world.sheet()
    criterion, other = world.criterion("1.1#1"), world.sheet(world.ben)
    paths = [
        f"/api/sheets/{sheet.pk}/",
        f"/api/columns/{world.component.pk}/{world.round.pk}/{criterion}/",
        f"/api/campaigns/{world.campaign.key}/snippets/",
        f"/api/sheets/{other.pk}/",
        f"/api/screenshots/{_picture(other)}/",
    ]
    answers = [ann.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 404]
    return [answer.content for answer in answers]


def _picture(sheet: ScoreSheet) -> int:
    found = Screenshot.objects.filter(sheet=sheet).first()
    return found.pk if found else 1


@pytest.mark.parametrize("also_lead", [False, True])
def test_what_an_evaluator_receives_does_not_change_with_anothers_work(world, also_lead):
    if also_lead:
        Membership.objects.create(campaign=world.campaign, user=world.ann, role="lead")
    before, ben = seen_by_ann(world), client_of(world.ben)
    sheet = world.sheet(world.ben)
    assert put(ben, sheet, wish(world, "1.1#1", "0.9", comment="秘")).status_code == 200
    paste(ben, sheet, world)
    post(ben, f"/api/sheets/{sheet.pk}/findings/", criterion=world.criterion("1.1#1"), channel="website", text="密")
    post(ben, f"/api/sheets/{sheet.pk}/gate-proposals/", gate="G1", reason="密")
    post(ben, f"/api/campaigns/{world.campaign.key}/snippets/", text="密")
    assert seen_by_ann(world) == before
    fill = [w for w in complete(world) if w.criterion != world.criterion("1.1#1")]
    save_cells(sheet=world.sheet(world.ben), operations=fill, actor=fresh(world.ben))
    submit_sheet(sheet=world.sheet(world.ben), actor=fresh(world.ben))
    assert seen_by_ann(world) == before


def test_a_lead_reads_what_is_submitted_and_nothing_before(world):
    lead, sheet = client_of(world.lead), world.sheet()
    assert lead.get(f"/api/sheets/{sheet.pk}/").status_code == 404
    fill_and_submit(world, world.ann)
    answer = lead.get(f"/api/sheets/{sheet.pk}/")
    assert (answer.status_code, answer.json()["editable"]) == (200, False)


# --- the sheet --------------------------------------------------------------------------------------------------------
def test_a_sheet_shows_what_is_asked_of_its_entity(world, ann):
    given = ann.get(f"/api/sheets/{world.sheet().pk}/").json()
    assert [(node["code"], node["parent"]) for node in given["tree"]] == [
        ("1", ""),
        ("1.1", "1"),
        ("1.2", "1"),
        ("2", ""),
    ]
    assert [(cell["address"], cell["channel"]) for cell in given["cells"]] == [
        ("1.1#1", "website"),
        ("1.1#2", "website"),
        ("1.1#3", "website"),
        ("1.1#4", "website"),
        ("1.1#5", "website"),
        ("1.1#6", "website"),
        ("1.2#1", "website"),
        ("1.2#1", "weixin"),
        ("2#1", "website"),
    ]
    assert {(cell["value"], cell["version"]) for cell in given["cells"]} == {("", 0)}
    assert [channel["kind"] for channel in given["channels"]] == ["website", "weixin"]
    assert (given["editable"], given["status"], given["figures"]["asked"]) == (True, "open", 9)


def test_the_next_base_is_what_the_sheet_shows(world, ann):
    sheet = world.sheet()
    put(ann, sheet, wish(world, "1.1#1", "０．５"))
    cell = ann.get(f"/api/sheets/{sheet.pk}/").json()["cells"][0]
    assert (cell["value"], cell["version"]) == ("0.5", 1)
    (result,) = put(ann, sheet, wish(world, "1.1#1", "0.6", base=cell["version"])).json()["results"]
    assert (result["status"], result["version"]) == ("saved", 2)


def test_submitting_lists_the_gaps_and_then_locks(world, ann):
    sheet = world.sheet()
    answer = ann.post(f"/sheets/{sheet.pk}/submission/")
    assert (answer.status_code, len(answer.json()["gaps"])) == (422, 9)
    save_cells(sheet=sheet, operations=complete(world), actor=fresh(world.ann))
    assert ann.post(f"/sheets/{sheet.pk}/submission/").json()["status"] == "submitted"
    late = put(ann, sheet, wish(world, "1.1#1", "1", base=1))
    assert (late.status_code, late.json()["code"]) == (409, "locked")


def test_a_leaf_column_shows_all_its_criteria(world, ann):
    indicator = Indicator.objects.get(version=world.component.version_id, code="1.1").pk
    given = ann.get(f"/api/columns/{world.component.pk}/{world.round.pk}/leaves/{indicator}/").json()
    assert [row["address"] for row in given["criteria"]] == [f"1.1#{number}" for number in range(1, 7)]
    assert [len(row["cells"]) for row in given["rows"]] == [6]


def test_a_column_keeps_its_order_and_has_another_for_each_evaluator():
    world = make_world(entities=12)
    path = f"/api/columns/{world.component.pk}/{world.round.pk}/{world.criterion('1.1#1')}/"
    orders = [
        [row["entity"]["key"] for row in client_of(user).get(path).json()["rows"]]
        for user in (world.ann, world.ann, world.ben)
    ]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2]) == [f"e{number:03}" for number in range(12)]


# --- query counts -----------------------------------------------------------------------------------------------------
def count(action) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = action()
    assert answer.status_code == 200
    return len(queries)


def test_saving_fifty_cells_asks_as_often_as_saving_one():
    world = make_world(more=60)
    client, sheet = client_of(world.ann), world.sheet()
    one = [wish(world, "1.2#2", "1", channel="")]
    fifty = [wish(world, f"1.2#{number}", "1", channel="") for number in range(3, 53)]
    put(client, sheet, wish(world, "1.1#1", "1"))  # the plan is made
    assert count(lambda: put(client, sheet, *one)) == count(lambda: put(client, sheet, *fifty)) == SAVE_QUERIES
    changed = [{**one, "operation": str(uuid4()), "value": "0", "base_version": 1} for one in fifty]
    few, many = changed[:1], changed[1:]
    asked = SAVE_QUERIES + 1  # the guard asks whether what is changed stands on a submitted sheet
    assert count(lambda: put(client, sheet, *few)) == count(lambda: put(client, sheet, *many)) == asked


@pytest.mark.parametrize("more", [0, 60])
def test_opening_a_sheet_of_sixty_criteria_asks_as_often_as_a_small_one(more):
    world = make_world(more=more)
    client, sheet = client_of(world.ann), world.sheet()
    save_cells(sheet=sheet, operations=complete(world), actor=fresh(world.ann))
    assert count(lambda: client.get(f"/api/sheets/{sheet.pk}/")) == SHEET_QUERIES


def test_a_column_of_thirty_entities_asks_as_often_as_one_of_three():
    world = make_world(entities=30)
    client = client_of(world.ann)
    path = f"/api/columns/{world.component.pk}/{world.round.pk}/{world.criterion('1.1#1')}/"
    client.get(path)
    many = count(lambda: client.get(path))
    ScoreSheet.objects.filter(entity__key__gte="e003").delete()
    assert count(lambda: client.get(path)) == many == COLUMN_QUERIES


# --- pictures ---------------------------------------------------------------------------------------------------------
def picture(form: str = "PNG", size: tuple[int, int] = (640, 480)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, form, **({"exif": b"Exif\x00\x00secret"} if form == "JPEG" else {}))
    return buffer.getvalue()


def paste(client: Client, sheet: ScoreSheet, world: World, data: bytes | None = None, name: str = "x.png"):
    file = io.BytesIO(picture() if data is None else data)
    file.name = name
    given = {"criterion": world.criterion("1.1#1"), "channel": "website", "picture": file}
    return client.post(f"/api/sheets/{sheet.pk}/screenshots/", given)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_pasted_picture_is_drawn_anew_and_served_to_those_who_see_the_sheet(world, ann, form):
    data = picture(form)
    row = paste(ann, world.sheet(), world, data, name="shell.html").json()
    assert (row["width"], row["height"]) == (640, 480)
    full, small = ann.get(row["url"]), ann.get(row["thumbnail_url"])
    body = b"".join(full.streaming_content)
    assert Image.open(io.BytesIO(body)).format == "PNG"
    assert b"secret" not in body
    assert Image.open(io.BytesIO(b"".join(small.streaming_content))).size == (320, 240)
    assert full["X-Content-Type-Options"] == "nosniff"
    assert full["Content-Disposition"] == f'attachment; filename="screenshot-{row["id"]}.png"'
    assert full["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client_of(world.ben).get(row["url"]).status_code == 404
    assert client_of(world.lead).get(row["url"]).status_code == 404


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no_picture"),
        (b"%PDF-1.4", "no_picture"),
        (b"GIF89a", "no_picture"),
        (picture()[:200], "no_picture"),
        (picture(size=(6000, 5000)), "too_many_pixels"),
    ],
)
def test_what_is_no_harmless_picture_is_refused(world, ann, data, code):
    answer = paste(ann, world.sheet(), world, data)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert Screenshot.objects.count() == 0


def test_a_picture_is_taken_back(world, ann):
    sheet = world.sheet()
    row = paste(ann, sheet, world).json()
    assert client_of(world.ben).delete(f"/api/sheets/{sheet.pk}/screenshots/{row['id']}/").status_code == 404
    assert ann.delete(f"/api/sheets/{sheet.pk}/screenshots/{row['id']}/").status_code == 204
    assert ann.get(row["url"]).status_code == 404


# --- parts and snippets -----------------------------------------------------------------------------------------------
def test_findings_and_proposals_come_and_go(world, ann):
    base = f"/api/sheets/{world.sheet().pk}"
    cell = {"criterion": world.criterion("1.1#1"), "channel": "website"}
    finding = post(ann, f"{base}/findings/", **cell, text="断链", tags=["链接"], severity="high").json()
    gate = post(ann, f"{base}/gate-proposals/", gate="G1", reason="因").json()
    veto = post(ann, f"{base}/veto-proposals/", veto="V1", condition="1", reason="因").json()
    shown = ann.get(f"{base}/").json()
    assert (shown["findings"], shown["gate_proposals"], shown["veto_proposals"]) == ([finding], [gate], [veto])
    changed = json.dumps({**cell, "text": "修好一半"})
    assert ann.put(f"{base}/findings/{finding['id']}/", changed, content_type="application/json").status_code == 200
    for name, row in (("findings", finding), ("gate-proposals", gate), ("veto-proposals", veto)):
        assert client_of(world.ben).delete(f"{base}/{name}/{row['id']}/").status_code == 404
        assert ann.delete(f"{base}/{name}/{row['id']}/").status_code == 204


def test_snippets_are_ones_own_or_shared_by_a_lead_and_found_by_pinyin(world, ann):
    path = f"/api/campaigns/{world.campaign.key}/snippets/"
    own = post(ann, path, text="缺两条").json()
    assert own["pinyin"] == "queliangtiao qlt"
    assert post(ann, path, text="共享", shared=True).status_code == 403
    shared = post(client_of(world.lead), path, text="共享", shared=True).json()
    assert [row["id"] for row in ann.get(path).json()] == [own["id"], shared["id"]]
    assert [row["id"] for row in client_of(world.ben).get(path).json()] == [shared["id"]]
    assert client_of(world.ben).delete(f"{path}{own['id']}/").status_code == 404
    assert ann.delete(f"{path}{shared['id']}/").status_code == 403
    assert ann.delete(f"{path}{own['id']}/").status_code == 204
    assert list(Snippet.objects.values_list("text", flat=True)) == ["共享"]


def test_the_schema_describes_every_view_without_a_warning(tmp_path):
    call_command("spectacular", file=str(tmp_path / "schema.yaml"), validate=True, fail_on_warn=True)
    assert "save_cells" in (tmp_path / "schema.yaml").read_text()
