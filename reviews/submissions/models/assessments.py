"""自评: what an entity says of itself in one component, and the receipts of its submissions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Component, Entity
from assessment.core.frozen import WrittenOnce


class SelfAssessment(models.Model):
    """One per entity and component; it holds for all rounds. ``revision`` counts its submissions.

    ``late``: submitted after the first deadline. ``reopened_at`` stays: what is submitted again is marked.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        SUBMITTED = "submitted", _("submitted")

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="self_assessments")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="self_assessments")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.OPEN)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    late = models.BooleanField(_("late"), default=False)
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True)
    reopened_because = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        constraints = [
            models.UniqueConstraint(fields=["component", "entity"], name="one_self_assessment_per_component")
        ]

    def __str__(self) -> str:
        return f"{self.entity.key} {self.component_id}"

    @property
    def is_submitted(self) -> bool:
        return self.status == self.Status.SUBMITTED


class Receipt(WrittenOnce):
    """回执 of one submission: ``document`` is canonical JSON with the digest of every answer and file, ``digest`` its
    SHA-256. Never changed, also when the self-assessment is reopened."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="receipts")
    revision = models.PositiveIntegerField(_("revision"))
    document = models.TextField(_("document"))
    digest = models.CharField("SHA-256", max_length=64)
    submitted_at = models.DateTimeField(_("submitted"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [models.UniqueConstraint(fields=["assessment", "revision"], name="one_receipt_per_revision")]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.revision} {self.digest[:12]}"
