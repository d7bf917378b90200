"""Score sheets away as a workbook and back: nothing lost, nothing that was not in the plan (screens.md §3)."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl.worksheet.datavalidation import DataValidation

from assessment.campaigns.models import Assignment, Campaign
from assessment.core import frame
from assessment.core.faults import FaultsError
from assessment.core.models import AuditEntry
from reviews.errors import RefusedError
from reviews.models import ScoreChange, SheetUpload
from reviews.services.cells import save_cells
from reviews.services.sheets import submit_sheet
from reviews.services.uploads import StaleError, apply_upload
from reviews.workbooks import views
from reviews.workbooks.layout import COMMENT, KEY, VALUE
from reviews.workbooks.scopes import Keys, open_scope, sign_scope
from tests.reviews import workbooks
from tests.reviews.workbooks import WEB, WEIXIN, applied, book_of, bytes_of, counts, download, fill, held, plan, upload
from tests.reviews.world import World, client_of, complete, fresh, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

A = "甲0"
RATING, CHECK, LEVELS, PARTS = ((A, f"1.1#{number}", WEB) for number in (1, 2, 3, 4))
#: As a spreadsheet holds it: figures as numbers, the rest as texts.
FILLED = {
    RATING: (0.5, "差一半"),
    CHECK: 1,
    LEVELS: "完全（好）",
    PARTS: "3/4",
    (A, "1.1#5", WEB): 2,
    (A, "1.1#6", WEB): "zz=1;a=0",
    (A, "1.2#1", WEB): 0,
    (A, "1.2#1", WEIXIN): "NA",
    (A, "2#1", WEB): "1;2.5",
}
STORED = {
    ("e000", "1.1#1", "website"): ("0.5", "差一半"),
    ("e000", "1.1#2", "website"): ("1", ""),
    ("e000", "1.1#3", "website"): ("完全（好）", ""),
    ("e000", "1.1#4", "website"): ("3/4", ""),
    ("e000", "1.1#5", "website"): ("2", ""),
    ("e000", "1.1#6", "website"): ("a=0;zz=1", ""),
    ("e000", "1.2#1", "website"): ("0", ""),
    ("e000", "1.2#1", "weixin"): ("NA", ""),
    ("e000", "2#1", "website"): ("1;2.5", ""),
}


@pytest.fixture
def world() -> World:
    return make_world()


def save(world: World, address: str, value: str, *, base: int = 0, comment: str = "") -> None:
    save_cells(
        sheet=world.sheet(), operations=[world.wish(address, value, base=base, comment=comment)], actor=fresh(world.ann)
    )


# --- there and back ---------------------------------------------------------------------------------------------------
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
    sheet = workbooks.table(book)
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


# --- three ways -------------------------------------------------------------------------------------------------------
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


# --- what is not taken ------------------------------------------------------------------------------------------------
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
    sheet = workbooks.table(book)
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
    answer = workbooks.post(client, world, sent)
    reason = f"本批次处于“{Campaign.objects.get().get_phase_display()}”阶段；评分表只能在打分阶段填写。"
    assert (answer.status_code, reason in answer.content.decode()) == (403, True)
    waiting.campaign.refresh_from_db()
    with pytest.raises(PermissionDenied):
        apply_upload(upload=waiting, digest=seen.digest, taken=(), actor=fresh(world.ann))
    assert held(world) == {}


# --- whose file it is -------------------------------------------------------------------------------------------------
def said(error: pytest.ExceptionInfo[FaultsError]) -> list[tuple[str, int, str, str]]:
    return [(fault.file, fault.line, fault.place, fault.message) for fault in error.value.faults]


def test_another_persons_file_is_refused(world, tmp_path):
    sent = fill(download(world), FILLED)
    with pytest.raises(FaultsError) as error:
        upload(world, sent, tmp_path, user=world.ben)
    assert said(error) == [("表.xlsx", 0, "", "这份工作簿是由他人下载的。")]
    assert SheetUpload.objects.count() == 0


def test_a_file_of_another_campaign_is_refused(world, tmp_path):
    sent = download(world)
    Campaign.objects.update(key="other")
    world.campaign.refresh_from_db()
    with pytest.raises(FaultsError) as error:
        upload(world, sent, tmp_path)
    assert said(error) == [("表.xlsx", 0, "", "这份工作簿属于另一个评估批次：demo。")]


def test_nothing_of_another_evaluator_stands_in_a_workbook(world):
    """Cells and texts of the file are the same whatever the other one does; keys are drawn anew for each file."""

    def seen() -> list[list[object]]:
        book = book_of(download(world))
        names = [sheet.title for sheet in book.worksheets if sheet.title not in ("_scope", "填写说明")]
        return [[cell.value for cell in row[:-1]] for name in names for row in book[name].iter_rows()]

    before = seen()
    save_cells(sheet=world.sheet(world.ben), operations=complete(world), actor=fresh(world.ben))
    assert seen() == before
    submit_sheet(sheet=world.sheet(world.ben), actor=fresh(world.ben))
    assert seen() == before
    url = reverse("workbooks:file", args=[world.campaign.key])
    theirs = {"sheet": [world.sheet(world.ben).pk]}
    assert client_of(world.ann).get(url, theirs).status_code == 404


def test_the_signed_scope_holds_nothing_that_a_spreadsheet_takes_for_a_code():
    """``_xa_`` becomes a line end when LibreOffice saves the file; a scope of this length has underscores by nature."""
    signed = sign_scope(kind="k", user=1, keys=Keys.new(), content=[Keys.new().nonce for _number in range(500)])
    assert "_" not in signed
    assert len(open_scope(signed, kind="k", user=1)[1]) == 500


def rename(book):
    workbooks.table(book).cell(1, workbooks.place(workbooks.table(book), COMMENT)).value = "随便"


def untitle(book):
    workbooks.table(book).delete_rows(1)


def double(book):
    sheet = workbooks.table(book)
    sheet.cell(1, sheet.max_column + 1).value = sheet.cell(1, workbooks.place(sheet, VALUE)).value


def copy_key(book):
    sheet = workbooks.table(book)
    column = workbooks.place(sheet, KEY)
    sheet.cell(3, column).value = sheet.cell(2, column).value


def invent_key(book):
    sheet = workbooks.table(book)
    sheet.cell(2, workbooks.place(sheet, KEY)).value = "k0-0000"


def lose_key(book):
    sheet = workbooks.table(book)
    sheet.cell(2, workbooks.place(sheet, KEY)).value = None


def swap_keys(book):
    sheet = workbooks.table(book)
    column = workbooks.place(sheet, KEY)
    sheet.cell(2, column).value, sheet.cell(3, column).value = sheet.cell(3, column).value, sheet.cell(2, column).value


def forge(book):
    scope = book["_scope"]
    text = scope.cell(2, 1).value
    scope.cell(2, 1).value = text[:40] + ("A" if text[40] != "A" else "B") + text[41:]


def lose_scope(book):
    del book["_scope"]


TAB = "样例"
APART = "此行的行标识属于“{}”；行与行标识已错位。"


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (rename, [(TAB, 1, "", "缺少“评语（填写）”一列。")]),
        (untitle, [(TAB, 1, "", "列标题已丢失；列标题须保持原样。")]),
        (double, [(TAB, 1, "", "“打分（填写）”一列出现了两次。")]),
        (copy_key, [(TAB, 3, "J", "同一行已出现在“样例”第 2 行。")]),
        (invent_key, [(TAB, 2, "J", "此行有填写内容，但行标识不属于这份工作簿。")]),
        (lose_key, [(TAB, 2, "J", "此行有填写内容，但没有行标识。")]),
        (swap_keys, [(TAB, 2, "B", APART.format("1.1#2")), (TAB, 3, "B", APART.format("1.1#1"))]),
        (forge, [("表.xlsx", 0, "", "说明这份工作簿内容的隐藏部分被改动过。请重新下载。")]),
        (lose_scope, [("表.xlsx", 0, "", "这份工作簿不是从这里下载的，或者其中隐藏的工作表已丢失。请重新下载。")]),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_a_workbook_that_has_come_apart_is_refused_whole(world, tmp_path, damage, expected):
    book = book_of(fill(download(world), {RATING: 0.5}))
    damage(book)
    with pytest.raises(FaultsError) as error:
        upload(world, bytes_of(book), tmp_path)
    assert said(error) == expected
    assert SheetUpload.objects.count() == 0


# --- the file ---------------------------------------------------------------------------------------------------------
def test_only_the_fields_are_open_and_texts_are_texts(world):
    world.sheet().entity.__class__.objects.update(name="=HYPERLINK(1)")
    save(world, "1.1#2", "1", comment="=1+1")
    book = book_of(download(world))
    sheet = workbooks.table(book)
    fields = {workbooks.place(sheet, VALUE), workbooks.place(sheet, COMMENT)}
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.column for cell in cells if not cell.protection.locked} == fields
    assert {cell.data_type for cell in cells} == {"s", "n"}  # "n" is also an empty cell; "f" would be a formula
    assert [one.protection.sheet for one in book.worksheets] == [True] * 4
    assert [one.sheet_state for one in book.worksheets] == ["visible", "visible", "veryHidden", "veryHidden"]
    assert book.security.lockStructure is True


def test_each_rule_has_its_own_control(world):
    book = book_of(download(world))
    found: dict[str, DataValidation] = {
        str(area): one for one in workbooks.table(book).data_validations.dataValidation for area in one.sqref.ranges
    }
    assert {area: (one.type, one.formula1) for area, one in found.items()} == {
        "H2": ("custom", 'OR(EXACT(H2,"NA"),AND(ISNUMBER(H2),H2>=0,H2<=1))'),
        "H3": ("list", "'_lists'!$A$1:$A$3"),
        "H4": ("list", "'_lists'!$B$1:$B$3"),
        "H5": ("custom", 'OR(EXACT(H5,"NA"),ISNUMBER(FIND("/",H5)))'),
        "H6": ("custom", 'OR(EXACT(H6,"NA"),ISNUMBER(H6))'),
        "H8:H9": ("list", "'_lists'!$A$1:$A$3"),
    }
    lists = book["_lists"]
    assert [[cell.value for cell in column] for column in lists.iter_cols()] == [
        ["1", "0", "NA"],
        ["none", "完全（好）", "NA"],
    ]


# --- pages ------------------------------------------------------------------------------------------------------------
def test_one_goes_from_the_file_to_the_plan_to_what_was_done(world):
    client = client_of(world.ann)
    client.cookies["django_language"] = "en"
    answer = workbooks.post(client, world, fill(download(world), {CHECK: 1, RATING: "x"}))
    assert "is not a number" in client.get(answer.url).content.decode()
    answer = workbooks.post(client, world, fill(download(world), {CHECK: 1}))
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
    answer = workbooks.post(client_of(world.ann), world, bytes_of(book))
    assert answer.status_code == 422
    assert "缺少“评语（填写）”一列。" in answer.content.decode()
    assert workbooks.post(client_of(world.ann), world, b"").status_code == 422


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
    taken = workbooks.rows(workbooks.table(book_of(download(world))))
    assert len({entity for entity, _code, _channel in taken}) == 2
    monkeypatch.setattr(views, "MOST_SHEETS", 3)
    assert "最多容纳" not in client.get(reverse("workbooks:home", args=[key])).content.decode()


#: Statements for the file, the plan, and the plan's page on a bare frame.
FILE_PLAN_PAGE = (15, 13, 15)


# --- what is no workbook at all ---------------------------------------------------------------------------------------
def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(data: bytes, name: str, change) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return zipped({**parts, name: change(parts[name])})


SHEET = "xl/worksheets/sheet2.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
NO_WORKBOOK = "这不是 xlsx 工作簿，或文件已损坏。"
TOO_LARGE = "工作簿解压后过大。"
TOO_FAR = "工作簿中有工作表的范围超出了从这里下载的任何一份。"


def far_cell(content: bytes) -> bytes:
    return content.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


HOSTILE = {
    "text": (lambda data: b"no zip at all", NO_WORKBOOK),
    "cut": (lambda data: data[: len(data) // 2], NO_WORKBOOK),
    "docx": (lambda data: zipped({"word/document.xml": b"<x/>"}), NO_WORKBOOK),
    "xls": (
        lambda data: b"\xd0\xcf\x11\xe0" + bytes(600),
        "这是旧的 .xls 文件或带密码的文件。请另存为不带密码的 .xlsx。",
    ),
    "entities": (
        lambda data: with_part(data, SHEET, lambda part: part.replace(b"<worksheet", ENTITY + b"<worksheet", 1)),
        "工作簿声明了文档类型，而任何表格软件都不会这样做。",
    ),
    "bomb": (lambda data: with_part(data, SHEET, lambda part: part + b" " * (210 * 2**20)), TOO_LARGE),
    "rows": (
        lambda data: with_part(data, SHEET, lambda part: part.replace(b"</sheetData>", b"<row/>" * 10**6, 1)),
        TOO_FAR,
    ),
    "far": (lambda data: with_part(data, SHEET, far_cell), None),
    "broken": (lambda data: with_part(data, "xl/workbook.xml", lambda part: part[:-9]), NO_WORKBOOK),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(world, tmp_path, kind):
    make, expected = HOSTILE[kind]
    with pytest.raises(FaultsError) as error:
        upload(world, make(download(world)), tmp_path)
    (fault,) = said(error)
    allowed = {expected} if expected else {TOO_FAR, "无法读取这份工作簿。", "读取这份工作簿所需的内存超出限额。"}
    assert fault[3] in allowed
    assert SheetUpload.objects.count() == 0
