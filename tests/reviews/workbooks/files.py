"""Workbooks of the world's sheets, as an evaluator gets them, fills them in and sends them back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.core.faults import FaultsError
from assessment.core.models import User
from reviews.models import Score, SheetUpload
from reviews.services.cells import save_cells
from reviews.services.uploads import apply_upload, upload_workbook
from reviews.workbooks.kinds import kind_named
from reviews.workbooks.layout import COMMENT, KEY, VALUE, Layout
from reviews.workbooks.plan import Plan, plan_of_upload
from reviews.workbooks.sheets import KIND, LAYOUT
from tests.reviews.world import World, client_of, fresh

#: (entity, criterion, channel word) → value, or (value, comment).
Cells = dict[tuple[str, str, str], Any]
WEB, WEIXIN = "网站", "微信"
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


def download(world: World, user: User | None = None, *sheets: int) -> bytes:
    answer = client_of(user or world.ann).get(
        reverse("workbooks:file", args=[world.campaign.key]), {"sheet": sheets} if sheets else {}
    )
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def book_of(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def bytes_of(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def table(book: Workbook) -> Worksheet:
    """The first table; the instructions stand before it."""
    return book.worksheets[1]


def place(sheet: Worksheet, name: str, layout: Layout = LAYOUT) -> int:
    """The column (from 1) with a title."""
    return [cell.value for cell in sheet[1]].index(layout.title(name)) + 1


def rows(sheet: Worksheet, layout: Layout = LAYOUT) -> dict[tuple[str, str, str], int]:
    """(entity, criterion, channel) → line."""
    columns = [place(sheet, name, layout) for name in ("entity", "code", "channel")]
    return {
        tuple(sheet.cell(line, column).value or "" for column in columns): line
        for line in range(2, sheet.max_row + 1)
        if sheet.cell(line, place(sheet, KEY, layout)).value
    }


def fill(data: bytes, cells: Cells, layout: Layout = LAYOUT) -> bytes:
    book = book_of(data)
    sheet = table(book)
    lines = rows(sheet, layout)
    for cell, given in cells.items():
        value, comment = given if isinstance(given, tuple) else (given, ...)
        if value is not ...:
            sheet.cell(lines[cell], place(sheet, VALUE, layout)).value = value
        if comment is not ...:
            sheet.cell(lines[cell], place(sheet, COMMENT, layout)).value = comment
    return bytes_of(book)


def upload(world: World, data: bytes, folder: Path, user: User | None = None) -> SheetUpload:
    path = folder / "sent.xlsx"
    path.write_bytes(data)
    return upload_workbook(
        kind=kind_named(KIND),
        campaign=world.campaign,
        path=path,
        file_name="表.xlsx",
        actor=fresh(user or world.ann),
    )


def plan(world: World, held: SheetUpload) -> Plan:
    return plan_of_upload(SheetUpload.objects.get(pk=held.pk), fresh(world.ann))


def counts(made: Plan) -> dict[str, int]:
    return {name: number for name, number in made.counts.items() if number}


def applied(world: World, held: SheetUpload, *taken: int) -> SheetUpload:
    return apply_upload(upload=held, digest=plan(world, held).digest, taken=taken, actor=fresh(world.ann))


def post(client: Client, world: World, data: bytes, name: str = "表.xlsx") -> Any:
    given = {"file": SimpleUploadedFile(name, data)}
    return client.post(reverse("workbooks:uploads", args=[world.campaign.key]), given)


def held(world: World) -> dict[tuple[str, str, str], tuple[str, str]]:
    """(entity key, criterion, channel) → (value, comment) of Ann's sheets."""
    found = Score.objects.filter(sheet__reviewer__user=world.ann).select_related("sheet__entity", "criterion")
    return {(row.sheet.entity.key, row.criterion.address, row.channel): (row.value, row.comment) for row in found}


def save(world: World, address: str, value: str, *, base: int = 0, comment: str = "") -> None:
    save_cells(
        sheet=world.sheet(), operations=[world.wish(address, value, base=base, comment=comment)], actor=fresh(world.ann)
    )


def said(error: pytest.ExceptionInfo[FaultsError]) -> list[tuple[str, int, str, str]]:
    return [(fault.file, fault.line, fault.place, fault.message) for fault in error.value.faults]


def rename(book: Workbook) -> None:
    """The title of a needed column is lost."""
    table(book).cell(1, place(table(book), COMMENT)).value = "随便"
