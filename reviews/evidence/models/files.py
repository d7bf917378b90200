"""佐证材料: what an entity lays before the evaluators, in versions that never change."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Entity
from assessment.core.frozen import WrittenOnce


class StoredFile(WrittenOnce):
    """Bytes under their SHA-256 (core.files), and what was found in them (evidence.readers.found). One row a content.

    ``previews`` are SHA-256 of WebP pictures drawn by us, the first one a thumbnail. ``scanned``: by a virus scanner.
    """

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    kind = models.CharField(_("media type"), max_length=120)
    family = models.CharField(_("family"), max_length=12)
    suffix = models.CharField(_("suffix"), max_length=12)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    width = models.PositiveIntegerField(_("width"), default=0)
    height = models.PositiveIntegerField(_("height"), default=0)
    excerpt = models.TextField(_("excerpt"), blank=True)
    entries = models.JSONField(_("entries"), default=list)
    previews = models.JSONField(_("previews"), default=list)
    notes = models.JSONField(_("notes"), default=list)
    scanned = models.BooleanField(_("checked for viruses"), default=False)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.kind}"


class Evidence(models.Model):
    """One piece of evidence of an entity: a file in a folder, or a link. The same name again is a new version.

    What is removed disappears from the list of what can be attached; where it is attached it stays.
    """

    class Form(models.TextChoices):
        FILE = "file", _("file")
        LINK = "link", _("link")

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="evidence")
    form = models.CharField(_("form"), max_length=4, choices=Form.choices)
    folder = models.CharField(_("folder"), max_length=300, blank=True)
    name = models.CharField(_("name"), max_length=200)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "folder", "name"],
                condition=models.Q(removed_at__isnull=True),
                name="one_evidence_per_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.folder}/{self.name}" if self.folder else self.name


class EvidenceVersion(WrittenOnce):
    """A version: stored bytes, or an address with a note on what was seen there and when."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    stored = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="versions")
    address = models.CharField(_("address"), max_length=1000, blank=True)
    note = models.TextField(_("note"), blank=True)
    captured_at = models.DateTimeField(_("seen"), null=True)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("version of evidence")
        verbose_name_plural = _("versions of evidence")
        constraints = [
            models.UniqueConstraint(fields=["evidence", "number"], name="one_version_per_number"),
            models.CheckConstraint(
                condition=models.Q(stored__isnull=False, address="")
                | (models.Q(stored__isnull=True) & ~models.Q(address="")),
                name="a_version_is_a_file_or_a_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} ({self.number})"
