from django.urls import path, register_converter

from assessment.audit import files, views


class FormatConverter:
    """The formats that the trail can be written in."""

    regex = "|".join(files.WRITERS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormatConverter, "trail_format")

app_name = "audit"
urlpatterns = [
    path("audit/", views.trail, name="trail"),
    path("audit/<int:sequence>/", views.entry, name="entry"),
    path("audit/checks/", views.checks, name="checks"),
    path("audit/trail.<trail_format:format>", views.download, name="download"),
]
