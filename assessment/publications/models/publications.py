"""发布: what was prepared, what was sealed, and what became of it (quality.md §2, docs/adr/0012).

A revision and a line of the ledger are written once and never changed. The ledger is the chain: every line names the
seal of the line before it, and ``digest`` covers every column of the line and of its revision.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Campaign
from assessment.core.frozen import WrittenOnce
from assessment.results.models import Run

NO_SEAL = "0" * 64
SHA256 = 64


class Publication(models.Model):
    """What a campaign has published. ``lines``, ``seal`` and ``digest`` are the end of its ledger, as AuditHead is of
    the audit trail; the row serialises writers.
    """

    campaign = models.OneToOneField(Campaign, on_delete=models.PROTECT, related_name="publication")
    lines = models.PositiveIntegerField(default=0)
    seal = models.CharField(_("seal"), max_length=SHA256, default=NO_SEAL)
    digest = models.CharField(max_length=SHA256, default=NO_SEAL)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return self.campaign.key


class Revision(WrittenOnce):
    """One sealed edition. ``manifest`` is canonical JSON; the files it names lie in the store under their digests.

    ``number`` counts the editions of a campaign from 1. ``reason`` says why a correction was needed, '' of the first.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="revisions")
    reason = models.TextField(_("reason"), blank=True)
    manifest = models.BinaryField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["publication", "number"]
        constraints = [models.UniqueConstraint(fields=["publication", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.publication.campaign.key} {self.number}"


class Ledger(WrittenOnce):
    """One line of what happened to a publication, in order.

    ``record`` is the canonical JSON that everybody may read (docs/adr/0012) and ``seal`` its SHA-256; it names the seal
    before it. ``digest`` is the SHA-256 over the digest before it and every column here and of the revision, those that
    the public doesn't see included. ``bundle`` is the SHA-256 of the download.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REISSUED = "reissued", _("reissued")

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="ledger")
    sequence = models.PositiveIntegerField(_("sequence"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="ledger")
    reason = models.TextField(_("reason"), blank=True)
    record = models.BinaryField()
    seal = models.CharField(_("seal"), max_length=SHA256, unique=True)
    bundle = models.CharField(max_length=SHA256)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"))
    digest = models.CharField(max_length=SHA256, unique=True)

    class Meta:
        verbose_name = _("line of the ledger")
        verbose_name_plural = _("ledger")
        ordering = ["publication", "sequence"]
        constraints = [models.UniqueConstraint(fields=["publication", "sequence"], name="one_line_per_sequence")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.sequence} {self.kind}"


class Preparation(models.Model):
    """What one person has prepared and a second one approves or discards; then the row goes, the audit trail keeps it.

    ``revision`` is empty for a new edition, else the withdrawn one that is to be issued again. ``manifest`` is what
    will be sealed, byte for byte. ``acknowledged`` lists {code, count} of the findings that the preparer passed over.
    """

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="preparation")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    acknowledged = models.JSONField(default=list)
    manifest = models.BinaryField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("preparation")
        verbose_name_plural = _("preparations")

    def __str__(self) -> str:
        return self.publication.campaign.key
