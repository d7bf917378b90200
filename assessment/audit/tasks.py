"""Tasks fetch and delegate (style.md §2.7)."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from assessment.audit import selectors, services


@shared_task(name="assessment.audit.tasks.daily", expires=600)
def daily() -> None:
    """Rung every hour, so that a day whose midnight nobody was there for has its head and its check as well."""
    services.export_head()
    last = selectors.last_check()
    if last is None or last.at < timezone.now() - timedelta(hours=23):
        services.start_check(actor=None)
