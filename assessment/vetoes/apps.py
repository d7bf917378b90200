from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VetoesConfig(AppConfig):
    name = "assessment.vetoes"
    label = "vetoes"
    verbose_name = _("Vetoes")

    def ready(self) -> None:
        """Register what this room puts into the frame, tells people, and holds a campaign back for."""
        from assessment.vetoes import blocking, duties, frame, telling  # noqa: F401
