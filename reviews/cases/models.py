"""优秀创新案例: what agencies show off with, in categories; evaluators mark it, the marks feed the bonus."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Campaign, Entity, Reviewer
from assessment.core.frozen import Guarded
from indicators.models import Criterion
from indicators.models.versions import in_language
from reviews.evidence.models import EvidenceVersion


class CaseCategory(models.Model):
    """A category of a campaign. ``criterion``: of rule ``items``, whose values its marks become; none: no bonus."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="case_categories")
    name_zh = models.CharField(_("name (Chinese)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100, blank=True)
    criterion = models.ForeignKey(Criterion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("category of cases")
        verbose_name_plural = _("categories of cases")
        ordering = ["campaign", "position"]
        constraints = [models.UniqueConstraint(fields=["campaign", "name_zh"], name="one_category_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class InnovationCase(Guarded):
    """One case of an entity. A submitted one is frozen: model guard here, trigger in the database."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        SUBMITTED = "submitted", _("submitted")

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="cases")
    category = models.ForeignKey(CaseCategory, on_delete=models.PROTECT, related_name="cases")
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"))
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.OPEN)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("innovation case")
        verbose_name_plural = _("innovation cases")
        ordering = ["category", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_submitted(self) -> bool:
        return self.status == self.Status.SUBMITTED

    @classmethod
    def frozen_rows(cls, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return rows.filter(status=cls.Status.SUBMITTED)


class CaseFile(Guarded):
    """A version of the entity's evidence that belongs to a case; frozen with it."""

    case = models.ForeignKey(InnovationCase, on_delete=models.CASCADE, related_name="files")
    evidence = models.ForeignKey(EvidenceVersion, on_delete=models.PROTECT, related_name="case_files")

    class Meta:
        verbose_name = _("file of a case")
        verbose_name_plural = _("files of cases")
        constraints = [models.UniqueConstraint(fields=["case", "evidence"], name="one_file_per_case")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.evidence_id}"

    @classmethod
    def frozen_rows(cls, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return rows.filter(case__status=InnovationCase.Status.SUBMITTED)

    @property
    def is_frozen(self) -> bool:
        return self.case.is_submitted


class CaseMark(models.Model):
    """What an evaluator gives a case: a number from 0 to the ``item_max`` of the category's criterion, as text."""

    case = models.ForeignKey(InnovationCase, on_delete=models.CASCADE, related_name="marks")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="case_marks")
    value = models.CharField(_("value"), max_length=40)
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        verbose_name = _("mark of a case")
        verbose_name_plural = _("marks of cases")
        constraints = [models.UniqueConstraint(fields=["case", "reviewer"], name="one_mark_per_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reviewer.key}: {self.value}"


class CaseAward(models.Model):
    """The award of a submitted case in its category."""

    class Award(models.TextChoices):
        FIRST = "first", _("first prize")
        SECOND = "second", _("second prize")
        THIRD = "third", _("third prize")
        COMMENDED = "commended", _("commended")

    case = models.OneToOneField(InnovationCase, on_delete=models.CASCADE, related_name="given")
    award = models.CharField(_("award"), max_length=12, choices=Award.choices)
    at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")

    def __str__(self) -> str:
        return f"{self.case_id}: {self.award}"
