from django.urls import path

from reviews import reopenings
from reviews.api import parts, sheets
from reviews.views import column_page, columns_start, sheet_page

app_name = "reviews"
urlpatterns = [
    path("sheets/<int:pk>/", sheet_page, name="sheet"),
    path("sheets/<int:pk>/submission/", sheets.SubmissionView.as_view(), name="submission"),
    path("sheets/<int:pk>/reopening/", reopenings.reopening, name="reopening"),
    path("campaigns/<str:key>/reopenings/", reopenings.listing, name="reopenings"),
    path("campaigns/<str:key>/reopenings/<int:pk>/decision/", reopenings.decision, name="reopening_decision"),
    path("columns/<int:component>/<int:round>/", columns_start, name="columns"),
    path("columns/<int:component>/<int:round>/<int:criterion>/", column_page, name="column_page"),
    path("columns/<int:component>/<int:round>/leaves/<int:indicator>/", column_page, name="leaf_column_page"),
    path("api/sheets/<int:pk>/", sheets.SheetView.as_view(), name="api_sheet"),
    path("api/sheets/<int:pk>/cells/", sheets.CellsView.as_view(), name="cells"),
    path("api/sheets/<int:pk>/findings/", parts.FindingsView.as_view(), name="findings"),
    path("api/sheets/<int:pk>/findings/<int:part>/", parts.FindingView.as_view(), name="finding"),
    path("api/sheets/<int:pk>/gate-proposals/", parts.GateProposalsView.as_view(), name="gate_proposals"),
    path("api/sheets/<int:pk>/gate-proposals/<int:part>/", parts.GateProposalView.as_view(), name="gate_proposal"),
    path("api/sheets/<int:pk>/veto-proposals/", parts.VetoProposalsView.as_view(), name="veto_proposals"),
    path("api/sheets/<int:pk>/veto-proposals/<int:part>/", parts.VetoProposalView.as_view(), name="veto_proposal"),
    path("api/sheets/<int:pk>/screenshots/", parts.ScreenshotsView.as_view(), name="screenshots"),
    path("api/sheets/<int:pk>/screenshots/<int:part>/", parts.SheetScreenshotView.as_view(), name="sheet_screenshot"),
    path("api/screenshots/<int:pk>/", parts.ScreenshotView.as_view(), name="screenshot"),
    path("api/screenshots/<int:pk>/thumbnail/", parts.ThumbnailView.as_view(), name="thumbnail"),
    path("api/columns/<int:component>/<int:round>/<int:criterion>/", sheets.ColumnView.as_view(), name="column"),
    path(
        "api/columns/<int:component>/<int:round>/leaves/<int:indicator>/",
        sheets.LeafColumnView.as_view(),
        name="leaf_column",
    ),
    path("api/campaigns/<str:key>/snippets/", parts.SnippetsView.as_view(), name="snippets"),
    path("api/campaigns/<str:key>/snippets/<int:pk>/", parts.SnippetView.as_view(), name="snippet"),
]
