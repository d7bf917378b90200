"""Asking for a submitted sheet to be opened again, and the answer: two people (quality.md §2)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.sheets import ScoreSheet


class Reopening(models.Model):
    """One request. Without ``decided_at`` it waits; ``granted``: the sheet was opened then."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="reopenings")
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    granted = models.BooleanField(_("granted"), default=False)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("reopening")
        verbose_name_plural = _("reopenings")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=models.Q(decided_at=None), name="one_waiting_reopening_per_sheet"
            )
        ]

    def __str__(self) -> str:
        return str(self.sheet)

    @property
    def is_waiting(self) -> bool:
        return self.decided_at is None
