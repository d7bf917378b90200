"""Django's administration for master data: for evaluation administrators of the installation, and staff accounts.

What each page shows and changes is decided by its own permissions (campaigns/recording.py, core/admin.py).
"""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessment.core.models import SiteRole
from assessment.core.rules import holds_site_role


class Administration(AdminSite):
    """The role lets in: an account that was made an administrator on the pages needs no command on the server."""

    site_header = _("Pingheng: master data")
    site_title = _("Master data")
    index_title = _("Master data")

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) or holds_site_role(request.user, SiteRole.Role.ADMINISTRATOR)
