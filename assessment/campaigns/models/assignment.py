"""Who scores what, and who must not (screens.md §1: conflicts of interest block assignment)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models.campaigns import Campaign, Component
from assessment.campaigns.models.entities import Entity
from assessment.campaigns.models.people import Reviewer


class Assignment(models.Model):
    """任务分配: a reviewer scores an entity in one component, whole or one first-level indicator of it.

    ``section`` is '' for the whole entity, else the code of a first-level indicator of the component's version.
    """

    WHOLE = ""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="assignments")
    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="assignments")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="assignments")
    section = models.CharField(_("first-level indicator"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["component", "entity", "reviewer", "section"], name="one_assignment_per_section"
            )
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.reviewer.key, self.entity.key, self.section)))


class Conflict(models.Model):
    """A stored conflict of interest: of a reviewer with one entity, or with every entity of an organisation.

    What follows from the accounts (the same organisation, or representing the entity) is not stored: it is found
    anew each time (campaigns.conflicts), so that it is never out of date.
    """

    class Source(models.TextChoices):
        DECLARED = "declared", _("declared")
        IMPORTED = "imported", _("imported")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="conflicts")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="conflicts")
    entity = models.ForeignKey(Entity, null=True, blank=True, on_delete=models.CASCADE, related_name="conflicts")
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(
                fields=["reviewer", "entity"],
                condition=models.Q(entity__isnull=False),
                name="one_conflict_per_entity",
            ),
            models.UniqueConstraint(
                fields=["reviewer", "organisation"],
                condition=models.Q(entity__isnull=True),
                name="one_conflict_per_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(entity__isnull=False, organisation="")
                | (models.Q(entity__isnull=True) & ~models.Q(organisation="")),
                name="a_conflict_names_entity_or_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer.key}: {self.entity.name if self.entity else self.organisation}"
