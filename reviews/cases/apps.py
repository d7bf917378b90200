from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "reviews.cases"
    label = "cases"
    verbose_name = _("Innovation cases")

    def ready(self) -> None:
        """Let evaluators see the files of cases; put the link into the frame."""
        from reviews.cases import frame, grants  # noqa: F401
