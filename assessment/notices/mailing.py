"""Notices by mail, each at most once: claimed first, then sent (a process that dies in between loses the mail, not the
notice on the page)."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assessment.notices.models import Notice

MOST_AT_ONCE = 200
MOST_ATTEMPTS = 5
#: Older ones are news no more, e.g. after mail was off for a week.
YOUNGEST = timedelta(days=2)
#: So that nobody's holiday note answers (RFC 3834).
UNASKED = {"Auto-Submitted": "auto-generated"}
log = structlog.get_logger(__name__)


def send_mails() -> int:
    """Send what waits; the number of mails that went out."""
    waiting = Notice.objects.filter(
        mailed_at=None,
        read_at=None,
        mail_attempts__lt=MOST_ATTEMPTS,
        created_at__gte=timezone.now() - YOUNGEST,
        user__is_active=True,
    ).exclude(user__email="")
    found = waiting.select_related("user").order_by("created_at", "pk")[:MOST_AT_ONCE]
    return sum(_send(notice) for notice in found)


def _send(notice: Notice) -> bool:
    """Claim and send one mail. A refusal is kept beside the notice and tried again later."""
    rows = Notice.objects.filter(pk=notice.pk)
    if not rows.filter(mailed_at=None).update(mailed_at=timezone.now()):
        return False  # another sender has it
    try:
        message_of(notice).send()
    except (OSError, SMTPException) as error:
        reason = f"{type(error).__name__}: {error}"[:300]
        rows.update(mailed_at=None, mail_attempts=notice.mail_attempts + 1, mail_error=reason)
        log.warning("mail_failed", notice=notice.pk, attempt=notice.mail_attempts + 1, reason=reason)
        return False
    return True


def message_of(notice: Notice) -> EmailMessage:
    """The mail in the installation's language: one sentence and where to go."""
    with translation.override(settings.LANGUAGE_CODE):
        words = notice.words
        lines = [words, "", f"{settings.SITE_URL.rstrip('/')}{notice.address}", "", _("Sent by Pingheng.")]
        subject = " ".join(f"{_('Pingheng')}: {words}".split())[:160]
        return EmailMessage(subject=subject, body="\n".join(lines), to=[notice.user.email], headers=UNASKED)
