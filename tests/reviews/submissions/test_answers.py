"""Answers are saved as scores are, submitted against a receipt, and reach evaluators as claims only then."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessment.campaigns.blockers import blockers_of
from assessment.campaigns.models import Campaign, Component, Entity, PhaseWindow
from assessment.core.frozen import FrozenError
from assessment.core.models import AuditEntry
from reviews.claims import claims_for
from reviews.errors import GapsError, LockedError, RefusedError
from reviews.evidence.models import Evidence, EvidenceVersion
from reviews.evidence.selectors import visible_versions
from reviews.services.operations import Conflict, Refused, Saved
from reviews.submissions.asked import find_gaps
from reviews.submissions.models import Answer, AnswerChange, Receipt, SelfAssessment
from reviews.submissions.services.answering import save_answers
from reviews.submissions.services.attaching import attach_evidence, detach_evidence
from reviews.submissions.services.earlier import take_over_answers
from reviews.submissions.services.submitting import begin_assessment, reopen_assessment, submit_assessment
from reviews.submissions.typeset import printed, receipt_pdf
from tests.reviews.evidence.samples import file_of
from tests.reviews.submissions.world import Agency, make_agency
from tests.reviews.world import client_of, fresh

pytestmark = pytest.mark.django_db

#: Statements of one request that saves new answers; the session and the account are two of them.
ANSWER_QUERIES = 18


@pytest.fixture
def agency(settings, tmp_path) -> Agency:
    settings.MEDIA_ROOT = tmp_path / "files"
    return make_agency()


def save(agency: Agency, *wishes):
    return save_answers(assessment=agency.fresh(), operations=wishes, actor=agency.user)


def test_an_answer_is_saved_once_conflicts_are_answered_with_both_and_repeats_are_harmless(agency):
    first = agency.wish("1.1#1", "０．５０", statement="专栏已建")
    (saved,) = save(agency, first)
    assert isinstance(saved, Saved)
    assert (saved.content.value, saved.content.comment, saved.content.version) == ("0.5", "专栏已建", 1)
    assert save(agency, first) == [saved]
    (lost,) = save(agency, agency.wish("1.1#1", "0.9", base=0))
    assert isinstance(lost, Conflict)
    assert (lost.theirs.value, lost.theirs.version, lost.mine.value) == ("0.5", 1, "0.9")
    (moved,) = save(agency, agency.wish("1.1#1", "0.9", base=1))
    assert moved.content.version == 2
    assert Answer.objects.get().value == "0.9"
    assert list(AnswerChange.objects.order_by("pk").values_list("value", "lost")) == [
        ("0.5", False), ("0.9", True), ("0.9", False),
    ]  # fmt: skip
    refused = save(agency, agency.wish("1.1#1", "七", base=2), agency.wish("3#1", "1", channel=""))
    assert [(type(one), one.code) for one in refused] == [(Refused, "not_a_number"), (Refused, "not_asked")]


def test_what_is_missing_is_named_and_a_complete_one_is_submitted_against_a_receipt(agency):
    gaps = [(gap.address, gap.channel, gap.missing) for gap in find_gaps(agency.fresh())]
    assert gaps == [
        ("1.1#1", "website", "value"), ("1.1#2", "website", "value"), ("1.1#3", "website", "value"),
        ("1.1#4", "website", "value"), ("1.1#5", "website", "value"),
        ("1.2#1", "website", "value"), ("1.2#1", "weixin", "value"),
    ]  # fmt: skip
    agency.complete()
    save(agency, agency.wish("1.1#2", "1", base=1, statement=" "))
    assert [(gap.address, gap.missing) for gap in find_gaps(agency.fresh())] == [("1.1#2", "comment")]
    with pytest.raises(GapsError):
        submit_assessment(assessment=agency.fresh(), actor=agency.user)
    file = file_of(agency.row.entity, agency.user, data=b"proof")
    place = {"criterion": agency.world.criterion("1.1#2"), "channel": "website", "actor": agency.user}
    attach_evidence(assessment=agency.fresh(), version=file.pk, **place)
    receipt = submit_assessment(assessment=agency.fresh(), actor=agency.user)
    assert submit_assessment(assessment=agency.fresh(), actor=agency.user) == receipt
    assert receipt.digest == hashlib.sha256(receipt.document.encode()).hexdigest()
    document = json.loads(receipt.document)
    assert (document["revision"], document["late"], document["reopened"]) == (1, False, False)
    (line,) = [line for line in document["answers"] if line["criterion"] == "1.1#2"]
    assert line["evidence"] == [
        {"name": "说明.txt", "version": 1, "sha256": hashlib.sha256(b"proof").hexdigest(), "bytes": 5}
    ]
    stated = line.pop("sha256")
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert stated == hashlib.sha256(text.encode()).hexdigest()
    shown = pypdfium2.PdfDocument(receipt_pdf(receipt))[0].get_textpage().get_text_bounded()  # within the page
    assert [half for half in (stated[:32], stated[32:], receipt.digest) if half not in shown] == []
    assert len(printed(receipt)["rows"]) == 9
    verbs = AuditEntry.objects.order_by("sequence").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["attach_evidence", "submit_self_assessment"]


def test_a_submitted_one_is_locked_three_times_and_reopened_by_another_person_with_a_reason(agency):
    agency.complete()
    receipt = submit_assessment(assessment=agency.fresh(), actor=agency.user)
    with pytest.raises(LockedError):
        save(agency, agency.wish("1.1#1", "1", base=1))
    answer = Answer.objects.select_related("assessment")[0]
    with pytest.raises(FrozenError):
        answer.save()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE submissions_answer SET value = '1' WHERE id = %s", [answer.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM submissions_receipt WHERE id = %s", [receipt.pk])
    for actor in (agency.user, agency.neighbour, agency.world.ann):
        with pytest.raises(PermissionDenied):
            reopen_assessment(assessment=agency.fresh(), actor=fresh(actor), reason="x")
    with pytest.raises(RefusedError):
        reopen_assessment(assessment=agency.fresh(), actor=agency.admin, reason=" ")
    Campaign.objects.update(phase="scoring")
    reopen_assessment(assessment=agency.fresh(), actor=fresh(agency.admin), reason="附件有误")
    save(agency, agency.wish("1.1#1", "1", base=1))
    again = submit_assessment(assessment=agency.fresh(), actor=fresh(agency.user))
    assert (again.revision, Receipt.objects.count()) == (2, 2)
    document = json.loads(again.document)
    assert (document["reopened"], document["late"]) == (True, True)


def test_what_comes_after_the_first_deadline_is_marked_late(agency):
    agency.complete()
    past, future = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    PhaseWindow.objects.create(
        campaign=agency.world.campaign, phase="self-assessment", starts_at=past, due_at=future, first_due_at=past
    )
    Campaign.objects.update(due_at=future)
    submit_assessment(assessment=agency.fresh(), actor=agency.user)
    assert agency.fresh().late


def test_evaluators_get_claims_and_files_of_submitted_answers_only(agency):
    agency.complete()
    file = file_of(agency.row.entity, agency.user)
    place = {"criterion": agency.world.criterion("1.1#1"), "channel": "website", "actor": agency.user}
    attach_evidence(assessment=agency.fresh(), version=file.pk, **place)
    sheet = agency.world.sheet()
    assert claims_for(sheet) == {}
    assert list(visible_versions(fresh(agency.world.ann))) == []
    submit_assessment(assessment=agency.fresh(), actor=agency.user)
    claim = claims_for(sheet)[agency.world.criterion("1.1#1"), "website"]
    assert (claim.value, claim.statement, [one["name"] for one in claim.files]) == ("0.5", "已做", ["说明.txt"])
    assert list(visible_versions(fresh(agency.world.ann))) == [file]
    # The lead of the campaign reads everything, an evaluator of another entity nothing.
    agency.world.campaign.assignments.filter(reviewer__user=agency.world.ben, entity=sheet.entity).delete()
    assert list(visible_versions(fresh(agency.world.ben))) == []
    assert claims_for(agency.world.sheets()[1]) == {}


def test_only_own_evidence_is_attached_and_a_new_version_takes_the_place_of_the_old(agency):
    other = file_of(agency.world.campaign.entities.get(key="e001"), agency.neighbour)
    place = {"criterion": agency.world.criterion("1.1#1"), "channel": "website", "actor": agency.user}
    with pytest.raises(RefusedError) as refused:
        attach_evidence(assessment=agency.fresh(), version=other.pk, **place)
    assert refused.value.code == "foreign"
    first = file_of(agency.row.entity, agency.user, data=b"one")
    attach_evidence(assessment=agency.fresh(), version=first.pk, **place)
    second = type(first)(
        evidence=first.evidence, number=2, stored=other.stored, uploaded_at=timezone.now(), uploaded_by=agency.user
    )
    second.save()
    row = attach_evidence(assessment=agency.fresh(), version=second.pk, **place)
    assert attach_evidence(assessment=agency.fresh(), version=second.pk, **place) == row
    assert list(agency.row.attachments.values_list("evidence", flat=True)) == [second.pk]
    row.assessment = agency.fresh()
    detach_evidence(attachment=row, actor=agency.user)
    assert agency.row.attachments.count() == 0


def test_last_years_answers_fill_empty_cells_and_stay_marked_until_they_are_changed(agency):
    agency.complete()
    file = file_of(agency.row.entity, agency.user)
    place = {"criterion": agency.world.criterion("1.1#1"), "channel": "website", "actor": agency.user}
    link = EvidenceVersion.objects.create(
        evidence=Evidence.objects.create(entity=agency.row.entity, form="link", folder="专栏", name="公开专栏"),
        number=1,
        address="https://gov.example/open/",
        note="已公开 12 条",
        captured_at=datetime(2024, 3, 1, tzinfo=UTC),
        uploaded_at=datetime(2024, 3, 1, tzinfo=UTC),
        uploaded_by=agency.user,
    )
    for version in (file, link):
        attach_evidence(assessment=agency.fresh(), version=version.pk, **place)
    submit_assessment(assessment=agency.fresh(), actor=agency.user)
    now = Campaign.objects.create(
        key="next", name_zh="次年", year=2025, phase="self-assessment", baseline_key=agency.world.campaign.key
    )
    old = agency.row.entity
    entity = Entity.objects.create(campaign=now, key=old.key, name=old.name, classes=old.classes)
    for channel in old.channels.all():
        entity.channels.create(kind=channel.kind)
    agency.user.memberships.create(campaign=now, role="agency", entity=entity)
    component = Component.objects.create(campaign=now, version=agency.world.component.version, share=1, position=0)
    actor = fresh(agency.user)
    row = begin_assessment(component=component, entity=entity, actor=actor)
    wish = agency.wish("1.1#2", "0", statement="今年")
    save_answers(assessment=row, operations=[wish], actor=actor)
    assert take_over_answers(assessment=row, actor=actor) == 8
    assert take_over_answers(assessment=row, actor=actor) == 0
    assert Answer.objects.filter(assessment=row, taken_over=True).count() == 8
    assert Answer.objects.get(assessment=row, criterion__address="1.1#2").statement == "今年"
    brought = [one.evidence for one in row.attachments.order_by("pk")]
    assert [(str(one.evidence), one.evidence.entity) for one in brought] == [
        ("说明.txt", entity),
        ("专栏/公开专栏", entity),
    ]
    kept = ("address", "note", "captured_at")  # seen last year, and said so
    assert [getattr(brought[1], name) for name in kept] == [getattr(link, name) for name in kept]
    save_answers(assessment=row, operations=[agency.wish("1.1#1", "0.5", base=1, operation=uuid4())], actor=actor)
    assert Answer.objects.filter(assessment=row, taken_over=True).count() == 7


def test_neighbours_and_evaluators_find_nothing_and_others_are_told_why(agency):
    path = f"/self-assessments/{agency.row.pk}/"
    api = f"/api/self-assessments/{agency.row.pk}/"
    people = (agency.user, agency.admin, agency.world.lead, agency.neighbour, agency.world.ann)
    assert [client_of(user).get(path).status_code for user in people] == [200, 200, 200, 404, 404]
    wish = {"operations": [{"operation": str(uuid4()), "criterion": agency.world.criterion("1.1#1"),
                            "channel": "website", "value": "1", "base_version": 0}]}  # fmt: skip
    statuses = [
        client_of(user).put(f"{api}cells/", wish, content_type="application/json").status_code for user in people
    ]
    assert statuses == [200, 403, 403, 404, 404]
    # Nothing that the agency gets names an evaluator.
    text = client_of(agency.user).get(path).content.decode() + client_of(agency.user).get(api).content.decode()
    assert [name for name in ("ann", "ben") if f'"{name}"' in text or f">{name}<" in text] == []


def test_entities_that_have_not_submitted_stand_in_the_way_of_scoring(agency):
    def found():
        blockers = blockers_of(Campaign.objects.get(), leaving="self-assessment")
        return [(one.code, one.count) for one in blockers if one.code == "self_assessments"]

    assert found() == [("self_assessments", 2)]
    agency.complete()
    submit_assessment(assessment=agency.fresh(), actor=agency.user)
    assert found() == [("self_assessments", 1)]


def test_the_number_of_queries_does_not_grow_with_what_is_listed(agency):
    path, client = f"/campaigns/{agency.world.campaign.key}/self-assessments/", client_of(agency.admin)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    count()
    few = count()
    agency.complete()
    submit_assessment(assessment=agency.fresh(), actor=agency.user)
    for number in range(2, 5):
        Entity.objects.create(campaign=agency.world.campaign, key=f"e{number:03}", classes={"sample": "county"})
    assert count() == few


def test_saving_all_answers_asks_as_often_as_saving_one(agency):
    browser, path = client_of(agency.user), f"/api/self-assessments/{agency.row.pk}/cells/"

    def count(base: int, value: str, *addresses: str) -> int:
        wishes = [{"operation": str(uuid4()), "criterion": agency.world.criterion(address), "channel": "website",
                   "value": value, "base_version": base} for address in addresses]  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            answer = browser.put(path, {"operations": wishes}, content_type="application/json")
        assert [row["status"] for row in answer.json()["results"]] == ["saved"] * len(wishes)
        return len(captured)

    rest = ("1.1#2", "1.1#5", "1.2#1")
    count(0, "1", "1.1#1")  # the plan is made
    assert count(0, "1", "2#1") == count(0, "1", *rest) == ANSWER_QUERIES
    assert count(1, "0", "2#1") == count(1, "0", *rest) == ANSWER_QUERIES + 1  # the guard of what is submitted


def test_the_pages_show_status_progress_and_receipts(agency):
    agency.complete()
    submit_assessment(assessment=agency.fresh(), actor=agency.user)
    own = client_of(agency.user).get("/self-assessment/")
    assert f"/self-assessments/{agency.row.pk}/receipts/1/" in own.content.decode()
    pdf = client_of(agency.user).get(f"/self-assessments/{agency.row.pk}/receipts/1/")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    document = client_of(agency.user).get(f"/self-assessments/{agency.row.pk}/receipts/1/?form=json")
    assert hashlib.sha256(document.content).hexdigest() == Receipt.objects.get().digest
    assert client_of(agency.neighbour).get(f"/self-assessments/{agency.row.pk}/receipts/1/").status_code == 404


def test_beginning_makes_one_and_leads_there(agency):
    client = client_of(agency.neighbour)
    path = f"/campaigns/{agency.world.campaign.key}/entities/e001/self-assessments/{agency.world.component.pk}/"
    first, second = client.post(path), client.post(path)
    assert (first.status_code, first.url) == (302, second.url)
    assert SelfAssessment.objects.count() == 2
    assert client_of(agency.user).post(path).status_code == 404
    assert client_of(agency.admin).post(path).status_code == 403
