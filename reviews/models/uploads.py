"""Workbooks that evaluators send back: what stood in them, until it is applied and after (docs/adr/0014)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Campaign


class SheetUpload(models.Model):
    """One uploaded workbook of score sheets, of one person.

    ``rows`` is what the file says, for the cells where it says something else than was downloaded
    (workbooks/receiving.py); the file itself is not kept. The plan is made of it and of the sheets as they are now,
    each time it is shown. ``result`` is what was done at last: counts, and each change.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("to be applied")
        APPLIED = "applied", _("applied")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PLANNED)
    rows = models.JSONField(_("rows"), default=list)
    result = models.JSONField(_("result"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)

    class Meta:
        verbose_name = _("uploaded workbook")
        verbose_name_plural = _("uploaded workbooks")
        indexes = [models.Index(fields=["user", "campaign"], name="uploads_of_a_person")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.sha256[:12]}"
