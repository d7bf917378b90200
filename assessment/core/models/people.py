"""Accounts and the roles that hold for the whole installation. Roles held per campaign are campaigns.Membership."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """An account. ``name`` is what pages show; an empty one falls back to the user name."""

    name = models.CharField(_("name"), max_length=100, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    password_changed_at = models.DateTimeField(_("password changed"), null=True, blank=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or self.username


class SiteRole(models.Model):
    """A role that holds in every campaign (screens.md §1). An account holds at most one: 三员分立 (docs/adr/0013)."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("evaluation administrator")
        AUDITOR = "auditor", _("auditor")
        SECURITY = "security", _("security administrator")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="site_roles", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = _("site role")
        verbose_name_plural = _("site roles")
        constraints = [models.UniqueConstraint(fields=["user"], name="one_site_role_per_account")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
