"""Tasks fetch and delegate (style.md §2.7)."""

from celery import shared_task

from assessment.campaigns.services import reminders


@shared_task(name="assessment.campaigns.tasks.send_reminders", expires=300)
def send_reminders() -> None:
    reminders.send_reminders()
