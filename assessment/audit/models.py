"""What checks of the audit trail found. The trail itself is core.AuditEntry."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TrailCheck(models.Model):
    """One walk along the whole chain: how far it went, and the first bad entry, if any."""

    class Fault(models.TextChoices):
        MISSING = "missing", _("missing")
        CHANGED = "changed", _("changed")
        TRUNCATED = "truncated", _("cut off at the end")

    at = models.DateTimeField(_("time"), auto_now_add=True)
    sequence = models.PositiveBigIntegerField(_("sequence of the head"))
    hash = models.CharField(_("hash of the head"), max_length=64)
    bad_sequence = models.PositiveBigIntegerField(_("first bad entry"), null=True)
    fault = models.CharField(_("fault"), max_length=12, choices=Fault.choices, blank=True)

    class Meta:
        verbose_name = _("check of the audit trail")
        verbose_name_plural = _("checks of the audit trail")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.fault or 'good'}"
