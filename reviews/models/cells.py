"""What rows that stand on a cell have in common: a cell's content, and the history of what every operation brought."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.core.frozen import Guarded, WrittenOnce
from indicators.models import Criterion


class OnCell(models.Model):
    """Base of whatever has its place on a cell: a criterion, and a channel where one value stands for each."""

    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("channel"), max_length=40, blank=True)

    class Meta:
        abstract = True


class CellRow(OnCell, Guarded):
    """Base of what a cell holds: the canonical ``value`` (scoring.md §3), ``version`` to compare when saving."""

    value = models.TextField(_("value"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.channel} {self.value}"


class CellChange(OnCell, WrittenOnce):
    """Base of an operation on a cell, for good: rows are only ever added (a trigger holds that).

    ``value`` and the text beside it are what the operation brought, ``previous_*`` what stood in the cell when it came,
    ``version`` is the cell's version after it. A ``lost`` operation changed nothing, because its base was older than
    the cell: its value is kept here, and ``previous_*`` with ``version`` are what won. What the cell belongs to and how
    the text is called (reviews.services.operations.Kind) is the kind's own.
    """

    operation = models.UUIDField(_("operation"), unique=True)
    base_version = models.PositiveIntegerField(_("base version"))
    version = models.PositiveIntegerField(_("version"))
    value = models.TextField(_("value"), blank=True)
    previous_value = models.TextField(_("value before"), blank=True)
    previous_at = models.DateTimeField(_("changed before"), null=True)
    lost = models.BooleanField(_("lost a conflict"), default=False)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.channel} {self.version}"
