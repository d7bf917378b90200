from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "assessment.publications"
    label = "publications"
    verbose_name = _("publications")

    def ready(self) -> None:
        from assessment.publications import duties, frame, ledger, stored  # noqa: F401 - they register themselves
        from assessment.publications.services import preparation_jobs  # noqa: F401
