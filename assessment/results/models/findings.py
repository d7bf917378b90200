"""Veto findings: proposed with evidence, confirmed by a second person (scoring.md §10)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Component, Entity
from indicators.models import Veto


class VetoFinding(models.Model):
    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="veto_findings")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="veto_findings")
    veto = models.ForeignKey(Veto, on_delete=models.PROTECT, related_name="+")
    condition = models.CharField(_("condition"), max_length=20, blank=True)
    channel = models.CharField(_("channel"), max_length=40, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.PROPOSED)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("veto finding")
        verbose_name_plural = _("veto findings")
        indexes = [models.Index(fields=["component", "status"])]

    def __str__(self) -> str:
        return f"{self.entity.key} {self.veto.code} {self.status}"
