"""When phases begin and end, and how a campaign went through them (screens.md §2)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models.campaigns import Campaign
from assessment.core.frozen import WrittenOnce


class PhaseWindow(models.Model):
    """Start and deadline of one phase. ``first_due_at`` is the deadline before any extension: what comes in between
    that and ``due_at`` is late.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="windows")
    phase = models.CharField(_("phase"), max_length=20, choices=Campaign.Phase.choices)
    starts_at = models.DateTimeField(_("start"), null=True, blank=True)
    due_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    first_due_at = models.DateTimeField(_("first deadline"), null=True, blank=True)

    class Meta:
        verbose_name = _("window of a phase")
        verbose_name_plural = _("windows of phases")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "phase"], name="one_window_per_phase"),
            models.CheckConstraint(
                condition=models.Q(starts_at=None) | models.Q(due_at=None) | models.Q(due_at__gt=models.F("starts_at")),
                name="a_window_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign.key}: {self.phase}"


class PhaseStep(WrittenOnce):
    """One line of the history of phases, never changed: a move to another phase, or an extension of a deadline."""

    class Kind(models.TextChoices):
        FORWARD = "forward", _("forward")
        BACK = "back", _("back")
        EXTENSION = "extension", _("extension")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    from_phase = models.CharField(_("from phase"), max_length=20, choices=Campaign.Phase.choices)
    to_phase = models.CharField(_("to phase"), max_length=20, choices=Campaign.Phase.choices)
    due_before = models.DateTimeField(null=True, blank=True)
    due_after = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    overridden = models.JSONField(_("passed over"), default=list)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("step between phases")
        verbose_name_plural = _("steps between phases")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.campaign.key}: {self.from_phase} → {self.to_phase}"
