from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    name = "reviews.submissions"
    label = "submissions"
    verbose_name = _("Self-assessment")

    def ready(self) -> None:
        """Register claims, what evaluators see of evidence, what blocks the phase, workbooks, and the frame's links."""
        from reviews.submissions import blockers, claims, duties, frame, workbook  # noqa: F401
