"""Tasks fetch and delegate (style.md §2.7)."""

from celery import shared_task

from assessment.notices import mailing


@shared_task(name="assessment.notices.tasks.send_mails", expires=60)
def send_mails() -> None:
    mailing.send_mails()
