"""Score sheets: one row per cell while a sheet is open, one packed vector when it is submitted (architecture.md §2)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Component, Entity, Reviewer, Round
from assessment.core.frozen import Guarded
from reviews.models.cells import CellRow


class ScoreSheet(models.Model):
    """评分表: one reviewer's values for one entity, component and round."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        SUBMITTED = "submitted", _("submitted")

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="sheets")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="sheets")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="sheets")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="sheets")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.OPEN)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    pack = models.OneToOneField(
        "SheetPack", null=True, blank=True, on_delete=models.PROTECT, related_name="current_for", verbose_name=_("pack")
    )

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["component", "entity", "round", "reviewer"], name="one_sheet_per_entity_round_reviewer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entity.key} {self.round.key} {self.reviewer.key}"

    @property
    def is_submitted(self) -> bool:
        return self.status == self.Status.SUBMITTED


class SheetPack(models.Model):
    """A submitted sheet as one vector of little-endian float64 slots (scoring.cells): NaN empty, -inf not applicable.

    Packs are never changed or deleted one by one: a sheet that is submitted again gets another pack, and runs refer to
    the packs they read.
    """

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="packs")
    revision = models.PositiveIntegerField(_("revision"), default=1)
    payload = models.BinaryField(_("slots"))

    class Meta:
        verbose_name = _("packed sheet")
        verbose_name_plural = _("packed sheets")
        constraints = [models.UniqueConstraint(fields=["sheet", "revision"], name="one_pack_per_revision")]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.revision}"


class FrozenWithSheet(Guarded):
    """Base of what belongs to a ``sheet`` and can't change once that is submitted."""

    sheet: models.ForeignKey[ScoreSheet, ScoreSheet]

    class Meta:
        abstract = True

    @classmethod
    def frozen_rows(cls, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return rows.filter(sheet__status=ScoreSheet.Status.SUBMITTED)

    @property
    def is_frozen(self) -> bool:
        return self.sheet.is_submitted


class Score(FrozenWithSheet, CellRow):
    """打分: the canonical value of one cell (scoring.md §3), ``NA`` for not applicable, '' for empty."""

    NOT_APPLICABLE = "NA"

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="scores")
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion", "channel"], name="one_score_per_cell")]
