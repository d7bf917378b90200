"""Who does what in a campaign: roles held per campaign, and the reviewers under whose key scores stand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models.campaigns import Campaign
from assessment.campaigns.models.entities import Entity


class Membership(models.Model):
    """A role held in one campaign (screens.md §1); an agency's membership names its entity."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("evaluation administrator")
        LEAD = "lead", _("lead")
        EVALUATOR = "evaluator", _("evaluator")
        AGENCY = "agency", _("agency")
        AUDITOR = "auditor", _("auditor")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    entity = models.ForeignKey(Entity, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "user", "role"], condition=models.Q(entity__isnull=True), name="one_role_per_user"
            ),
            models.UniqueConstraint(
                fields=["campaign", "user", "entity"],
                condition=models.Q(entity__isnull=False),
                name="one_agency_role_per_entity",
            ),
            models.CheckConstraint(
                condition=models.Q(role="agency", entity__isnull=False)
                | (~models.Q(role="agency") & models.Q(entity__isnull=True)),
                name="only_agencies_name_an_entity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Reviewer(models.Model):
    """The key under which a person's scores stand in a campaign; ``user`` is empty for imported scores."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reviewers")
    key = models.CharField(_("key"), max_length=100)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="reviewers"
    )

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        ordering = ["campaign", "key"]
        constraints = [models.UniqueConstraint(fields=["campaign", "key"], name="one_reviewer_per_key")]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The person's, or the key where scores were imported; ``user`` is loaded."""
        return str(self.user) if self.user else self.key
