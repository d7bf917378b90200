"""申诉: an agency's objection to the value of one criterion, what was said about it, and what a lead decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Campaign, Component, Entity, Round
from assessment.core.frozen import WrittenOnce
from assessment.results.models import Run
from indicators.models import Criterion
from reviews.evidence.models import EvidenceVersion


class Appeal(models.Model):
    """One criterion of one entity is appealed against once; who has withdrawn may begin anew.

    ``run`` is the one whose result the agency saw. The statement is the first message of the thread.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        UPHELD = "upheld", _("upheld")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="appeals")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="appeals")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="appeals")
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.OPEN)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(_("filed"), auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    decision = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["filed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["component", "entity", "criterion"],
                condition=~models.Q(status="withdrawn"),
                name="one_appeal_per_criterion",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=("upheld", "rejected")) | models.Q(decided_at__isnull=False),
                name="a_decided_appeal_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component.version.system.key} {self.entity.key} {self.criterion.address}"

    @property
    def campaign(self) -> Campaign:
        return self.component.campaign

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


class AppealMessage(WrittenOnce):
    """What one side said. An agency never reads who wrote for the other side, only that a lead did."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_agency = models.BooleanField()
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    files = models.ManyToManyField(EvidenceVersion, related_name="appeal_messages", verbose_name=_("files"))

    class Meta:
        verbose_name = _("message of an appeal")
        verbose_name_plural = _("messages of appeals")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.at}"


class Ruling(WrittenOnce):
    """What an upheld appeal changed: the value of one cell before ('' for none) and from now on."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="rulings")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("channel"), max_length=40, blank=True)
    before = models.TextField(_("before"), blank=True)
    value = models.TextField(_("value"))

    class Meta:
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")
        constraints = [models.UniqueConstraint(fields=["appeal", "round", "channel"], name="one_ruling_per_cell")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.channel} {self.value}"
