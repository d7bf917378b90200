"""What people of the demo have done by spreadsheet: an evaluator has one workbook applied, one to decide about, one
with faults and one given up; an agency has one to be applied.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.utils import timezone, translation

from assessment.campaigns.models import Campaign
from assessment.core.models import User
from reviews.models import Score, ScoreSheet, SheetUpload
from reviews.services.cells import save_cells
from reviews.services.operations import Operation
from reviews.services.uploads import apply_upload, discard_upload, upload_workbook
from reviews.submissions.selectors import open_own_assessments
from reviews.submissions.workbook import KIND as ANSWERS_KIND
from reviews.submissions.workbook import answers_document
from reviews.workbooks.kinds import kind_named
from reviews.workbooks.layout import Document, Entry, Row
from reviews.workbooks.plan import plan_of_upload
from reviews.workbooks.selectors import open_sheets
from reviews.workbooks.sheets import KIND, sheets_document
from reviews.workbooks.writing import write_document

ENTITY, ROUND = "qiaoliang", "r1"
FILLED, MORE = 12, 9
VALUES = {Entry.RATIO: "0.8", Entry.NUMBER: "3", Entry.AMOUNT: "4", Entry.PARTS: "7/9"}
COMMENTS = ("栏目已两个月没有更新。", "", "链接失效，点击后没有内容。", "", "政策解读没有关联原文。")


def bring_back_workbooks(campaign: Campaign, user: User) -> None:
    """In a campaign that is being scored; ``user`` has an open sheet of ENTITY there."""
    sheets = open_sheets(user, campaign).filter(entity__key=ENTITY, round__key=ROUND)
    sheet = sheets.order_by("component__position")[0]
    with translation.override(settings.LANGUAGE_CODE):
        document = sheets_document([sheet], campaign=campaign, user=user)
        rows = document.tabs[0].rows
        first = {number: _answered(rows[number], number) for number in range(FILLED)}
        discard_upload(upload=_send(document, first, "填错.xlsx", campaign, user), actor=user)
        upload = _send(document, first, "第一批.xlsx", campaign, user)
        apply_upload(upload=upload, digest=plan_of_upload(upload, user).digest, taken=(), actor=user)
        _decide_later(sheet, campaign, user)


def bring_back_answers(campaign: Campaign, user: User) -> None:
    """In a campaign in self-assessment; ``user`` has begun one there."""
    rows = list(open_own_assessments(user, campaign))
    with translation.override(settings.LANGUAGE_CODE):
        document = answers_document(rows, campaign=campaign, user=user)
        empty = [number for number, row in enumerate(document.tabs[0].rows) if not row.value][:FILLED]
        changed = {number: _answered(document.tabs[0].rows[number], number) for number in empty}
        _send(document, changed, "自评.xlsx", campaign, user, kind=ANSWERS_KIND)


def _decide_later(sheet: ScoreSheet, campaign: Campaign, user: User) -> None:
    """Two more workbooks of the sheet as it stands now, with which it then has its differences."""
    document = sheets_document([sheet], campaign=campaign, user=user)
    rows = document.tabs[0].rows
    more = {number: _answered(rows[number], number) for number in range(FILLED, FILLED + MORE)}
    differing = {number: replace(rows[number], value="NA") for number in (0, 3)}
    emptied = {5: replace(rows[5], value="")}
    _send(document, {**differing, **emptied, **more}, "第二批.xlsx", campaign, user)
    for number in differing:
        _reconsider(sheet, rows[number], user)
    wrong = {number: replace(rows[number], value=text) for number, text in ((12, "80%"), (14, "1.2.3"))}
    _send(document, {**more, **wrong}, "第三批.xlsx", campaign, user)


def _answered(row: Row, number: int) -> Row:
    """Some value of the row's rule; what takes a text of its own kind is left to be not applicable."""
    value = row.control.options[0] if row.control.options else VALUES.get(row.control.entry, "NA")
    return replace(row, value=value, comment=COMMENTS[number % len(COMMENTS)])


def _send(
    document: Document,
    changed: Mapping[int, Row],
    file_name: str,
    campaign: Campaign,
    user: User,
    *,
    kind: str = KIND,
) -> SheetUpload:
    """The workbook of ``document`` with some rows of its first table filled in, as a spreadsheet would save it."""
    first, *others = document.tabs
    rows = [changed.get(number, row) for number, row in enumerate(first.rows)]
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        path = Path(folder) / "sent.xlsx"
        write_document(replace(document, tabs=[replace(first, rows=rows), *others]), path, made=timezone.now())
        return upload_workbook(kind=kind_named(kind), campaign=campaign, path=path, file_name=file_name, actor=user)


def _reconsider(sheet: ScoreSheet, row: Row, user: User) -> None:
    """A cell changes on the page of the sheet after it was downloaded."""
    score = Score.objects.filter(sheet=sheet, criterion__address=row.shown["code"]).order_by("pk")[0]
    changed = Operation(
        operation=uuid4(),
        criterion=score.criterion_id,
        channel=score.channel,
        value=score.value,
        comment="复看后补充：首页已有新的入口。",
        base_version=score.version,
    )
    save_cells(sheet=sheet, operations=[changed], actor=user)
