"""Sessions, invitations, role proposals, second factors and linked identities (docs/adr/0013).

Accounts themselves are core.User.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessment.campaigns.models import Campaign, Membership
from assessment.core.models import SiteRole


class Session(AbstractBaseSession):
    """A browser that is signed in, or a visitor's. The row is read with each request, so ending it ends the session."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField(_("signed in"))
    seen_at = models.DateTimeField(_("last request"))
    address = models.GenericIPAddressField(_("address"), null=True)
    agent = models.CharField(_("browser"), max_length=200, blank=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("session")  # type: ignore[assignment]  # the stub wants a plain text
        verbose_name_plural = _("sessions")  # type: ignore[assignment]

    @classmethod
    def get_session_store_class(cls) -> Any:
        from assessment.accounts.sessions import SessionStore

        return SessionStore

    @property
    def handle(self) -> str:
        """What pages call the session: its key would open it."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:20]


class Invitation(models.Model):
    """A one-time link with which somebody sets the password of an account. The database knows only its digest."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(used_at=None, withdrawn_at=None), name="one_open_invitation_per_account"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"


class RoleProposal(models.Model):
    """A role that somebody proposed for an account and a second person decides on (quality.md §2: two people).

    ``campaign`` is empty for a site role. What was decided stays as it is; the audit trail has it as well.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_proposals")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=20)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("role proposal")
        verbose_name_plural = _("role proposals")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="roles_take_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(decided_by=F("user")), name="nobody_approves_their_own_role"
            ),
            models.UniqueConstraint(
                fields=["user", "campaign", "role"],
                condition=Q(state="proposed"),
                name="one_open_proposal_per_role",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state="proposed", campaign=None),
                name="one_open_site_role_proposal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role_word}"

    @property
    def role_word(self) -> str:
        labels = dict(Membership.Role.choices) if self.campaign_id else dict(SiteRole.Role.choices)
        return str(labels[self.role])


class SecondFactor(models.Model):
    """The account's authenticator app.

    The secret follows from ``nonce`` and SECRET_KEY (accounts/totp.py): a copy of the database alone yields no codes.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor")
    nonce = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(_("set up"), auto_now_add=True)
    last_step = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """Signs in once where the authenticator is lost."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_codes_differ")]

    def __str__(self) -> str:
        return str(self.user)


class LinkedIdentity(models.Model):
    """Who the account's owner is at a provider: ``subject`` is its name for them, for ever (OpenID Connect Core §2)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    label = models.CharField(_("name at the provider"), max_length=200)
    linked_at = models.DateTimeField(_("linked"), auto_now_add=True)

    class Meta:
        verbose_name = _("linked identity")
        verbose_name_plural = _("linked identities")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="an_identity_is_one_account"),
            models.UniqueConstraint(fields=["user", "issuer"], name="one_identity_per_account_and_issuer"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.label}"
