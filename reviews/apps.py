from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("Reviews")

    def ready(self) -> None:
        """Register what this room tells assignment, its jobs and workbooks, and what it puts into the frame."""
        from reviews import blocking, duties, stored, telling, workload  # noqa: F401
        from reviews.overview import frame  # noqa: F401
        from reviews.services import upload_jobs  # noqa: F401
        from reviews.workbooks import sheet_kind  # noqa: F401
