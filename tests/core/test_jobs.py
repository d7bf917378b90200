"""Jobs: one active per key, claimed by lease and fence, swept when nobody works on them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.core.models import Job
from assessment.core.services import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def handler(monkeypatch):
    """Register what a job of kind "try" does; the test may replace ``handler.work``."""

    class Handler:
        calls = 0

        def __call__(self, claim):
            self.calls += 1
            self.work(claim)

        @staticmethod
        def work(claim):
            claim.finish({"fence": claim.fence})

    chosen = Handler()
    monkeypatch.setitem(jobs.HANDLERS, "try", chosen)
    return chosen


def enqueue(key="try:1"):
    return jobs.enqueue(kind="try", key=key, arguments={}, actor=None)


def expire(job):
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_second_job_of_an_active_key_is_the_first_one():
    first, created = enqueue()
    second, again = enqueue()
    assert (created, again, second.pk) == (True, False, first.pk)
    assert enqueue("try:2")[0].pk != first.pk


def test_a_finished_key_may_be_enqueued_again(handler):
    first, _ = enqueue()
    jobs.run(first.pk)
    second, created = enqueue()
    assert created
    assert second.pk != first.pk


def test_a_job_is_done_with_its_result(handler):
    job, _ = enqueue()
    done = jobs.run(job.pk)
    assert (done.status, done.result, done.progress, done.attempts) == ("done", {"fence": 1}, 100, 1)


def test_a_held_job_cannot_be_claimed_until_its_lease_runs_out():
    job, _ = enqueue()
    assert jobs.claim(job.pk).fence == 1
    assert jobs.claim(job.pk) is None
    expire(job)
    assert jobs.claim(job.pk).fence == 2


def test_a_worker_that_lost_its_lease_finishes_nothing():
    job, _ = enqueue()
    late = jobs.claim(job.pk)
    expire(job)
    current = jobs.claim(job.pk)
    with pytest.raises(jobs.LostClaim):
        late.finish({"by": "late"})
    with pytest.raises(jobs.LostClaim):
        late.step("anything", 50)
    current.finish({"by": "current"})
    job.refresh_from_db()
    assert job.result == {"by": "current"}


def test_steps_are_logged_and_shown():
    job, _ = enqueue()
    claim = jobs.claim(job.pk)
    claim.step("reading", 5)
    claim.step("computing", 30)
    job.refresh_from_db()
    assert (job.step, job.progress, [entry["step"] for entry in job.log]) == ("computing", 30, ["reading", "computing"])


def test_an_unexpected_fault_puts_the_job_back_until_the_attempts_are_used_up(handler, settings):
    settings.JOB_MAX_ATTEMPTS = 2

    def fault(claim):
        raise ValueError("broken")

    handler.work = fault
    job, _ = enqueue()
    assert jobs.run(job.pk).status == "queued"
    with pytest.raises(ValueError, match="broken"):
        jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.reason, job.attempts) == ("failed", "ValueError: broken", 2)
    assert jobs.run(job.pk) is None


def test_a_fault_for_the_reader_is_not_tried_again(handler):
    def fault(claim):
        raise jobs.JobError("没有评分表")

    handler.work = fault
    job, _ = enqueue()
    done = jobs.run(job.pk)
    assert (done.status, done.reason, done.attempts) == ("failed", "没有评分表", 1)


def test_a_waiting_job_is_cancelled_at_once(handler):
    job, _ = enqueue()
    assert jobs.cancel(job=job, actor=None).status == "cancelled"
    assert jobs.run(job.pk) is None
    assert handler.calls == 0


def test_a_running_job_is_cancelled_at_its_next_step(handler):
    job, _ = enqueue()

    def work(claim):
        claim.step("reading", 5)
        jobs.cancel(job=job, actor=None)
        claim.step("computing", 30)
        claim.finish({})

    handler.work = work
    done = jobs.run(job.pk)
    assert (done.status, done.step, done.result) == ("cancelled", "computing", None)


def test_the_sweeper_rings_for_jobs_nobody_works_on():
    waiting, _ = enqueue("try:waiting")
    rung, _ = enqueue("try:rung")
    Job.objects.filter(pk=rung.pk).update(rung_at=timezone.now())
    held, _ = enqueue("try:held")
    jobs.claim(held.pk)
    lost, _ = enqueue("try:lost")
    jobs.claim(lost.pk)
    expire(lost)
    assert jobs.sweep() == [waiting.pk, lost.pk]


def test_a_job_whose_worker_died_too_often_has_failed_visibly(settings):
    settings.JOB_MAX_ATTEMPTS = 1
    job, _ = enqueue()
    jobs.claim(job.pk)
    expire(job)
    assert jobs.sweep() == []
    job.refresh_from_db()
    assert (job.status, job.reason) == ("failed", "worker lost")


def test_without_a_broker_the_job_waits_for_the_sweeper(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job, _ = enqueue()
    job.refresh_from_db()
    assert (job.status, job.rung_at is not None) == ("queued", True)
