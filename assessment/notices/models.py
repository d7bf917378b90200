"""What a person is told: in the frame of every page, and by mail where the account has an address."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.notices.kinds import words_of


class Notice(models.Model):
    """One message to one person. The sentence is made from ``kind`` and ``params`` when it is read, in the reader's
    language; ``address`` is the path of the page it is about.

    ``key`` names what the notice is about, '' for none: nobody is told of the same key twice. ``mailed_at`` is set
    before the mail goes out, so that two senders never send it twice, and taken back when the server refuses it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=40)
    params = models.JSONField(default=dict)
    address = models.CharField(_("address"), max_length=500, blank=True)
    key = models.CharField(_("key"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], condition=~models.Q(key=""), name="one_notice_per_key")
        ]
        indexes = [
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="unread_notices"),
            models.Index(fields=["created_at"], condition=models.Q(mailed_at=None), name="unmailed_notices"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        return words_of(self.kind, self.params)
