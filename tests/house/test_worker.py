"""Jobs that a test enqueues are done by a real worker process, through a real broker."""

from assessment.core.models import Job
from assessment.core.services import jobs


def job_without_its_campaign() -> Job:
    """At its last attempt: the fault ends it."""
    return Job.objects.create(kind="aggregate", key="house:1", arguments={"campaign": 0}, attempts=4)


def test_the_worker_does_what_is_rung(celery_worker_process):
    job = job_without_its_campaign()
    assert jobs.ring(job.pk) is True
    celery_worker_process.wait_for(job)
    assert (job.status, job.attempts) == (Job.Status.FAILED, 5)
    assert job.reason == "DoesNotExist: Campaign matching query does not exist."


def test_a_killed_worker_is_missed_and_another_does_the_job(celery_worker_process):
    assert jobs.worker_is_alive() is True
    celery_worker_process.kill()
    assert jobs.worker_is_alive() is False
    job = job_without_its_campaign()
    jobs.ring(job.pk)
    celery_worker_process.start()
    celery_worker_process.wait_for(job)
    assert job.status == Job.Status.FAILED
