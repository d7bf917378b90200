"""The file itself: only the fields are open, each rule has its own control, texts stay texts."""

from __future__ import annotations

import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from reviews.workbooks.layout import COMMENT, VALUE
from tests.reviews.workbooks import files
from tests.reviews.workbooks.files import (
    book_of,
    download,
    save,
)

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def test_only_the_fields_are_open_and_texts_are_texts(world):
    world.sheet().entity.__class__.objects.update(name="=HYPERLINK(1)")
    save(world, "1.1#2", "1", comment="=1+1")
    book = book_of(download(world))
    sheet = files.table(book)
    fields = {files.place(sheet, VALUE), files.place(sheet, COMMENT)}
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.column for cell in cells if not cell.protection.locked} == fields
    assert {cell.data_type for cell in cells} == {"s", "n"}  # "n" is also an empty cell; "f" would be a formula
    assert [one.protection.sheet for one in book.worksheets] == [True] * 4
    assert [one.sheet_state for one in book.worksheets] == ["visible", "visible", "veryHidden", "veryHidden"]
    assert book.security.lockStructure is True


def test_each_rule_has_its_own_control(world):
    book = book_of(download(world))
    found: dict[str, DataValidation] = {
        str(area): one for one in files.table(book).data_validations.dataValidation for area in one.sqref.ranges
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
