"""A self-assessment away as a workbook and back, by the machinery of score sheets (issue of agencies, item 2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from assessment.campaigns.models import Campaign, Membership
from assessment.core.faults import FaultsError
from assessment.core.models import AuditEntry, User
from reviews.errors import RefusedError
from reviews.evidence.services.keeping import add_link
from reviews.models import SheetUpload
from reviews.services.uploads import StaleError, apply_upload, upload_workbook
from reviews.submissions.models import Answer, AnswerChange, SelfAssessment
from reviews.submissions.services.answering import save_answers
from reviews.submissions.services.attaching import attach_evidence
from reviews.submissions.services.submitting import reopen_assessment, submit_assessment
from reviews.submissions.workbook import KIND, LAYOUT
from reviews.workbooks.kinds import kind_named
from reviews.workbooks.layout import COMMENT, VALUE
from reviews.workbooks.plan import Plan, plan_of_upload
from tests.reviews.submissions.world import Agency, make_agency
from tests.reviews.workbooks import hostile
from tests.reviews.workbooks.files import WEB, WEIXIN, A, Cells, book_of, bytes_of, counts, said, table
from tests.reviews.workbooks.files import fill as fill_sheet
from tests.reviews.world import client_of, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

RATING, CHECK, PARTS = ((A, f"1.1#{number}", WEB) for number in (1, 2, 4))
FILLED = {
    RATING: (0.5, "专栏已建"),
    CHECK: 1,
    (A, "1.1#3", WEB): ("完全（好）", "见附件"),
    PARTS: "3/4",
    (A, "1.2#1", WEIXIN): ("NA", "没有公众号"),
}
STORED = {
    ("1.1#1", "website"): ("0.5", "专栏已建"),
    ("1.1#2", "website"): ("1", ""),
    ("1.1#3", "website"): ("完全（好）", "见附件"),
    ("1.1#4", "website"): ("3/4", ""),
    ("1.2#1", "weixin"): ("NA", "没有公众号"),
}


@pytest.fixture
def agency(settings, tmp_path) -> Agency:
    settings.MEDIA_ROOT = tmp_path / "files"
    return make_agency()


def url(agency: Agency, name: str, *parts: int) -> str:
    return reverse(name, args=[agency.world.campaign.key, *parts])


def download(agency: Agency, user: User | None = None) -> bytes:
    answer = client_of(user or agency.user).get(url(agency, "submissions:workbook_file"))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def fill(data: bytes, cells: Cells) -> bytes:
    return fill_sheet(data, cells, LAYOUT)


def upload(agency: Agency, data: bytes, folder: Path, user: User | None = None) -> SheetUpload:
    path = folder / "sent.xlsx"
    path.write_bytes(data)
    campaign = Campaign.objects.get(pk=agency.world.campaign.pk)
    actor = fresh(user or agency.user)
    return upload_workbook(kind=kind_named(KIND), campaign=campaign, path=path, file_name="自评.xlsx", actor=actor)


def plan(agency: Agency, held: SheetUpload) -> Plan:
    return plan_of_upload(SheetUpload.objects.get(pk=held.pk), fresh(agency.user))


def applied(agency: Agency, held: SheetUpload, *taken: int) -> SheetUpload:
    digest = plan(agency, held).digest
    return apply_upload(upload=held, digest=digest, taken=taken, actor=fresh(agency.user))


def stored(agency: Agency) -> dict[tuple[str, str], tuple[str, str]]:
    rows = Answer.objects.filter(assessment=agency.row).select_related("criterion")
    return {(row.criterion.address, row.channel): (row.value, row.statement) for row in rows}


def post(client: Client, agency: Agency, data: bytes) -> Any:
    return client.post(url(agency, "submissions:workbook_uploads"), {"file": SimpleUploadedFile("自评.xlsx", data)})


# --- there and back ---------------------------------------------------------------------------------------------------
def test_what_is_filled_in_is_what_is_stored_and_once_only(agency, tmp_path):
    sent = fill(download(agency), FILLED)
    first = upload(agency, sent, tmp_path)
    assert (counts(plan(agency, first)), stored(agency)) == ({"set": 5}, {})
    assert applied(agency, first).result["changed"] == 5
    assert stored(agency) == STORED
    applied(agency, first)
    again = upload(agency, sent, tmp_path)
    assert counts(plan(agency, again)) == {"same": 5}
    applied(agency, again)
    assert AnswerChange.objects.count() == 5
    assert upload(agency, download(agency), tmp_path).rows == []
    entries = AuditEntry.objects.filter(object_type="sheet_upload").order_by("pk")
    deeds = ["upload_workbook", "apply_workbook"]
    assert [entry.verb for entry in entries] == [*deeds, *deeds, "upload_workbook"]


def test_evidence_is_named_beside_what_it_stands_behind_and_only_the_fields_are_open(agency):
    link = add_link(
        entity=agency.row.entity, actor=agency.user, folder="", name="=公示", address="https://a.example/", note="首页"
    )
    criterion = agency.world.criterion("1.1#2")
    attach_evidence(
        assessment=agency.fresh(), criterion=criterion, channel="website", version=link.pk, actor=agency.user
    )
    book = book_of(download(agency))
    sheet = table(book)
    titles = [cell.value for cell in sheet[1]]
    assert titles == [LAYOUT.title(name) for name in LAYOUT.names]
    named = {row[1].value: row[10].value for row in sheet.iter_rows(min_row=2)}
    assert {code: name for code, name in named.items() if name} == {"1.1#2": "=公示"}
    fields = {LAYOUT.position(name) + 1 for name in (VALUE, COMMENT)}
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.column for cell in cells if not cell.protection.locked} == fields
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert {row[1].value: row[6].value for row in sheet.iter_rows(min_row=2)}["2#1"] == "选填"


@pytest.mark.parametrize(("take", "expected"), [(False, ("0.7", "改过")), (True, ("0.6", "改过"))])
def test_an_answer_that_moved_meanwhile_is_a_question(agency, tmp_path, take, expected):
    save_answers(assessment=agency.fresh(), operations=[agency.wish("1.1#1", "0.5", statement="旧")], actor=agency.user)
    sent = fill(download(agency), {RATING: 0.6, CHECK: 1})
    moved = agency.wish("1.1#1", "0.7", base=1, statement="改过")
    held = upload(agency, sent, tmp_path)
    seen = plan(agency, held)
    save_answers(assessment=agency.fresh(), operations=[moved], actor=agency.user)
    with pytest.raises(StaleError):
        apply_upload(upload=held, digest=seen.digest, taken=(), actor=fresh(agency.user))
    made = plan(agency, held)
    assert counts(made) == {"conflict": 1, "set": 1}
    applied(agency, held, *([made.of("conflict")[0].number] if take else []))
    assert stored(agency) == {("1.1#1", "website"): expected, ("1.1#2", "website"): ("1", "")}


def test_an_answer_taken_over_from_last_year_is_so_no_longer_once_the_workbook_changes_it(agency, tmp_path):
    Answer.objects.create(
        assessment=agency.row, criterion_id=agency.world.criterion("1.1#1"), channel="website", value="1",
        statement="去年", taken_over=True,
    )  # fmt: skip
    applied(agency, upload(agency, fill(download(agency), {RATING: 0.5}), tmp_path))
    assert list(Answer.objects.values_list("value", "statement", "taken_over")) == [("0.5", "去年", False)]


# --- what is not taken ------------------------------------------------------------------------------------------------
def test_every_fault_is_named_by_its_cell_and_nothing_is_applied(agency, tmp_path):
    wrong = {RATING: "70%", CHECK: True, (A, "1.1#5", WEB): "=1+1", (A, "2#1", WEB): (1, "x" * 4001), PARTS: "1/2"}
    held = upload(agency, fill(download(agency), wrong), tmp_path)
    with translation.override("en"):
        made = plan(agency, held)
        assert {item.stored.code: (item.place, item.reason) for item in made.of("fault")} == {
            "1.1#1": ("Row 2, column I", "“70%” is not a number from 0 to 1."),
            "1.1#2": ("Row 3, column I", "Here stands TRUE or FALSE. Enter 1 or 0."),
            "1.1#5": ("Row 6, column I", "Here stands a formula. Enter the value itself."),
            "2#1": ("Row 10, column J", "At most 4000 characters are expected."),
        }
    with pytest.raises(RefusedError):
        applied(agency, held)
    assert stored(agency) == {}


def test_files_of_the_neighbour_and_of_score_sheets_are_refused(agency, tmp_path):
    row = SelfAssessment.objects.create(
        component=agency.world.component, entity=agency.world.campaign.entities.get(key="e001")
    )
    theirs = fill(download(agency, agency.neighbour), {("甲1", "1.1#1", WEB): 1})
    with pytest.raises(FaultsError) as error:
        upload(agency, theirs, tmp_path)
    assert said(error) == [("自评.xlsx", 0, "", "这份工作簿是由他人下载的。")]
    both = {"campaign": agency.world.campaign, "user": agency.world.ann}
    Membership.objects.create(**both, role="agency", entity=agency.row.entity)
    scored = client_of(agency.world.ann).get(reverse("workbooks:file", args=["demo"]))
    with pytest.raises(FaultsError) as error:
        upload(agency, b"".join(scored.streaming_content), tmp_path, agency.world.ann)
    assert said(error) == [("自评.xlsx", 0, "", "这是另一种工作簿。")]
    assert (stored(agency), row.answers.count()) == ({}, 0)


def test_what_is_submitted_or_belongs_to_another_agency_by_now_stays(agency, tmp_path):
    held = upload(agency, fill(download(agency), FILLED), tmp_path)
    agency.complete()
    before = stored(agency)
    submit_assessment(assessment=agency.fresh(), actor=agency.user)
    assert counts(plan(agency, held)) == {"refused": 5}
    applied(agency, held)
    assert stored(agency) == before
    other = upload(agency, fill(download_of_open(agency), {RATING: 0.9}), tmp_path)
    Membership.objects.filter(user=agency.user).delete()
    with translation.override("en"):
        (item,) = plan(agency, other).items
    assert (item.outcome, item.reason) == ("refused", "This self-assessment is not yours any more.")


def download_of_open(agency: Agency) -> bytes:
    """After it was reopened."""
    reopen_assessment(assessment=agency.fresh(), actor=agency.admin, reason="补充")
    return download(agency)


def test_only_while_it_may_be_filled_in_and_a_reopened_one_during_scoring(agency, tmp_path):
    sent = fill(download(agency), {RATING: 0.5})
    held = upload(agency, sent, tmp_path)
    seen = plan(agency, held)
    Campaign.objects.update(phase="scoring")
    answer = post(client_of(agency.user), agency, sent)
    assert (answer.status_code, "仅在自评阶段可以填写自评" in answer.content.decode()) == (403, True)
    held.campaign.refresh_from_db()
    with pytest.raises(PermissionDenied):
        apply_upload(upload=held, digest=seen.digest, taken=(), actor=fresh(agency.user))
    assert stored(agency) == {}
    SelfAssessment.objects.update(reopened_at=timezone.now())
    applied(agency, held)
    assert stored(agency) == {("1.1#1", "website"): ("0.5", "")}


@pytest.mark.parametrize("kind", ["docx", "entities", "rows"])
def test_a_hostile_file_is_refused_with_a_sentence(agency, tmp_path, kind):
    make, expected = hostile.FILES[kind]
    with pytest.raises(FaultsError) as error:
        upload(agency, make(download(agency)), tmp_path)
    assert [fault[3] for fault in said(error)] == [expected]
    assert SheetUpload.objects.count() == 0


# --- pages ------------------------------------------------------------------------------------------------------------
def test_an_agency_goes_from_its_page_to_the_file_to_the_plan_to_what_was_done(agency):
    client = client_of(agency.user)
    client.cookies["django_language"] = "en"
    begin = client.get(reverse("submissions:assessment", args=[agency.row.pk])).content.decode()
    assert f"{url(agency, 'submissions:workbook')}?assessment={agency.row.pk}" in begin
    home = client.get(url(agency, "submissions:workbook"), {"assessment": agency.row.pk}).content.decode()
    assert f'value="{agency.row.pk}" id="assessment-{agency.row.pk}" checked' in home
    answer = post(client, agency, fill(download(agency), FILLED))
    page = client.get(answer.url)
    assert "Self-assessment by spreadsheet" in page.content.decode()
    client.post(f"{answer.url}application/", {"digest": page.context["plan"].digest})
    assert stored(agency) == STORED
    assert "What the workbook has changed" in client.get(answer.url).content.decode()
    assert client_of(agency.neighbour).get(answer.url).status_code == 404
    assert client_of(agency.admin).get(answer.url).status_code == 403


def test_a_refused_file_is_told_on_the_page_with_its_faults(agency):
    book = book_of(download(agency))
    table(book).cell(1, LAYOUT.position(COMMENT) + 1).value = "随便"
    answer = post(client_of(agency.user), agency, bytes_of(book))
    assert (answer.status_code, "缺少“陈述（填写）”一列。" in answer.content.decode()) == (422, True)
    assert post(client_of(agency.user), agency, b"").status_code == 422


def test_a_workbook_and_its_plan_need_the_same_statements_for_one_entity_and_for_three(agency, tmp_path):
    """Of an account that speaks for several."""
    entities = [agency.row.entity, *agency.world.campaign.entities.exclude(pk=agency.row.entity_id)]
    entities.append(agency.world.campaign.entities.create(key="e002", name="甲2", classes={"sample": "county"}))
    found = []
    for number in (1, 1, 3):  # the first time what a process keeps is read, too
        for entity in entities[:number]:
            SelfAssessment.objects.get_or_create(component=agency.world.component, entity=entity)
            Membership.objects.get_or_create(
                campaign=agency.world.campaign, user=agency.user, role="agency", entity=entity
            )
        client = client_of(agency.user)
        with CaptureQueriesContext(connection) as file:
            answer = client.get(url(agency, "submissions:workbook_file"))
        names = [entity.name for entity in entities[:number]]
        sent = fill(b"".join(answer.streaming_content), {(name, "1.1#1", WEB): 1 for name in names if name != "甲2"})
        held = upload(agency, sent, tmp_path)
        with CaptureQueriesContext(connection) as planned:
            assert counts(plan(agency, held)) == {"set": min(number, 2)}
        found.append((len(file), len(planned)))
    assert found[1] == found[2]
