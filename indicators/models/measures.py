"""The rows of a version: indicators, criteria, gates, vetoes. Frozen with their version."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.core.frozen import Guarded
from indicators.models.versions import IndicatorVersion, in_language


class Measure(Guarded):
    """Base of everything that belongs to a version and is frozen with it."""

    version = models.ForeignKey(IndicatorVersion, on_delete=models.CASCADE, verbose_name=_("indicator version"))
    position = models.PositiveIntegerField(_("position"))

    class Meta:
        abstract = True
        ordering = ["version", "position"]

    @classmethod
    def frozen_rows(cls, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return rows.filter(version__status=IndicatorVersion.Status.PUBLISHED)

    @property
    def is_frozen(self) -> bool:
        return self.version.is_published


class Indicator(Measure):
    """指标: a node of the tree; a leaf carries the weight (scoring.md §2).

    ``weight`` is what the node itself states: one number for every class, column → number or null (not assessed), or
    nothing (a part of what a node above carries).
    """

    class Kind(models.TextChoices):
        SCORE = "score", _("score")
        BONUS = "bonus", _("bonus")
        DEDUCTION = "deduction", _("deduction")

    class Method(models.TextChoices):
        MONITORING = "monitoring", _("monitoring")
        YEAR_END = "year_end", _("year-end")

    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    code = models.CharField(_("code"), max_length=60)
    name_zh = models.CharField(_("name (Chinese)"), max_length=300)
    name_en = models.CharField(_("name (English)"), max_length=300, blank=True)
    level = models.PositiveSmallIntegerField(_("level"))
    is_leaf = models.BooleanField(_("leaf"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SCORE)
    method = models.CharField(_("method"), max_length=12, choices=Method.choices, blank=True)
    weight = models.JSONField(_("weight"), null=True)
    share = models.FloatField(_("share"), null=True)
    na = models.JSONField(_("not-applicable policy"), null=True)
    applies_when = models.JSONField(_("applies when"), null=True)

    class Meta(Measure.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_indicator_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Criterion(Measure):
    """评估要点: a numbered point of a leaf, the thing a reviewer judges. Its address is ``CODE#NO``."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="criteria")
    number = models.PositiveIntegerField(_("number"))
    address = models.CharField(_("address"), max_length=80)
    text_zh = models.TextField(_("text (Chinese)"))
    text_en = models.TextField(_("text (English)"), blank=True)
    share = models.FloatField(_("share"), null=True)
    criterion_class = models.CharField(_("class"), max_length=1, blank=True)
    channels = models.JSONField(_("channels"), default=list)
    rule = models.JSONField(_("rule"))

    class Meta(Measure.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [models.UniqueConstraint(fields=["version", "address"], name="one_criterion_per_address")]

    def __str__(self) -> str:
        return f"{self.address} {self.text}"

    @property
    def text(self) -> str:
        return in_language(self.text_zh, self.text_en)


class Gate(Measure):
    """不得分 / 权重减半: a condition that multiplies its targets by a factor (scoring.md §7)."""

    code = models.CharField(_("code"), max_length=60)
    name_zh = models.CharField(_("name (Chinese)"), max_length=300)
    name_en = models.CharField(_("name (English)"), max_length=300, blank=True)
    targets = models.JSONField(_("targets"))
    factor = models.FloatField(_("factor"), default=0)
    when = models.JSONField(_("trigger"), null=True)

    class Meta(Measure.Meta):
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_gate_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Veto(Measure):
    """单项否决: a confirmed finding makes an entity, component or channel unqualified (scoring.md §10)."""

    class Scope(models.TextChoices):
        ENTITY = "entity", _("entity")
        COMPONENT = "component", _("component")
        CHANNEL = "channel", _("channel")

    code = models.CharField(_("code"), max_length=60)
    name_zh = models.CharField(_("name (Chinese)"), max_length=300)
    name_en = models.CharField(_("name (English)"), max_length=300, blank=True)
    scope = models.CharField(_("scope"), max_length=12, choices=Scope.choices, default=Scope.ENTITY)

    class Meta(Measure.Meta):
        verbose_name = _("veto")
        verbose_name_plural = _("vetoes")
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_veto_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class VetoCondition(Measure):
    """One numbered condition of a veto, with the probe that can measure it, if any."""

    veto = models.ForeignKey(Veto, on_delete=models.CASCADE, related_name="conditions")
    number = models.PositiveIntegerField(_("number"))
    text_zh = models.TextField(_("text (Chinese)"))
    text_en = models.TextField(_("text (English)"), blank=True)
    probe = models.JSONField(_("probe"), null=True)

    class Meta(Measure.Meta):
        verbose_name = _("veto condition")
        verbose_name_plural = _("veto conditions")
        constraints = [models.UniqueConstraint(fields=["veto", "number"], name="one_condition_per_number")]

    def __str__(self) -> str:
        return f"{self.veto.code}.{self.number} {self.text}"

    @property
    def text(self) -> str:
        return in_language(self.text_zh, self.text_en)
