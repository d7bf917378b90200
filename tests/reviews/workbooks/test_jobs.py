"""Large workbooks are read and applied by a worker: with progress, once, all of it or nothing (quality.md §1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from assessment.campaigns.models import Campaign
from assessment.core.models import AuditEntry, Job
from assessment.core.services import jobs
from reviews.models import ScoreChange, SheetUpload
from reviews.services import upload_jobs
from reviews.services.uploads import apply_upload
from tests.reviews.workbooks import files
from tests.reviews.workbooks.files import CHECK, FILLED, STORED, applied, book_of, bytes_of, download, fill, held
from tests.reviews.world import World, client_of, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
State = SheetUpload.State
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch):
    monkeypatch.setattr(upload_jobs, "MOST_ROWS_AT_ONCE", 0)


def url_of(world: World, upload: SheetUpload, deed: str = "") -> str:
    return reverse(f"workbooks:{deed or 'upload'}", args=[world.campaign.key, upload.pk])


def asked(world: World, upload: SheetUpload) -> Job:
    """The job of applying the plan as it is now."""
    data = {"digest": files.plan(world, upload).digest}
    assert client_of(world.ann).post(url_of(world, upload, "application"), data).status_code == 302
    upload.refresh_from_db()
    assert upload.job is not None
    return upload.job


def verbs() -> list[str]:
    return list(AuditEntry.objects.filter(object_type="sheet_upload").order_by("pk").values_list("verb", flat=True))


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def planned(world, tmp_path) -> SheetUpload:
    return files.upload(world, fill(download(world), FILLED), tmp_path)


def test_a_large_plan_is_applied_by_a_worker_once_however_often_it_is_rung(world, planned):
    job = asked(world, planned)
    assert (asked(world, planned).pk, held(world)) == (job.pk, {})
    client = client_of(world.ann)
    page = client.get(url_of(world, planned)).content.decode()
    assert ("写入全部变更" in page, 'http-equiv="refresh"' in page, "hx-get" in page) == (True, True, True)
    part = client.get(url_of(world, planned), headers=HTMX).content.decode()
    assert ("写入全部变更" in part, "<html" in part) == (True, False)
    done = jobs.run(job.pk)
    assert (done.status, [entry["step"] for entry in done.log]) == ("done", list(upload_jobs.APPLY_STEPS))
    assert held(world) == STORED
    assert client.get(url_of(world, planned), headers=HTMX).headers["HX-Refresh"] == "true"
    assert "工作簿已改动的内容" in client.get(url_of(world, planned)).content.decode()
    assert jobs.run(job.pk) is None
    client.post(url_of(world, planned, "application"), {"digest": "0"})
    assert Job.objects.count() == 1
    assert ScoreChange.objects.count() == len(FILLED)
    assert verbs() == ["upload_workbook", "apply_workbook"]


def test_a_plan_that_has_moved_when_the_worker_comes_does_nothing_and_says_so(world, planned):
    job = asked(world, planned)
    files.save(world, "1.1#2", "0")
    failed = jobs.run(job.pk)
    assert (failed.status, failed.attempts) == ("failed", 1)
    assert failed.reason == "显示这份变更预览之后，有格子发生了变化；尚未应用任何内容，请重新查看。"
    assert held(world) == {("e000", "1.1#2", "website"): ("0", "")}
    page = client_of(world.ann).get(url_of(world, planned)).content.decode()
    assert failed.reason in page
    assert jobs.run(asked(world, planned).pk).status == "done"
    assert len(held(world)) == len(FILLED)


def test_who_may_no_longer_score_when_the_worker_comes_changes_nothing(world, planned):
    job = asked(world, planned)
    Campaign.objects.update(phase="final")
    assert jobs.run(job.pk).reason.endswith("评分表只能在打分阶段填写。")
    assert held(world) == {}


def test_a_worker_that_lost_its_claim_leaves_nothing_and_the_next_one_everything(world, planned):
    job = asked(world, planned)
    digest = files.plan(world, planned).digest
    late = jobs.claim(job.pk)
    expire(job)
    current = jobs.claim(job.pk)
    with pytest.raises(jobs.LostClaim):  # as it would end the transaction, with everything written
        apply_upload(upload=planned, digest=digest, taken=(), actor=fresh(world.ann), claim=late)
    assert (held(world), verbs()) == ({}, ["upload_workbook"])
    upload_jobs.apply_waiting(current)
    with pytest.raises(jobs.LostClaim):
        upload_jobs.apply_waiting(late)
    assert held(world) == STORED
    assert verbs() == ["upload_workbook", "apply_workbook"]


def test_choices_reach_the_worker(world, tmp_path):
    files.save(world, "1.1#1", "0.5")
    files.save(world, "1.1#2", "1")
    planned = files.upload(world, fill(download(world), {files.RATING: None, CHECK: None}), tmp_path)
    data = {"digest": files.plan(world, planned).digest, "cell-0": "keep", "cell-1": "take"}
    client_of(world.ann).post(url_of(world, planned, "application"), data)
    jobs.run(Job.objects.get().pk)
    assert {value for value, _comment in held(world).values()} == {"0.5", ""}


def test_applying_may_be_stopped_and_the_plan_stays(world, planned):
    job = asked(world, planned)
    client = client_of(world.ann)
    assert client_of(world.ben).post(url_of(world, planned, "cancellation")).status_code == 404
    assert client.post(url_of(world, planned, "cancellation")).status_code == 302
    job.refresh_from_db()
    assert (job.status, jobs.run(job.pk), held(world)) == ("cancelled", None, {})
    assert verbs() == ["upload_workbook", "stop_workbook"]
    client.post(url_of(world, planned, "cancellation"))
    assert verbs() == ["upload_workbook", "stop_workbook"]
    assert jobs.run(asked(world, planned).pk).status == "done"
    assert held(world) == STORED


# --- reading ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def sent(monkeypatch):
    """Send a workbook that is too large to be read at once."""
    monkeypatch.setattr(upload_jobs, "MOST_BYTES_AT_ONCE", 0)

    def send(world: World, data: bytes, language: str = "zh-hans") -> SheetUpload:
        client = client_of(world.ann)
        client.cookies["django_language"] = language
        assert files.post(client, world, data).status_code == 302
        return SheetUpload.objects.get()

    return send


def test_a_large_file_is_read_by_a_worker_and_not_kept_after_it(world, sent):
    data = fill(download(world), FILLED)
    waiting = sent(world, data)
    assert (waiting.state, bytes(waiting.content), waiting.rows, verbs()) == (State.READING, data, [], [])
    page = client_of(world.ann).get(url_of(world, waiting)).content.decode()
    assert "读取工作簿" in page
    assert jobs.run(waiting.job_id).status == "done"
    waiting.refresh_from_db()
    assert (waiting.state, waiting.content, len(waiting.rows)) == (State.PLANNED, None, len(FILLED))
    assert verbs() == ["upload_workbook"]
    assert files.counts(files.plan(world, waiting)) == {"set": len(FILLED)}


def test_what_a_worker_refuses_is_told_with_its_faults_in_the_language_of_the_sender(world, sent):
    book = book_of(download(world))
    files.rename(book)
    waiting = sent(world, bytes_of(book), "en")
    with translation.override("zh-hans"):
        jobs.run(waiting.job_id)
    waiting.refresh_from_db()
    message = "The column “Your comment” is gone."
    assert (waiting.state, waiting.faults) == (State.REFUSED, [["样例", 1, "", message]])
    answer = client_of(world.ann).get(url_of(world, waiting))
    assert (answer.status_code, message in answer.content.decode()) == (200, True)
    assert verbs() == ["upload_workbook"]
    client_of(world.ann).post(url_of(world, waiting, "application"), {"digest": "0"})
    assert held(world) == {}


# --- giving up --------------------------------------------------------------------------------------------------------
def discard(world: World, upload: SheetUpload, user=None) -> int:
    answer = client_of(user or world.ann).post(url_of(world, upload, "discarding"))
    upload.refresh_from_db()
    return answer.status_code


def test_a_pending_workbook_is_discarded_by_its_person_only_and_forgotten(world, planned):
    assert discard(world, planned, world.ben) == 404
    assert (planned.state, len(planned.rows)) == (State.PLANNED, len(FILLED))
    job = asked(world, planned)
    assert discard(world, planned) == 302
    job.refresh_from_db()
    assert (planned.state, planned.rows, job.status) == (State.DISCARDED, [], "cancelled")
    client_of(world.ann).post(url_of(world, planned, "application"), {"digest": "0"})
    assert discard(world, planned) == 302
    assert (held(world), verbs()) == ({}, ["upload_workbook", "discard_workbook"])
    assert "工作簿已放弃" in client_of(world.ann).get(url_of(world, planned)).content.decode()


def test_what_is_discarded_while_a_worker_reads_it_stays_so(world, sent):
    waiting = sent(world, fill(download(world), FILLED))
    claim = jobs.claim(waiting.job_id)
    assert discard(world, waiting) == 302
    with pytest.raises(jobs.Cancelled):
        upload_jobs.read_waiting(claim)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rows, waiting.content) == (State.DISCARDED, [], None)


def test_what_is_applied_is_not_discarded(world, planned):
    applied(world, planned)
    assert discard(world, planned) == 302
    assert (planned.state, len(planned.rows)) == (State.APPLIED, len(FILLED))
    assert verbs() == ["upload_workbook", "apply_workbook"]


def test_a_file_that_no_worker_could_read_is_told_and_may_be_discarded(world, sent):
    waiting = sent(world, fill(download(world), FILLED))
    Job.objects.filter(pk=waiting.job_id).update(status=Job.Status.FAILED, reason="worker lost")
    page = client_of(world.ann).get(url_of(world, waiting)).content.decode()
    assert ("工作簿未能读取" in page, "worker lost" in page, "discarding/" in page) == (True, True, True)
    assert discard(world, waiting) == 302
    assert (waiting.state, waiting.content) == (State.DISCARDED, None)
