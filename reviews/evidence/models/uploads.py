"""Files on their way: what has arrived so far, piece by piece."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Entity
from reviews.evidence.models.files import EvidenceVersion


class Upload(models.Model):
    """``received`` bytes of ``size`` have arrived, in pieces that begin at ``pieces`` (core.files.keep_part).

    ``code`` and ``params`` say why a file was refused (evidence.sentences).
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="uploads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    folder = models.CharField(_("folder"), max_length=300, blank=True)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))
    received = models.PositiveBigIntegerField(_("received"), default=0)
    pieces = models.JSONField(_("pieces"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    code = models.CharField(_("reason"), max_length=40, blank=True)
    params = models.JSONField(_("details"), default=dict)
    version = models.ForeignKey(EvidenceVersion, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    touched_at = models.DateTimeField(_("last piece"), auto_now=True)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"
