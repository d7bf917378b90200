from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResultsConfig(AppConfig):
    name = "assessment.results"
    label = "results"
    verbose_name = _("Results")

    def ready(self) -> None:
        """Register the job handlers of this room."""
        from assessment.results.services import runs  # noqa: F401
