from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "assessment.campaigns"
    label = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        """Register what this room puts into the frame."""
        from assessment.campaigns import blocking, frame, own_duties, phase_notices  # noqa: F401
