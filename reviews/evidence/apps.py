from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "reviews.evidence"
    label = "evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        """Put the room's link into the frame; say which files it needs."""
        from reviews.evidence import frame, stored  # noqa: F401
