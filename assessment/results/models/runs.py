"""Runs are snapshots (quality.md §1): what went in, what came out, packed per entity (architecture.md §2).

They are written once: only a whole campaign is ever deleted.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Campaign, Entity, League
from assessment.core.frozen import WrittenOnce
from assessment.core.models import Job


class Run(WrittenOnce):
    """测算: one computation of a campaign.

    ``snapshot`` is the zlib-compressed canonical JSON of every input but the sheets (results.bridge), ``pack_ids`` the
    int64 ids of the packed sheets that were read; ``inputs_digest`` covers both. ``layout`` names the int64 fields of
    EntityResult.payload in their order.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField(_("number"))
    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="run")
    engine = models.CharField(_("engine"), max_length=40)
    inputs_digest = models.CharField(_("inputs digest"), max_length=64, db_index=True)
    results_digest = models.CharField(_("results digest"), max_length=64)
    snapshot = models.BinaryField()
    pack_ids = models.BinaryField()
    layout = models.JSONField()
    entity_count = models.PositiveIntegerField(_("entities"))
    sheet_count = models.PositiveIntegerField(_("sheets"))
    cell_count = models.PositiveBigIntegerField(_("cells"))
    missing = models.PositiveBigIntegerField(_("missing cells"))
    vetoed = models.PositiveIntegerField(_("unqualified"))
    created_at = models.DateTimeField(_("time"), auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["campaign", "-number"]
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="one_run_per_number")]

    def __str__(self) -> str:
        return f"{self.campaign.key} #{self.number}"


class EntityResult(WrittenOnce):
    """结果 of one entity in one run.

    ``total`` and ``shadow_total`` are integers in 10^-decimals units of the campaign's policy; ``payload`` holds the
    node scores and component figures as little-endian int64 in 1e-6 units, in the order of Run.layout.

    Its foreign keys, and those of LeagueRank, carry no database constraint: a census run writes tens of thousands of
    rows in one COPY by one service, and checking each key there costs more than computing the run. The rows they
    point to can't go away: entities and leagues are protected (PROTECT) and a run is frozen. Every index begins with
    the run: a run appends to it at one place, where an index by entity would change on every page of it.
    """

    class Status(models.TextChoices):
        RANKED = "ranked", _("ranked")
        UNQUALIFIED = "unqualified", _("unqualified")

    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="entity_results", db_constraint=False, db_index=False
    )
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="results", db_constraint=False, db_index=False
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    total = models.BigIntegerField(_("total"), null=True)
    shadow_total = models.BigIntegerField(_("would-be total"), null=True)
    grade = models.CharField(_("grade"), max_length=60)
    missing = models.BigIntegerField(_("missing cells"))
    payload = models.BinaryField()

    class Meta:
        verbose_name = _("entity result")
        verbose_name_plural = _("entity results")
        constraints = [models.UniqueConstraint(fields=["run", "entity"], name="one_result_per_entity")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.entity_id}"


class LeagueRank(WrittenOnce):
    """排名: the place of an entity in a league; ``rank`` is empty for the unqualified, who stand at the end."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="ranks", db_constraint=False, db_index=False)
    league = models.ForeignKey(
        League, on_delete=models.PROTECT, related_name="ranks", db_constraint=False, db_index=False
    )
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="ranks", db_constraint=False, db_index=False
    )
    position = models.IntegerField(_("position"))
    rank = models.IntegerField(_("rank"), null=True)

    class Meta:
        verbose_name = _("rank")
        verbose_name_plural = _("ranks")
        constraints = [models.UniqueConstraint(fields=["run", "league", "position"], name="one_entity_per_position")]
        indexes = [models.Index(fields=["run", "entity"], name="places_of_an_entity")]

    def __str__(self) -> str:
        return f"{self.league_id} {self.rank}"
