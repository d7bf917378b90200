from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    name = "assessment.exports"
    label = "exports"
    verbose_name = _("Exports")

    def ready(self) -> None:
        """Register the job handler of this room."""
        from assessment.exports import services  # noqa: F401
