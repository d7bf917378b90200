"""The audit trail: append-only, hash-chained (quality.md §2). Rows are written by services.audit.record only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    sequence = models.PositiveBigIntegerField(_("sequence"), unique=True)
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("account")
    )
    actor_name = models.CharField(_("account name"), max_length=150)
    #: The roles held in that moment, by comma; NULL in entries from before they were kept.
    role = models.CharField(_("role"), max_length=100, null=True)  # noqa: DJ001 - a default would rebuild the table
    verb = models.CharField(_("verb"), max_length=60, db_index=True)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_key = models.CharField(_("object"), max_length=200, db_index=True)
    campaign_key = models.CharField(_("campaign"), max_length=100, blank=True, db_index=True)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    request_id = models.CharField(max_length=64, blank=True)
    prev_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.object_key}"


class AuditHead(models.Model):
    """The single row that serialises writers: the last sequence and hash of the chain."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"
