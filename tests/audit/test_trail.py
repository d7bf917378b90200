"""The trail's page: who reads what of it, how it is filtered and paged, its files, its check and its exported head."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.utils import timezone

from assessment.audit import services
from assessment.audit.models import TrailCheck
from assessment.audit.tasks import daily
from assessment.campaigns.models import Campaign
from assessment.core.models import AuditEntry, Job, SiteRole, User
from assessment.core.services import audit, heads, jobs
from tests.results.people import account, signed_in
from tests.results.said import said

pytestmark = pytest.mark.django_db
TRAIL = "/audit/"


@pytest.fixture
def campaigns() -> list[Campaign]:
    return [Campaign.objects.create(key=key, name_zh=name, year=2026) for key, name in (("a", "甲"), ("b", "乙"))]


def write(campaign: str = "", *, actor: User | None = None, verb: str = "start_run", key: str = "k", **states) -> None:
    audit.record(actor=actor, verb=verb, object_type="run", object_key=key, campaign_key=campaign, **states)


def auditor(name: str = "shen") -> User:
    user = account(name)
    SiteRole.objects.create(user=user, role=SiteRole.Role.AUDITOR)
    return user


def sequences(browser, query: str = "") -> list[int]:
    answer = browser.get(f"{TRAIL}{query}")
    assert answer.status_code == 200
    return [row["entry"].sequence for row in answer.context["rows"]]


# --- who --------------------------------------------------------------------------------------------------------------
def test_an_auditor_of_the_installation_reads_all_one_of_a_campaign_its_part(campaigns):
    for key in ("a", "b", ""):
        write(key)
    assert sequences(signed_in(auditor())) == [3, 2, 1]
    of_one = signed_in(account("lan", campaign=campaigns[1], role="auditor"))
    assert sequences(of_one) == [2]
    assert of_one.get("/audit/2/").status_code == 200
    assert of_one.get("/audit/1/").status_code == 404
    assert [row["sequence"] for row in json.loads(b"".join(of_one.get("/audit/trail.json")))] == [2]
    assert of_one.post("/audit/checks/").status_code == 403
    assert "#3" not in said(of_one.get(TRAIL))  # the head counts what they do not see


@pytest.mark.parametrize("role", ["administrator", "lead", "evaluator", "security", ""])
def test_nobody_else_reads_any_of_it(campaigns, role):
    write("a")
    browser = signed_in(account("other", campaign=campaigns[0], role=role))
    addresses = (TRAIL, "/audit/1/", "/audit/trail.csv", "/audit/trail.json")
    assert {browser.get(address).status_code for address in addresses} == {403}
    assert browser.post("/audit/checks/").status_code == 403
    assert not Job.objects.exists()


def test_an_entry_keeps_the_roles_held_then(campaigns):
    lead = account("lin", campaign=campaigns[0], role="lead")
    write("a", actor=lead)
    write("b", actor=lead)
    lead.memberships.all().delete()
    assert list(AuditEntry.objects.order_by("sequence").values_list("role", flat=True)) == ["lead", ""]
    assert "复核员" in said(signed_in(auditor()).get("/audit/1/"))


# --- finding ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def found(campaigns):
    wen = User.objects.create(username="wen", name="文静")
    with time_machine.travel(datetime(2026, 3, 1, 15, 59, tzinfo=UTC), tick=False):
        write("a", actor=wen, verb="submit_sheet", key="青川/2026")
    with time_machine.travel(datetime(2026, 3, 1, 16, 0, tzinfo=UTC), tick=False):  # midnight in Shanghai
        write("b", verb="compute_run", key="7", before={"total": 1}, after={"total": 2})
    return signed_in(auditor())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [2, 1]),
        ("?campaign=a", [1]),
        ("?actor=wen", [1]),
        ("?actor=文", [1]),
        ("?verb=compute_run", [2]),
        ("?object=青川", [1]),
        ("?object=测算", [2, 1]),
        ("?since=2026-03-02", [2]),
        ("?until=2026-03-01", [1]),
        ("?since=2026-03-01&until=2026-03-02", [2, 1]),
        ("?campaign=a&verb=compute_run", []),
    ],
)
def test_filters_leave_what_fits(found, query, expected):
    assert sequences(found, query) == expected


@pytest.mark.parametrize("query", ["?since=soon", "?since=2026-03-02&until=2026-03-01", "?campaign=zzz", "?verb=zzz"])
def test_a_filter_that_means_nothing_is_told_so_and_shows_nothing(found, query):
    answer = found.get(f"{TRAIL}{query}")
    assert (answer.status_code, answer.context["rows"]) == (422, [])
    assert found.get(f"/audit/trail.csv{query}").status_code == 302


def test_a_change_is_shown_with_both_values(found):
    page = said(found.get("/audit/2/"))
    assert "total 1 2" in page
    assert "完成测算" in page


# --- paging -----------------------------------------------------------------------------------------------------------
def test_pages_hang_together_by_sequence_while_entries_are_added(found, monkeypatch):
    monkeypatch.setattr("assessment.audit.views.PAGE", 2)
    for number in range(3):
        write(key=str(number))
    first = found.get(TRAIL)
    assert [row["entry"].sequence for row in first.context["rows"]] == [5, 4]
    assert (first.context["newer"], first.context["older"]) == ("", "?before=4")
    write(key="later")
    second = found.get(f"{TRAIL}?before=4")
    assert [row["entry"].sequence for row in second.context["rows"]] == [3, 2]
    assert (second.context["newer"], second.context["older"]) == ("?after=3", "?before=2")
    assert sequences(found, "?after=3") == [5, 4]
    assert found.get(f"{TRAIL}?before=2").context["older"] == ""


def test_the_number_of_statements_does_not_grow_with_the_entries(django_assert_num_queries):
    browser = signed_in(auditor())
    people = [User.objects.create(username=f"p{number}") for number in range(3)]
    write(actor=people[0])
    browser.get(TRAIL)
    with django_assert_num_queries(STATEMENTS):
        browser.get(TRAIL)
    for person in people:
        write(actor=person)
    with django_assert_num_queries(STATEMENTS):
        browser.get(TRAIL)


#: session, account, two for the roles, campaigns of the filter, entries, head, check, job, three for the frame
STATEMENTS = 14


# --- files ------------------------------------------------------------------------------------------------------------
def test_the_files_hold_every_entry_that_fits_and_no_formula(found):
    write(key="=cmd()", after={"值": "=1+1"})
    rows = list(csv.DictReader(io.StringIO(b"".join(found.get("/audit/trail.csv")).decode("utf-8-sig"))))
    assert [row["sequence"] for row in rows] == ["1", "2", "3"]
    assert rows[2]["object_key"] == "'=cmd()"
    assert rows[2]["after"] == '{"值": "=1+1"}'
    stored = json.loads(b"".join(found.get("/audit/trail.json?verb=compute_run")))
    entry = AuditEntry.objects.get(sequence=2)
    assert [(row["hash"], row["before"], row["after"]) for row in stored] == [(entry.hash, {"total": 1}, {"total": 2})]
    assert json.loads(b"".join(found.get("/audit/trail.json?actor=nobody"))) == []


# --- check and head ---------------------------------------------------------------------------------------------------
def test_an_auditor_has_the_chain_checked_and_reads_the_result(found, redis_url, lifted_triggers):
    assert "尚未校验" in said(found.get(TRAIL))
    assert found.post("/audit/checks/").status_code == 302
    job = Job.objects.get(kind=services.KIND)
    assert "正在" in said(found.get(TRAIL))
    jobs.run(job.pk)
    assert "完整" in said(found.get(TRAIL))
    assert TrailCheck.objects.get().sequence == 3  # the order to check is an entry, too
    with lifted_triggers("core_auditentry"):
        AuditEntry.objects.filter(sequence=2).update(object_key="8")
    jobs.run(services.start_check(actor=None).pk)
    assert (TrailCheck.objects.first().bad_sequence, TrailCheck.objects.first().fault) == (2, "changed")
    assert "#2" in said(found.get(TRAIL))


def test_each_day_has_its_head_once_and_it_is_mailed(tmp_path, settings):
    settings.HEAD_MAIL = ["audit@example.org"]
    write()
    with time_machine.travel(datetime(2026, 3, 1, 4, tzinfo=UTC)):
        path = services.export_head(folder=tmp_path)
        kept = path.read_bytes()
        with transaction.atomic():
            write()
        assert services.export_head(folder=tmp_path) is None
    assert (path.name, path.read_bytes()) == ("head-2026-03-01.json", kept)
    assert heads.audit_head(heads.read(path)).sequence == 1
    assert [message.to for message in mail.outbox] == [["audit@example.org"]]
    assert mail.outbox[0].body == kept.decode()
    with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC)):
        assert services.export_head(folder=tmp_path).name == "head-2026-03-02.json"


def test_the_clock_exports_the_head_and_checks_once_a_day(tmp_path, settings, redis_url):
    settings.HEAD_ROOT = tmp_path
    write()
    daily()
    daily()
    assert [path.name for path in tmp_path.iterdir()] == [f"head-{timezone.localdate():%Y-%m-%d}.json"]
    jobs.run(Job.objects.get(kind=services.KIND).pk)
    daily()
    assert Job.objects.filter(kind=services.KIND).count() == 1
    with time_machine.travel(timezone.now() + timezone.timedelta(days=1)):
        daily()
    assert Job.objects.filter(kind=services.KIND).count() == 2
