from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from assessment.core.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("assessment.core.urls")),
    path("", include("assessment.notices.urls")),
    path("", include("indicators.urls")),
    path("", include("assessment.campaigns.urls")),
    path("", include("assessment.audit.urls")),
    path("", include("assessment.accounts.urls")),
    path("", include("reviews.urls")),
    path("", include("reviews.overview.urls")),
    path("", include("reviews.workbooks.urls")),
    path("", include("reviews.evidence.urls")),
    path("", include("reviews.submissions.urls")),
    path("", include("reviews.cases.urls")),
    path("", include("assessment.results.urls")),
    path("", include("assessment.vetoes.urls")),
    path("", include("assessment.analysis.urls")),
    path("", include("assessment.appeals.urls")),
    path("", include("assessment.exports.urls")),
    path("", include("assessment.publications.urls")),
    # One entrance only: the administration's own knows no second factor.
    path("admin/login/", RedirectView.as_view(pattern_name="sign_in", query_string=True), name="admin_sign_in"),
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
]
