from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "assessment.audit"
    label = "audit"
    verbose_name = _("audit trail")

    def ready(self) -> None:
        """Register what this room puts into the frame, and the job that checks the trail."""
        from assessment.audit import frame, services  # noqa: F401
