"""What of a workbook is not taken: faults by cell, and what the workbench does not take now."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from assessment.campaigns.models import Assignment, Campaign
from reviews.errors import RefusedError
from reviews.services.cells import save_cells
from reviews.services.sheets import submit_sheet
from reviews.services.uploads import apply_upload
from tests.reviews.workbooks import files
from tests.reviews.workbooks.files import (
    CHECK,
    FILLED,
    LEVELS,
    PARTS,
    RATING,
    WEB,
    WEIXIN,
    A,
    applied,
    book_of,
    bytes_of,
    counts,
    download,
    fill,
    held,
    plan,
    upload,
)
from tests.reviews.world import client_of, complete, fresh, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def test_every_fault_is_named_by_its_cell_and_nothing_is_applied(world, tmp_path):
    wrong = {
        RATING: "70%",
        CHECK: True,
        LEVELS: "完全",
        PARTS: date(2024, 4, 3),
        (A, "1.1#5", WEB): "=1+1",
        (A, "1.2#1", WEB): "#N/A",
        (A, "2#1", WEB): (1, "x" * 4001),
        (A, "1.2#1", WEIXIN): 1,
    }
    held_upload = upload(world, fill(download(world), wrong), tmp_path)
    with translation.override("en"):
        made = plan(world, held_upload)
        assert {item.stored.code: (item.place, item.reason) for item in made.of("fault")} == {
            "1.1#1": ("Row 2, column H", "“70%” is not a number from 0 to 1."),
            "1.1#2": ("Row 3, column H", "Here stands TRUE or FALSE. Enter 1 or 0."),
            "1.1#3": ("Row 4, column H", "“完全” is none of the levels none, 完全（好）."),
            "1.1#4": ("Row 5, column H", "Here stands a date or a time. If 3/4 was meant, enter it as text."),
            "1.1#5": ("Row 6, column H", "Here stands a formula. Enter the value itself."),
            "1.2#1": ("Row 8, column H", "Here stands an error of the spreadsheet. For not applicable enter NA."),
            "2#1": ("Row 10, column I", "At most 4000 characters are expected."),
        }
    assert counts(made) == {"fault": 7, "set": 1}
    with pytest.raises(RefusedError):
        applied(world, held_upload)
    assert held(world) == {}


def test_merged_cells_fill_only_the_first_of_them(world, tmp_path):
    book = book_of(fill(download(world), {RATING: 0.5}))
    sheet = files.table(book)
    letter = "H"
    assert sheet[f"{letter}1"].value == "打分（填写）"
    sheet.merge_cells(f"{letter}2:{letter}4")
    applied(world, upload(world, bytes_of(book), tmp_path))
    assert held(world) == {("e000", "1.1#1", "website"): ("0.5", "")}


def test_a_sheet_that_was_submitted_meanwhile_stays_and_holds_up_no_other(tmp_path):
    world = make_world(entities=2)
    sent = fill(download(world), {RATING: 0.9, ("甲1", "1.1#1", WEB): 0.8})
    save_cells(sheet=world.sheet(), operations=complete(world), actor=fresh(world.ann))
    submit_sheet(sheet=world.sheet(), actor=fresh(world.ann))
    before = held(world)
    held_upload = upload(world, sent, tmp_path)
    assert counts(plan(world, held_upload)) == {"refused": 1, "set": 1}
    applied(world, held_upload)
    assert held(world) == {**before, ("e001", "1.1#1", "website"): ("0.8", "")}


def test_a_sheet_that_was_taken_away_from_the_evaluator_stays(world, tmp_path):
    held_upload = upload(world, fill(download(world), FILLED), tmp_path)
    Assignment.objects.filter(reviewer__user=world.ann).delete()
    assert counts(plan(world, held_upload)) == {"refused": len(FILLED)}
    applied(world, held_upload)
    assert held(world) == {}


def test_outside_scoring_nothing_is_taken_and_the_reason_is_given(world, tmp_path):
    sent = fill(download(world), FILLED)
    waiting = upload(world, sent, tmp_path)
    seen = plan(world, waiting)
    Campaign.objects.update(phase="final")
    client = client_of(world.ann)
    answer = files.post(client, world, sent)
    reason = f"本批次处于“{Campaign.objects.get().get_phase_display()}”阶段；评分表只能在打分阶段填写。"
    assert (answer.status_code, reason in answer.content.decode()) == (403, True)
    waiting.campaign.refresh_from_db()
    with pytest.raises(PermissionDenied):
        apply_upload(upload=waiting, digest=seen.digest, taken=(), actor=fresh(world.ann))
    assert held(world) == {}
