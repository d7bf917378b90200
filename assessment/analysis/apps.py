from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalysisConfig(AppConfig):
    name = "assessment.analysis"
    label = "analysis"
    verbose_name = _("Analysis")

    def ready(self) -> None:
        """Register what this room puts into the frame, and where the heat map of progress shows disagreements."""
        from assessment.analysis import blocking, duties, frame, progress_marks  # noqa: F401
