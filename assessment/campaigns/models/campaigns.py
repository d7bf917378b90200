"""Campaigns, their components, rounds, leagues and policy (scoring.md §1, formats.md §3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models import IndicatorVersion
from indicators.models.versions import in_language


class Campaign(models.Model):
    """评估批次: one evaluation.

    ``policy`` keeps the keys of formats.md §3 with their defaults filled in (see services.policy.DEFAULTS).
    """

    class Phase(models.TextChoices):
        DRAFT = "draft", _("draft")
        SELF_ASSESSMENT = "self-assessment", _("self-assessment")
        SCORING = "scoring", _("scoring")
        RECONCILIATION = "reconciliation", _("reconciliation")
        PRELIMINARY = "preliminary", _("preliminary results")
        APPEALS = "appeals", _("appeals")
        FINAL = "final", _("final results")
        PUBLISHED = "published", _("published")
        ARCHIVED = "archived", _("archived")

    key = models.CharField(_("key"), max_length=100, unique=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    phase = models.CharField(_("phase"), max_length=20, choices=Phase.choices, default=Phase.DRAFT)
    #: The deadline of the present phase, as its PhaseWindow has it; services.phases keeps both equal.
    due_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    policy = models.JSONField(_("policy"), default=dict)
    baseline_key = models.CharField(_("baseline campaign"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-year", "key"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Component(models.Model):
    """分项: one indicator version inside a campaign, with its share (any positive number; shares are scaled to 1)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="components")
    version = models.ForeignKey(IndicatorVersion, on_delete=models.PROTECT, related_name="components")
    share = models.FloatField(_("share"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        ordering = ["campaign", "position"]
        constraints = [models.UniqueConstraint(fields=["campaign", "version"], name="one_component_per_version")]

    def __str__(self) -> str:
        return f"{self.campaign.key}: {self.version}"


class Round(models.Model):
    """A monitoring round, in campaign order."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="rounds")
    key = models.CharField(_("key"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["campaign", "position"]
        constraints = [models.UniqueConstraint(fields=["campaign", "key"], name="one_round_per_key")]

    def __str__(self) -> str:
        return self.key


class League(models.Model):
    """排名组别: a list in which entities are ranked; an entity may stand in several."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="leagues")
    key = models.CharField(_("key"), max_length=60)
    name_zh = models.CharField(_("name (Chinese)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("league")
        verbose_name_plural = _("leagues")
        ordering = ["campaign", "position"]
        constraints = [models.UniqueConstraint(fields=["campaign", "key"], name="one_league_per_key")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)
