"""What is settled beside the reviewers' values: adjudications, N/A, raised gates (scoring.md §5, §7, §8)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Component, Entity, Round
from indicators.models import Criterion, Gate, Indicator


class Adjudication(models.Model):
    """复核裁定: the settled value that replaces all reviewers' values of a cell. An imported one has no person."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="adjudications")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="adjudications")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="adjudications")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("channel"), max_length=40, blank=True)
    value = models.TextField(_("value"))
    reason = models.TextField(_("reason"), blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("adjudication")
        verbose_name_plural = _("adjudications")
        constraints = [
            models.UniqueConstraint(
                fields=["component", "entity", "round", "criterion", "channel"], name="one_adjudication_per_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entity.key} {self.criterion.address} {self.value}"


class NotApplicable(models.Model):
    """An indicator (leaf or subtree) declared not applicable for an entity."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="not_applicable")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="not_applicable")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("declared not applicable")
        verbose_name_plural = _("declared not applicable")
        constraints = [
            models.UniqueConstraint(fields=["component", "entity", "indicator"], name="one_declaration_per_indicator")
        ]

    def __str__(self) -> str:
        return f"{self.entity.key} {self.indicator.code}"


class RaisedGate(models.Model):
    """A manual gate raised for an entity."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="raised_gates")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="raised_gates")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("raised gate")
        verbose_name_plural = _("raised gates")
        constraints = [models.UniqueConstraint(fields=["component", "entity", "gate"], name="one_raising_per_gate")]

    def __str__(self) -> str:
        return f"{self.entity.key} {self.gate.code}"
