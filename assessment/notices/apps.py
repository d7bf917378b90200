from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "assessment.notices"
    label = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Register what this room puts into the frame."""
        from assessment.notices import frame  # noqa: F401
