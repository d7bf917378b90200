"""Reminders before deadlines (screens.md §2)."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assessment.campaigns import phase_notices
from assessment.campaigns.models import Campaign


def send_reminders() -> int:
    """Remind everybody who is not done in a phase that ends within REMINDER_DAYS; how many were reminded now.

    May run as often as one likes: nobody is reminded twice of one deadline (notices keep its key). A deadline that is
    moved is another one.
    """
    now = timezone.now()
    due = Campaign.objects.filter(due_at__gt=now, due_at__lte=now + timedelta(days=settings.REMINDER_DAYS))
    told = 0
    for campaign in due.order_by("pk"):
        with transaction.atomic():
            told += phase_notices.remind(campaign)
    return told
