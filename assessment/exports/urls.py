from django.urls import path, register_converter

from assessment.exports import views
from assessment.exports.services import FORMATS


class FormatConverter:
    """One of the formats of a report; any other address is none of ours."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormatConverter, "report_format")

app_name = "exports"
urlpatterns = [
    path("campaigns/<str:key>/runs/<int:number>/results.<report_format:format>", views.download, name="download"),
]
