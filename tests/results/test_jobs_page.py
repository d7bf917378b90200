"""Starting a run, following it, cancelling it, and how each end is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.campaigns.models import Campaign
from assessment.core.models import AuditEntry, Job
from assessment.core.progress import elapsed_of
from assessment.core.services import jobs
from assessment.results.services.runs import STEPS
from assessment.results.views.jobs import WORDS
from tests.bundles.samples import FILES, write_bundle
from tests.results.people import client_of, imported
from tests.results.said import said

pytestmark = pytest.mark.django_db
RUNS = "/campaigns/demo/runs/"
POLLS = 'hx-trigger="every 1s"'


@pytest.fixture
def campaign(tmp_path, redis_url) -> Campaign:
    return imported(write_bundle(tmp_path, FILES))


@pytest.fixture
def administrator(campaign):
    return client_of("administrator", campaign)


@pytest.fixture
def started(administrator) -> Job:
    """A job that waits for a worker."""
    response = administrator.post(RUNS)
    job = Job.objects.get(kind="aggregate")
    assert (response.status_code, response.url) == (302, f"/campaigns/demo/jobs/{job.pk}/")
    return job


def page(browser, job: Job, *, fragment: bool = False) -> str:
    headers = {"HX-Request": "true"} if fragment else {}
    return browser.get(f"/campaigns/demo/jobs/{job.pk}/", headers=headers).content.decode()


def words(browser, job: Job) -> str:
    return said(browser.get(f"/campaigns/demo/jobs/{job.pk}/"))


def test_every_step_of_a_run_has_its_word():
    assert list(WORDS) == list(STEPS)


def test_starting_twice_leads_to_the_one_job_that_is_active(administrator, started):
    assert administrator.post(RUNS).url == f"/campaigns/demo/jobs/{started.pk}/"
    assert Job.objects.filter(kind="aggregate").count() == 1


def test_a_waiting_job_polls_its_fragment_and_can_be_cancelled(administrator, started):
    assert POLLS in page(administrator, started)
    fragment = page(administrator, started, fragment=True)
    assert POLLS in fragment
    assert "<main" not in fragment
    assert f'action="/campaigns/demo/jobs/{started.pk}/cancellation/"' in fragment
    assert "取消测算" in fragment


def test_a_job_that_nobody_takes_says_so_after_a_while(administrator, started):
    assert "还没有后台进程接手任务" not in words(administrator, started)
    Job.objects.filter(pk=started.pk).update(created_at=timezone.now() - timedelta(seconds=30))
    assert "还没有后台进程接手任务" in words(administrator, started)


def test_a_running_job_shows_its_step_and_how_far_it_is(administrator, started):
    claim = jobs.claim(started.pk)
    claim.step("reading", STEPS["reading"])
    claim.step("computing", 42)
    text = page(administrator, started, fragment=True)
    assert '<progress max="100" value="42"' in text
    assert "完成 读取评分表与各项裁定 进行中 逐单位计算 等待中 落实已确认的否决" in words(administrator, started)


def test_a_finished_job_stops_polling_and_leads_to_the_ranking(administrator, started):
    jobs.run(started.pk)
    text = page(administrator, started, fragment=True)
    assert POLLS not in text
    assert 'href="/campaigns/demo/runs/1/leagues/all/"' in text
    assert "测算 #1 已完成" in words(administrator, started)


def test_a_run_without_changes_says_which_run_still_stands(administrator, started):
    jobs.run(started.pk)
    again = Job.objects.get(pk=administrator.post(RUNS).url.rstrip("/").split("/")[-1])
    jobs.run(again.pk)
    assert "自测算 #1 以来没有变化" in words(administrator, again)


def test_a_cancelled_job_says_that_nothing_was_stored(administrator, campaign, started):
    response = administrator.post(f"/campaigns/demo/jobs/{started.pk}/cancellation/")
    assert response.url == f"/campaigns/demo/jobs/{started.pk}/"
    assert "测算已取消。没有写入任何内容" in words(administrator, started)
    assert "重新测算" in words(administrator, started)
    assert campaign.runs.count() == 0
    assert AuditEntry.objects.filter(verb="cancel_run", campaign_key="demo").count() == 1


def test_a_running_job_that_is_asked_to_stop_says_so(administrator, started):
    jobs.claim(started.pk)
    administrator.post(f"/campaigns/demo/jobs/{started.pk}/cancellation/")
    text = words(administrator, started)
    assert "正在取消" in text
    assert "取消测算" not in text


def test_a_failed_job_gives_the_reason_and_what_to_do(administrator, started):
    Job.objects.filter(pk=started.pk).update(status="failed", reason="worker lost", finished_at=timezone.now())
    text = words(administrator, started)
    assert "测算失败。没有写入任何内容，此前的结果仍然有效。" in text
    assert "请重新测算。若再次失败，请把以下原因交给运维人员： worker lost" in text


def test_who_may_not_start_sees_the_button_disabled_with_its_reason(campaign, started):
    auditor = client_of("auditor", campaign)
    text = page(auditor, started)
    assert "disabled" in text
    assert "仅评估管理员可以进行此操作" in words(auditor, started)


def test_the_job_of_another_campaign_or_kind_is_not_found(administrator, started):
    other = Job.objects.create(kind="export", key="export:1", status="done")
    assert administrator.get(f"/campaigns/demo/jobs/{other.pk}/").status_code == 404


def test_elapsed_time_counts_from_the_start_to_the_end():
    now = timezone.now()
    assert elapsed_of(Job(), now) == ""
    assert elapsed_of(Job(started_at=now - timedelta(seconds=67)), now) == "1:07"
    ended = Job(started_at=now - timedelta(seconds=67), finished_at=now - timedelta(seconds=60))
    assert elapsed_of(ended, now) == "0:07"


def test_the_list_shows_the_job_under_way_and_every_run(administrator, started):
    assert "测算正在进行" in said(administrator.get(RUNS))
    jobs.run(started.pk)
    text = said(administrator.get(RUNS))
    assert "测算正在进行" not in text
    assert "#1" in text


def test_a_run_page_shows_digests_counts_and_who_is_unqualified(administrator, campaign, started):
    jobs.run(started.pk)
    run = campaign.runs.get()
    text = said(administrator.get(f"{RUNS}1/"))
    assert run.inputs_digest in text
    assert run.results_digest in text
    assert "被评单位 2" in text
    assert "缺评数 2" in text
    assert "长乐, 县 2" in text  # where they are
