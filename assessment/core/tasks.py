"""Tasks fetch and delegate: ids in, one service called (style.md §2.7)."""

from celery import shared_task

from assessment.core.services import jobs, sweeping


@shared_task(name="assessment.core.tasks.run_job")
def run_job(job_id: int) -> None:
    jobs.run(job_id)


@shared_task(name="assessment.core.tasks.sweep_jobs", expires=5)
def sweep_jobs() -> None:
    jobs.sweep()


@shared_task(name="assessment.core.tasks.sweep_files")
def sweep_files() -> None:
    sweeping.sweep_files()
