"""What an evaluator writes on a sheet beside the values, and the history of the values themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Campaign
from indicators.models import Criterion, Gate, Veto
from reviews.models.cells import CellChange, OnCell
from reviews.models.sheets import FrozenWithSheet, ScoreSheet


class ScoreChange(CellChange):
    """One operation on a cell of a sheet; the text beside the value is the evaluator's comment."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="changes")
    comment = models.TextField(_("comment"), blank=True)
    previous_comment = models.TextField(_("comment before"), blank=True)

    class Meta(CellChange.Meta):
        verbose_name = _("change of a score")
        verbose_name_plural = _("changes of scores")
        indexes = [models.Index(fields=["sheet", "criterion", "channel"], name="changes_of_a_cell")]


class PartOfSheet(FrozenWithSheet):
    """Whatever hangs on a sheet is frozen with it."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="%(class)ss")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        abstract = True


class Finding(PartOfSheet, OnCell):
    """问题: what is wrong with the site at a criterion, tagged so that the yearly report can count it."""

    class Severity(models.TextChoices):
        LOW = "low", _("low")
        MEDIUM = "medium", _("medium")
        HIGH = "high", _("high")

    tags = models.JSONField(_("tags"), default=list)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, default=Severity.MEDIUM)
    text = models.TextField(_("text"))

    class Meta(PartOfSheet.Meta):
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return self.text[:60]


class Screenshot(PartOfSheet, OnCell):
    """A picture pasted on a criterion. Files stand under their SHA-256 (core.files); both are made by us."""

    sha256 = models.CharField("SHA-256", max_length=64)
    thumbnail_sha256 = models.CharField(_("SHA-256 of the thumbnail"), max_length=64)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    size = models.PositiveIntegerField(_("bytes"))

    class Meta(PartOfSheet.Meta):
        verbose_name = _("screenshot")
        verbose_name_plural = _("screenshots")

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.width}×{self.height}"


class GateProposal(PartOfSheet):
    """An evaluator's proposal to raise a manual gate; what counts is RaisedGate, set by a lead."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))

    class Meta(PartOfSheet.Meta):
        verbose_name = _("proposed gate")
        verbose_name_plural = _("proposed gates")
        constraints = [models.UniqueConstraint(fields=["sheet", "gate"], name="one_proposal_per_gate")]

    def __str__(self) -> str:
        return f"{self.gate_id}: {self.reason[:60]}"


class VetoProposal(PartOfSheet):
    """An evaluator's proposal of a veto; what counts is results.VetoFinding, confirmed by a second person."""

    veto = models.ForeignKey(Veto, on_delete=models.PROTECT, related_name="+")
    condition = models.CharField(_("condition"), max_length=20, blank=True)
    channel = models.CharField(_("channel"), max_length=40, blank=True)
    reason = models.TextField(_("reason"))

    class Meta(PartOfSheet.Meta):
        verbose_name = _("proposed veto")
        verbose_name_plural = _("proposed vetoes")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "veto", "condition", "channel"], name="one_proposal_per_veto_condition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.veto_id}: {self.reason[:60]}"


class Snippet(models.Model):
    """A reason to use again: one's own (``owner``) or shared by the campaign's leads (no owner).

    ``pinyin`` holds the syllables and the initials of the text, for searching without an input method.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="snippets")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="snippets"
    )
    criterion = models.ForeignKey(Criterion, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("text"))
    pinyin = models.TextField(blank=True)

    class Meta:
        verbose_name = _("snippet")
        verbose_name_plural = _("snippets")

    def __str__(self) -> str:
        return self.text[:60]
