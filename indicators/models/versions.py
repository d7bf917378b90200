"""Indicator systems and their versions (scoring.md §1)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessment.core.frozen import Guarded


def in_language(zh: str, en: str) -> str:
    """The text in the reader's language; indicator texts are data, so the other language is better than nothing."""
    return (en or zh) if (get_language() or "").startswith("en") else (zh or en)


class IndicatorSystem(models.Model):
    """指标体系: a family of versions, e.g. the sites of one province's cities and counties."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("indicator system")
        verbose_name_plural = _("indicator systems")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class IndicatorVersion(Guarded):
    """指标版本: one edition of a system.

    ``document`` is the structure of formats.md §1 and the truth; indicators, criteria, gates and vetoes are its rows,
    written by services.versions only. ``content_hash`` is the SHA-256 of the normalised document.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    system = models.ForeignKey(
        IndicatorSystem, on_delete=models.PROTECT, related_name="versions", verbose_name=_("indicator system")
    )
    version = models.CharField(_("version"), max_length=40)
    name_zh = models.CharField(_("name (Chinese)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.DRAFT)
    document = models.JSONField(_("document"))
    content_hash = models.CharField(_("content hash"), max_length=64, db_index=True)
    acknowledged = models.JSONField(_("acknowledged warnings"), default=list, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("indicator version")
        verbose_name_plural = _("indicator versions")
        ordering = ["system__key", "version"]
        constraints = [models.UniqueConstraint(fields=["system", "version"], name="one_version_per_system")]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @classmethod
    def frozen_rows(cls, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return rows.filter(status=cls.Status.PUBLISHED)
