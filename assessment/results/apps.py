from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResultsConfig(AppConfig):
    name = "assessment.results"
    label = "results"
    verbose_name = _("Results")

    def ready(self) -> None:
        """Register the job handlers of this room, and what it puts into the frame and onto campaigns' pages."""
        from assessment.results import duties, frame, standing  # noqa: F401
        from assessment.results.services import runs  # noqa: F401
