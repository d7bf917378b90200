"""Workbooks that people send back: what stood in them, until it is applied and after (docs/adr/0014)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Campaign
from assessment.core.models import Job


class SheetUpload(models.Model):
    """One uploaded workbook, of one person; ``kind`` is a name of workbooks/kinds.py: score sheets, a self-assessment.

    ``rows`` is what the file says, for the cells where it says something else than was downloaded
    (workbooks/receiving.py). The plan is made of it and of the cells as they are now, each time it is shown.
    ``content`` is the file itself, only as long as a worker is still to read it; ``faults`` why it was refused then:
    [file, line, place, message] in the language of who sent it. ``result`` is what was done at last: counts, and each
    change. ``job`` is the last one that was to read or to apply it.
    """

    class State(models.TextChoices):
        READING = "reading", _("to be read")
        REFUSED = "refused", _("refused")
        PLANNED = "planned", _("to be applied")
        APPLIED = "applied", _("applied")
        DISCARDED = "discarded", _("discarded")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, default="sheets")
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PLANNED)
    rows = models.JSONField(_("rows"), default=list)
    content = models.BinaryField(null=True, blank=True)
    faults = models.JSONField(_("faults"), default=list, blank=True)
    result = models.JSONField(_("result"), null=True, blank=True)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)

    class Meta:
        verbose_name = _("uploaded workbook")
        verbose_name_plural = _("uploaded workbooks")
        indexes = [models.Index(fields=["user", "campaign"], name="uploads_of_a_person")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.sha256[:12]}"
