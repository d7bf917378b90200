"""Jobs: enqueue, claim by lease and fence, report progress, finish (quality.md §1).

The row is written in the business transaction, the broker is rung on commit. A worker claims the row for a lease that
a heartbeat prolongs; when the worker dies the lease runs out and the sweeper rings again. Whoever writes results calls
``finish`` inside the same transaction: it holds only for the fence of the latest claim: a late worker writes nothing.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, close_old_connections, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as RedisConnectionError

from assessment.core.models import Job, User

log = structlog.get_logger()
Handler = Callable[["Claim"], None]
HANDLERS: dict[str, Handler] = {}


class LostClaim(Exception):  # noqa: N818 - a state, not a fault
    """Another worker has taken the job over; what this one computed is thrown away."""


class Cancelled(Exception):  # noqa: N818
    """Somebody asked for the job to stop."""


class JobError(Exception):
    """The job can't be done for a reason its reader can act on; it is not tried again."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the service that does jobs of ``kind``. It gets the claim and ends it by ``finish``."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def enqueue(*, kind: str, key: str, arguments: dict[str, Any], actor: User | None) -> tuple[Job, bool]:
    """The active job of ``key``, or a new one. Returns (job, created); rings the broker on commit."""
    active = Job.objects.filter(key=key, status__in=Job.ACTIVE).first()
    if active:
        return active, False
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, key=key, arguments=arguments, requested_by=actor)
    except IntegrityError:  # somebody else enqueued it in this moment
        return Job.objects.get(key=key, status__in=Job.ACTIVE), False
    transaction.on_commit(lambda: ring(job.pk))
    return job, True


def ring(job_id: int) -> bool:
    """Tell a worker that a job waits. False when the broker can't be reached: the sweeper rings again."""
    from assessment.core.tasks import run_job

    Job.objects.filter(pk=job_id).update(rung_at=timezone.now())
    try:
        run_job.apply_async(args=(job_id,), retry=False)
    except OperationalError as error:
        log.warning("broker_unreachable", job=job_id, error=str(error))
        return False
    return True


def cancel(*, job: Job, actor: User | None) -> Job:
    """Ask an active job to stop. A queued one stops at once, a running one at its next step."""
    with transaction.atomic():
        Job.objects.filter(pk=job.pk, status=Job.Status.QUEUED).update(
            status=Job.Status.CANCELLED, finished_at=timezone.now()
        )
        Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING).update(cancel_requested=True)
    job.refresh_from_db()
    return job


class Claim:
    """A worker's hold on a job for one attempt."""

    def __init__(self, job: Job) -> None:
        self.job, self.fence = job, job.fence
        self._beat = threading.Event()

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, fence=self.fence, status=Job.Status.RUNNING)

    def step(self, name: str, percent: int) -> None:
        """Show where the work stands; stops the work when it was cancelled or taken over."""
        entry = {"at": timezone.now().isoformat(timespec="milliseconds"), "step": name}
        self.job.log = [*self.job.log, entry]
        lease = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        if not self._mine().update(step=name, progress=percent, log=self.job.log, lease_until=lease):
            raise LostClaim
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise Cancelled

    def finish(self, result: dict[str, Any]) -> None:
        """Mark the job done. Call it inside the transaction that writes the results; it locks the row first."""
        if not self._mine().update(
            status=Job.Status.DONE,
            progress=100,
            step="done",
            result=result,
            finished_at=timezone.now(),
            lease_until=None,
        ):
            raise LostClaim

    def _prolong(self) -> None:
        """Heartbeat: keep the lease while a long step computes."""
        while not self._beat.wait(settings.JOB_LEASE_SECONDS / 3):
            self._mine().update(lease_until=timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS))
            close_old_connections()

    def __enter__(self) -> Claim:
        self._thread = threading.Thread(target=self._prolong, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._beat.set()
        self._thread.join()


def claim(job_id: int) -> Claim | None:
    """Take a queued job, or a running one whose lease ran out. None when there is nothing to take."""
    now = timezone.now()
    free = Q(status=Job.Status.QUEUED) | Q(status=Job.Status.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id, attempts__lt=settings.JOB_MAX_ATTEMPTS).update(
        status=Job.Status.RUNNING,
        fence=F("fence") + 1,
        attempts=F("attempts") + 1,
        lease_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
        started_at=now,
        step="",
        progress=0,
        log=[],
    )
    return Claim(Job.objects.get(pk=job_id)) if taken else None


def run(job_id: int) -> Job | None:
    """Claim and do a job in this process. Returns the job as it ended, or None when there was nothing to take."""
    held = claim(job_id)
    if held is None:
        return None
    with held:
        try:
            HANDLERS[held.job.kind](held)
        except LostClaim:
            log.warning("claim_lost", job=job_id, fence=held.fence)
        except Cancelled:
            held._mine().update(status=Job.Status.CANCELLED, finished_at=timezone.now(), lease_until=None)
        except JobError as fault:
            held._mine().update(
                status=Job.Status.FAILED, reason=str(fault), finished_at=timezone.now(), lease_until=None
            )
        except Exception as error:
            log.error("job_failed", job=job_id, attempt=held.job.attempts, trace=traceback.format_exc())
            _give_back(held, f"{type(error).__name__}: {error}")
            if held.job.attempts >= settings.JOB_MAX_ATTEMPTS:
                raise
    held.job.refresh_from_db()
    return held.job


def _give_back(held: Claim, reason: str) -> None:
    """After an unexpected fault: back to the queue for the sweeper, or visibly failed when the attempts are used up."""
    last = held.job.attempts >= settings.JOB_MAX_ATTEMPTS
    held._mine().update(
        status=Job.Status.FAILED if last else Job.Status.QUEUED,
        reason=reason,
        lease_until=None,
        finished_at=timezone.now() if last else None,
    )


def sweep() -> list[int]:
    """Ring jobs that nobody works on: queued and not rung lately, or running with an expired lease. Beat calls this."""
    now = timezone.now()
    stale = now - timedelta(seconds=settings.JOB_LEASE_SECONDS)
    Job.objects.filter(status=Job.Status.RUNNING, lease_until__lt=now, attempts__gte=settings.JOB_MAX_ATTEMPTS).update(
        status=Job.Status.FAILED, reason="worker lost", finished_at=now, lease_until=None
    )
    waiting = Job.objects.filter(
        Q(status=Job.Status.QUEUED) & (Q(rung_at__isnull=True) | Q(rung_at__lt=stale))
        | Q(status=Job.Status.RUNNING, lease_until__lt=now)
    ).order_by("pk")
    rung = list(waiting.values_list("pk", flat=True))
    for job_id in rung:
        ring(job_id)
    return rung


def worker_is_alive() -> bool:
    """Whether some Celery worker answers. False when the broker can't be reached."""
    from assessment.celery import app

    with app.connection_for_write() as connection:  # its own: a pooled one may have died with its broker
        try:
            connection.ensure_connection(max_retries=1, interval_start=0)
            return bool(app.control.ping(timeout=1.0, connection=connection))
        except (OperationalError, RedisConnectionError, OSError):
            return False
