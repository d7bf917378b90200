from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "assessment.accounts"
    label = "accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        """Register what this room puts into the frame, and what it tells."""
        from assessment.accounts import frame, telling  # noqa: F401
