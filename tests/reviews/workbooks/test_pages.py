"""The pages of workbooks: from the file to the plan to what was done, with the same statements for any number."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.core import frame
from reviews.workbooks import views
from tests.reviews.workbooks import files
from tests.reviews.workbooks.files import (
    CHECK,
    RATING,
    WEB,
    book_of,
    bytes_of,
    counts,
    download,
    fill,
    held,
    plan,
    rename,
    save,
    upload,
)
from tests.reviews.world import client_of, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def test_one_goes_from_the_file_to_the_plan_to_what_was_done(world):
    client = client_of(world.ann)
    client.cookies["django_language"] = "en"
    answer = files.post(client, world, fill(download(world), {CHECK: 1, RATING: "x"}))
    assert "is not a number" in client.get(answer.url).content.decode()
    answer = files.post(client, world, fill(download(world), {CHECK: 1}))
    page = client.get(answer.url)
    given = {"digest": page.context["plan"].digest}
    assert client.post(f"{answer.url}application/", {"digest": "0"}).status_code == 302
    assert held(world) == {}
    assert client.post(f"{answer.url}application/", given).status_code == 302
    assert held(world) == {("e000", "1.1#2", "website"): ("1", "")}
    assert "What the workbook has changed" in client.get(answer.url).content.decode()
    assert client_of(world.ben).get(answer.url).status_code == 404


@pytest.mark.parametrize(
    ("posted", "taken"),
    [
        ({"cell-0": "take", "cell-1": "keep"}, {0}),
        ({"all": "take"}, {0, 1}),
        ({"all": "keep", "cell-0": "take"}, set()),
    ],
)
def test_choices_are_made_one_by_one_or_for_all(world, tmp_path, posted, taken):
    for number in (1, 2):
        save(world, f"1.1#{number}", "1")
    held_upload = upload(world, fill(download(world), {RATING: None, CHECK: None}), tmp_path)
    url = reverse("workbooks:application", args=[world.campaign.key, held_upload.pk])
    client_of(world.ann).post(url, {"digest": plan(world, held_upload).digest, **posted})
    values = [held(world)[("e000", f"1.1#{number + 1}", "website")][0] for number in (0, 1)]
    assert values == ["" if number in taken else "1" for number in (0, 1)]


def test_a_refused_file_is_told_on_the_page_with_its_faults(world):
    book = book_of(download(world))
    rename(book)
    answer = files.post(client_of(world.ann), world, bytes_of(book))
    assert answer.status_code == 422
    assert "缺少“评语（填写）”一列。" in answer.content.decode()
    assert files.post(client_of(world.ann), world, b"").status_code == 422


def test_workbooks_and_their_pages_need_the_same_statements_for_one_sheet_and_for_three(tmp_path, monkeypatch):
    monkeypatch.setattr(frame, "registry", frame.Registry())  # what other rooms put around the page is counted there
    world = make_world(entities=3)
    ids = [sheet.pk for sheet in world.sheets()]
    client, key = client_of(world.ann), world.campaign.key
    found = []
    for number in (1, 1, 3):  # the first time what a process keeps is read, too
        with CaptureQueriesContext(connection) as file:
            answer = client.get(reverse("workbooks:file", args=[key]), {"sheet": ids[:number]})
        filled = {(f"甲{index}", f"1.1#{n}", WEB): 1 for index in range(number) for n in (1, 2, 5)[:number]}
        held_upload = upload(world, fill(b"".join(answer.streaming_content), filled), tmp_path)
        with CaptureQueriesContext(connection) as planned:
            assert counts(plan(world, held_upload)) == {"set": number * number}
        with CaptureQueriesContext(connection) as page:
            client.get(reverse("workbooks:upload", args=[key, held_upload.pk]))
        found.append((len(file), len(planned), len(page)))
    assert found[1:] == [FILE_PLAN_PAGE] * 2


def test_the_page_says_when_a_workbook_cannot_hold_all_sheets(monkeypatch):
    monkeypatch.setattr(views, "MOST_SHEETS", 2)
    world = make_world(entities=3)
    client, key = client_of(world.ann), world.campaign.key
    assert "一个工作簿最多容纳 2 份评分表" in client.get(reverse("workbooks:home", args=[key])).content.decode()
    taken = files.rows(files.table(book_of(download(world))))
    assert len({entity for entity, _code, _channel in taken}) == 2
    monkeypatch.setattr(views, "MOST_SHEETS", 3)
    assert "最多容纳" not in client.get(reverse("workbooks:home", args=[key])).content.decode()


#: Statements for the file, the plan, and the plan's page on a bare frame.
FILE_PLAN_PAGE = (15, 13, 15)
