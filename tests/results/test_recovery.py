"""One complete run each time, whatever dies meanwhile (quality.md §1). Real worker, real broker, real commits."""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from assessment.bundles.importer import import_bundle
from assessment.campaigns.models import Campaign, Entity
from assessment.core.models import Job
from assessment.core.services import jobs
from assessment.results import bridge, writing
from assessment.results.models import EntityResult, LeagueRank, Run
from assessment.results.services import runs
from assessment.scoring.pipeline import score_campaign
from tests.support import broker
from tests.support.worker import Worker

CASE = Path(__file__).resolve().parents[1] / "golden" / "cases" / "random-101"
KILLS, WHOLE_WORKER = 20, 4  # kill -9 at 20 points; every fourth time the parent with its pool, else the pool's process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def campaign(transactional_db) -> Campaign:
    return Campaign.objects.get(key=import_bundle(path=CASE, actor=None).campaign.key)


@pytest.fixture
def worker(redis_url, transactional_db, monkeypatch, tmp_path):
    """A worker of this test's own, with leases of a second so that recovery need not be waited for."""
    monkeypatch.setenv("JOB_LEASE_SECONDS", "1")
    monkeypatch.setattr(settings, "JOB_LEASE_SECONDS", 1)
    monkeypatch.setenv("JOB_MAX_ATTEMPTS", "50")
    monkeypatch.setattr(settings, "JOB_MAX_ATTEMPTS", 50)
    broker.client(redis_url).flushdb()
    own = Worker(tmp_path / "worker.log")
    own.start()
    yield own
    own.kill()


def change_inputs(campaign: Campaign, number: int) -> None:
    """Something a run's digest covers, so that each trial makes a run of its own."""
    entity = Entity.objects.filter(campaign=campaign).order_by("key").first()
    Entity.objects.filter(pk=entity.pk).update(name=f"第 {number} 次")


def expected_digests(campaign: Campaign) -> tuple[str, str]:
    inputs = bridge.read_campaign(campaign)
    layout = writing.Layout.of(inputs.arrays)
    packed = writing.pack(layout, inputs.arrays, score_campaign(inputs.arrays, trace=False))
    return inputs.digest, packed.digest


def assert_complete(campaign: Campaign, count: int) -> None:
    """``count`` runs, numbered without a gap, each with all its rows, the last with the figures computed here."""
    stored = list(Run.objects.filter(campaign=campaign).order_by("number"))
    entities = Entity.objects.filter(campaign=campaign).count()
    members = Entity.leagues.through.objects.filter(entity__campaign=campaign).count()
    assert [run.number for run in stored] == list(range(1, count + 1))
    assert [EntityResult.objects.filter(run=run).count() for run in stored] == [entities] * count
    assert [LeagueRank.objects.filter(run=run).count() for run in stored] == [members] * count
    assert EntityResult.objects.count() == entities * count  # no row of a run that is not there
    assert (stored[-1].inputs_digest, stored[-1].results_digest) == expected_digests(campaign)


def pool_processes(worker: Worker) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()]


def test_a_killed_worker_leaves_one_complete_run_each_time(campaign, worker):
    draw = random.Random(20261121)
    worker.wait_for(runs.start_run(campaign=campaign, actor=None), sweep=True)  # reads the plan; is no measure
    change_inputs(campaign, 0)
    begin = time.monotonic()
    worker.wait_for(runs.start_run(campaign=campaign, actor=None), sweep=True)
    usual = time.monotonic() - begin
    interrupted = 0
    for trial in range(1, KILLS + 1):
        change_inputs(campaign, trial)
        job = runs.start_run(campaign=campaign, actor=None)
        time.sleep(draw.uniform(0, usual))
        job.refresh_from_db()
        interrupted += job.is_active
        if trial % WHOLE_WORKER == 0:
            worker.kill()
            worker.start()
        else:
            for pid in pool_processes(worker):
                os.kill(pid, signal.SIGKILL)
        assert worker.wait_for(job, sweep=True).status == "done"
        assert_complete(campaign, trial + 2)
    assert interrupted >= KILLS // 4  # otherwise the trial says nothing


def test_a_job_rung_while_the_broker_was_wiped_is_done_once(campaign, worker, redis_url):
    worker.kill()
    job = runs.start_run(campaign=campaign, actor=None)
    broker.client(redis_url).flushall()
    worker.start()
    assert worker.wait_for(job, sweep=True).status == "done"
    assert_complete(campaign, 1)


@pytest.mark.skipif("TEST_REDIS_URL" in os.environ, reason="a server that was given is not ours to stop")
def test_a_broker_whose_process_ends_and_comes_back_empty_during_a_run_changes_nothing(campaign, worker, redis_url):
    """Once between claim and finish, and once before anybody heard of the job."""
    for trial in range(1, 21):
        change_inputs(campaign, trial)
        job = runs.start_run(campaign=campaign, actor=None)
        while not Job.objects.filter(pk=job.pk, attempts=1).exists():
            time.sleep(0.001)
        with transaction.atomic():  # until this ends the worker can compute, and write nothing
            Campaign.objects.select_for_update().get(pk=campaign.pk)
            job.refresh_from_db()
            if caught := job.is_active:
                with stopped_broker(redis_url):
                    pass
        assert worker.wait_for(job, sweep=True).status == "done"
        assert_complete(campaign, trial)
        if caught:
            break
    assert caught
    assert job.attempts == 1
    change_inputs(campaign, trial + 1)
    with stopped_broker(redis_url):
        unheard = runs.start_run(campaign=campaign, actor=None)
    assert worker.wait_for(unheard, sweep=True).status == "done"
    assert_complete(campaign, trial + 1)


@contextmanager
def stopped_broker(url: str) -> Iterator[None]:
    broker.stop(url)
    try:
        assert not Path(url.removeprefix("redis+socket://")).exists()
        yield
    finally:
        broker.start(url)


def test_a_broker_that_drops_everybody_during_a_run_changes_nothing(campaign, worker, redis_url):
    for trial in range(3):
        change_inputs(campaign, trial)
        job = runs.start_run(campaign=campaign, actor=None)
        time.sleep(0.05 * trial)
        broker.client(redis_url).client_kill_filter(_type="normal")
        broker.client(redis_url).flushall()
        assert worker.wait_for(job, sweep=True).status == "done"
        assert_complete(campaign, trial + 1)


def test_ten_clicks_make_one_run(campaign, worker):
    clicked = {runs.start_run(campaign=campaign, actor=None).pk for _ in range(10)}
    for job in Job.objects.filter(pk__in=clicked):
        assert worker.wait_for(job, sweep=True).status == "done"
    assert_complete(campaign, 1)


def test_the_same_job_rung_many_times_is_done_once(campaign, worker):
    job = runs.start_run(campaign=campaign, actor=None)
    for _ in range(10):
        jobs.ring(job.pk)
    assert worker.wait_for(job, sweep=True).status == "done"
    time.sleep(0.5)
    job.refresh_from_db()
    assert job.attempts == 1
    assert_complete(campaign, 1)
