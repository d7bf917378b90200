"""What happens between a proposed veto and its decision; and what became of proposed gates.

The finding itself is ``results.VetoFinding``: its status is what runs count. These rows say how it came to be.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Component, Entity
from assessment.results.models import VetoFinding
from indicators.models import Gate


def person(label: Any) -> Any:
    """A link to an account, kept as long as the row; ``label`` in words."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=label
    )


class Hearing(models.Model):
    """陈述申辩: the agency is told what is alleged, may answer until ``answer_by``, then a second person decides.

    ``allegation`` is the lead's wording: the agency never reads evaluators' own words. A finding that was rejected at
    once has a hearing without ``opened_at``: the agency was never asked.
    """

    finding = models.OneToOneField(VetoFinding, on_delete=models.CASCADE, related_name="hearing")
    allegation = models.TextField(_("what is alleged"), blank=True)
    opened_by = person(_("opened by"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    answer_by = models.DateTimeField(_("answer until"), null=True, blank=True)
    statement = models.TextField(_("statement"), blank=True)
    stated_by = person(_("stated by"))
    stated_at = models.DateTimeField(_("stated"), null=True, blank=True)
    decided_by = person(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision = models.TextField(_("reason of the decision"), blank=True)

    class Meta:
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")

    def __str__(self) -> str:
        return str(self.finding)

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.finding.status == VetoFinding.Status.PROPOSED

    @property
    def is_late(self) -> bool:
        """Whether the statement came after its time."""
        return bool(self.stated_at and self.answer_by and self.stated_at > self.answer_by)

    def is_heard(self, now: datetime) -> bool:
        """Whether the agency has answered, or its time is over."""
        return bool(self.stated_at) or (self.answer_by is not None and now >= self.answer_by)


class GateDecision(models.Model):
    """Whether a proposed gate was raised. The raised gate that runs count is ``reviews.RaisedGate``."""

    class Outcome(models.TextChoices):
        RAISED = "raised", _("raised")
        REJECTED = "rejected", _("rejected")

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="gate_decisions")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="gate_decisions")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    reason = models.TextField(_("reason"))
    decided_by = person(_("decided by"))
    decided_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("decision on a gate")
        verbose_name_plural = _("decisions on gates")
        constraints = [models.UniqueConstraint(fields=["component", "entity", "gate"], name="one_decision_per_gate")]

    def __str__(self) -> str:
        return f"{self.entity.key} {self.gate.code} {self.outcome}"
