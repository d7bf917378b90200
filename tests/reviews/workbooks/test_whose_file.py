"""A workbook is its person's and its campaign's, and is refused whole where it has come apart."""

from __future__ import annotations

import pytest
from django.urls import reverse

from assessment.campaigns.models import Campaign
from assessment.core.faults import FaultsError
from reviews.models import SheetUpload
from reviews.services.cells import save_cells
from reviews.services.sheets import submit_sheet
from reviews.workbooks.layout import KEY, VALUE
from reviews.workbooks.scopes import Keys, open_scope, sign_scope
from tests.reviews.workbooks import files
from tests.reviews.workbooks.files import (
    FILLED,
    RATING,
    book_of,
    bytes_of,
    download,
    fill,
    rename,
    said,
    upload,
)
from tests.reviews.world import client_of, complete, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


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


def untitle(book):
    files.table(book).delete_rows(1)


def double(book):
    sheet = files.table(book)
    sheet.cell(1, sheet.max_column + 1).value = sheet.cell(1, files.place(sheet, VALUE)).value


def copy_key(book):
    sheet = files.table(book)
    column = files.place(sheet, KEY)
    sheet.cell(3, column).value = sheet.cell(2, column).value


def invent_key(book):
    sheet = files.table(book)
    sheet.cell(2, files.place(sheet, KEY)).value = "k0-0000"


def lose_key(book):
    sheet = files.table(book)
    sheet.cell(2, files.place(sheet, KEY)).value = None


def swap_keys(book):
    sheet = files.table(book)
    column = files.place(sheet, KEY)
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
