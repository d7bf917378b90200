from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppealsConfig(AppConfig):
    name = "assessment.appeals"
    label = "appeals"
    verbose_name = _("Appeals")

    def ready(self) -> None:
        """Register blockers, notices, links on the agency's page and in the rail."""
        from assessment.appeals import blocking, duties, frame, links, telling  # noqa: F401
