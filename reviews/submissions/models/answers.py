"""The answers of a self-assessment: one row a cell, its history, the evidence attached to it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.core.frozen import Guarded
from reviews.evidence.models import EvidenceVersion
from reviews.models.cells import CellChange, CellRow, OnCell
from reviews.submissions.models.assessments import SelfAssessment


class PartOfAssessment(OnCell, Guarded):
    """Frozen while the self-assessment is submitted: model guard here, trigger in the database."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="%(class)ss")

    class Meta:
        abstract = True

    @classmethod
    def frozen_rows(cls, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return rows.filter(assessment__status=SelfAssessment.Status.SUBMITTED)

    @property
    def is_frozen(self) -> bool:
        return self.assessment.is_submitted


class Answer(PartOfAssessment, CellRow):
    """The own rating of a cell by the rule of its criterion, with a statement. ``version`` is compared when saving.

    ``taken_over``: as it stood last year, until somebody changes it.
    """

    statement = models.TextField(_("statement"), blank=True)
    taken_over = models.BooleanField(_("taken over"), default=False)

    class Meta(PartOfAssessment.Meta):
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion", "channel"], name="one_answer_per_cell")
        ]


class Attachment(PartOfAssessment):
    """A version of a piece of evidence that stands behind an answer; the same file may stand behind many."""

    evidence = models.ForeignKey(EvidenceVersion, on_delete=models.PROTECT, related_name="attachments")
    attached_at = models.DateTimeField(_("attached"), auto_now_add=True)

    class Meta(PartOfAssessment.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion", "channel", "evidence"], name="one_attachment_per_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.channel}: {self.evidence_id}"


class AnswerChange(CellChange):
    """One operation on an answer; the text beside the value is the agency's statement."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="changes")
    statement = models.TextField(_("statement"), blank=True)
    previous_statement = models.TextField(_("statement before"), blank=True)

    class Meta(CellChange.Meta):
        verbose_name = _("change of an answer")
        verbose_name_plural = _("changes of answers")
        indexes = [models.Index(fields=["assessment", "criterion", "channel"], name="changes_of_an_answer")]
