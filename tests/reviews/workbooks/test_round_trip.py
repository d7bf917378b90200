"""What is filled in is what is stored, once; a plan asks where base, file and now differ (screens.md §3)."""

from __future__ import annotations

import pytest
from django.utils import translation

from assessment.core.models import AuditEntry
from reviews.models import ScoreChange, SheetUpload
from reviews.services.uploads import StaleError, apply_upload
from tests.reviews.workbooks import files
from tests.reviews.workbooks.files import (
    CHECK,
    FILLED,
    LEVELS,
    PARTS,
    RATING,
    STORED,
    applied,
    book_of,
    bytes_of,
    counts,
    download,
    fill,
    held,
    plan,
    save,
    upload,
)
from tests.reviews.world import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def test_what_is_filled_in_is_what_is_stored_and_once_only(world, tmp_path):
    sent = fill(download(world), FILLED)
    first = upload(world, sent, tmp_path)
    assert counts(plan(world, first)) == {"set": len(FILLED)}
    assert held(world) == {}
    done = applied(world, first)
    assert held(world) == STORED
    assert {name: done.result[name] for name in ("changed", "left", "refused", "same")} == {
        "changed": 9,
        "left": 0,
        "refused": 0,
        "same": 0,
    }
    applied(world, first)
    again = upload(world, sent, tmp_path)
    assert counts(plan(world, again)) == {"same": len(FILLED)}
    applied(world, again)
    assert ScoreChange.objects.count() == len(FILLED)
    assert list(AuditEntry.objects.filter(object_type="sheet_upload").values_list("verb", flat=True)) == [
        "upload_workbook",
        "apply_workbook",
        "upload_workbook",
        "apply_workbook",
    ]


def test_a_workbook_of_what_stands_changes_nothing_when_it_comes_back(world, tmp_path):
    """Texts that a spreadsheet or XML could take for something else, and a figure with 17 digits, included."""
    applied(world, upload(world, fill(download(world), FILLED), tmp_path))
    save(world, "1.1#2", "0", base=1, comment="=1+1\n_x0041_ 'a'  ")
    save(world, "1.1#1", "0.12345678901234567", base=1, comment="@SUM(A1)\r\nb")
    for data in (download(world), bytes_of(book_of(download(world)))):
        again = upload(world, data, tmp_path)
        assert SheetUpload.objects.get(pk=again.pk).rows == []
    with translation.override("en"):
        assert upload(world, download(world), tmp_path).rows == []


def test_rows_may_be_sorted_deleted_and_hidden_columns_moved_and_tabs_renamed(world, tmp_path):
    book = book_of(download(world))
    sheet = files.table(book)
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    kept = [lines[0], *reversed(lines[2:])]  # without the first row
    sheet.delete_rows(1, sheet.max_row)
    for line in kept:
        sheet.append([*line[-3:], *line[:-3]])
    sheet.row_dimensions[4].hidden = True
    sheet.title = "改名"
    sent = fill(bytes_of(book), {CHECK: 1, PARTS: "1/2"})
    applied(world, upload(world, sent, tmp_path))
    assert held(world) == {
        ("e000", "1.1#2", "website"): ("1", ""),
        ("e000", "1.1#4", "website"): ("1/2", ""),
    }


@pytest.mark.parametrize(
    ("cell", "typed", "stored"),
    [
        (RATING, "０．５０", "0.5"),
        (RATING, 0, "0"),
        (RATING, 0.1, "0.1"),
        (CHECK, "１", "1"),
        (PARTS, " 3／4 ", "3/4"),
        (LEVELS, "ＮＡ", "NA"),
    ],
)
def test_what_the_page_takes_the_workbook_takes(world, tmp_path, cell, typed, stored):
    applied(world, upload(world, fill(download(world), {cell: typed}), tmp_path))
    assert [value for value, _comment in held(world).values()] == [stored]


@pytest.mark.parametrize(("take", "expected"), [(False, ("0.7", "neu")), (True, ("0.6", "neu"))])
def test_a_cell_that_moved_meanwhile_is_a_question_and_stays_unless_the_file_is_chosen(world, tmp_path, take, expected):
    save(world, "1.1#1", "0.5", comment="alt")
    sent = fill(download(world), {RATING: 0.6, CHECK: 1})
    save(world, "1.1#1", "0.7", base=1, comment="neu")
    held_upload = upload(world, sent, tmp_path)
    made = plan(world, held_upload)
    assert counts(made) == {"conflict": 1, "set": 1}
    (asked,) = made.of("conflict")
    applied(world, held_upload, *([asked.number] if take else []))
    assert held(world) == {
        ("e000", "1.1#1", "website"): expected,
        ("e000", "1.1#2", "website"): ("1", ""),
    }


@pytest.mark.parametrize(("take", "value"), [(False, "0.5"), (True, "")])
def test_an_emptied_cell_is_a_question_and_stays_unless_emptying_is_chosen(world, tmp_path, take, value):
    save(world, "1.1#1", "0.5", comment="c")
    held_upload = upload(world, fill(download(world), {RATING: None}), tmp_path)
    made = plan(world, held_upload)
    assert counts(made) == {"clear": 1}
    applied(world, held_upload, *([0] if take else []))
    assert held(world) == {("e000", "1.1#1", "website"): (value, "c")}


def test_a_plan_that_is_no_longer_true_does_nothing_at_all(world, tmp_path):
    held_upload = upload(world, fill(download(world), FILLED), tmp_path)
    seen = plan(world, held_upload)
    save(world, "1.1#2", "0")
    with pytest.raises(StaleError):
        apply_upload(upload=held_upload, digest=seen.digest, taken=(), actor=fresh(world.ann))
    assert held(world) == {("e000", "1.1#2", "website"): ("0", "")}
    assert counts(plan(world, held_upload)) == {"conflict": 1, "set": len(FILLED) - 1}
