from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessment.core.models import AuditEntry, Job, SiteRole, User


class ReadOnly(admin.ModelAdmin):
    """For rows that only services write."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SiteRoleInline(admin.TabularInline):
    model = SiteRole
    extra = 0


@admin.register(User)
class AccountAdmin(ReadOnly, UserAdmin):
    """For reading. Accounts and roles are given on their own pages, with a second person and a trace."""

    inlines = [SiteRoleInline]
    list_display = ("username", "name", "organisation", "is_active")
    fieldsets = (*(UserAdmin.fieldsets or ()), (_("person"), {"fields": ("name", "organisation")}))

    def get_urls(self) -> list[Any]:
        """Without Django's page for setting anybody's password."""
        return [url for url in super().get_urls() if url.name != "auth_user_password_change"]


@admin.register(Job)
class JobAdmin(ReadOnly):
    list_display = ("id", "kind", "status", "progress", "requested_by", "created_at")
    list_filter = ("kind", "status")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ("sequence", "at", "actor_name", "verb", "object_key", "campaign_key")
    list_filter = ("verb", "campaign_key")
