"""The assessed: entities and their channels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models.campaigns import Campaign, League


class Entity(models.Model):
    """被评单位 of one campaign.

    ``classes`` maps a system's key to the entity's class (weight column) in it; ``attributes`` decide alternative
    branches (scoring.md §2.3); ``sort_key`` is the pinyin of the name, so that order does not depend on a collation.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="entities")
    key = models.CharField(_("key"), max_length=100)
    name = models.CharField(_("name"), max_length=200)
    sort_key = models.CharField(max_length=400, blank=True, db_index=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    classes = models.JSONField(_("classes"), default=dict)
    attributes = models.JSONField(_("attributes"), default=dict)
    leagues = models.ManyToManyField(League, related_name="entities", verbose_name=_("leagues"), blank=True)

    class Meta:
        verbose_name = _("entity")
        verbose_name_plural = _("entities")
        ordering = ["campaign", "key"]
        constraints = [models.UniqueConstraint(fields=["campaign", "key"], name="one_entity_per_key")]

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """渠道 of an entity: website, weixin, weibo, app, miniprogram, …; one of a kind, open or not."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(_("kind"), max_length=40)
    name = models.CharField(_("name"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=500, blank=True)
    is_open = models.BooleanField(_("open"), default=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [models.UniqueConstraint(fields=["entity", "kind"], name="one_channel_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
