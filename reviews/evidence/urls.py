from django.urls import path

from reviews.evidence import api, views

app_name = "evidence"
ENTITY = "campaigns/<str:key>/entities/<str:entity>"
urlpatterns = [
    path(f"{ENTITY}/evidence/", views.evidence_page, name="evidence"),
    path("evidence/<int:pk>/file/", views.download, name="download"),
    path("evidence/<int:pk>/previews/<int:place>/", views.preview, name="preview"),
    path(f"api/{ENTITY}/evidence/", api.EvidenceView.as_view(), name="api_evidence"),
    path(f"api/{ENTITY}/links/", api.LinksView.as_view(), name="links"),
    path(f"api/{ENTITY}/uploads/", api.UploadsView.as_view(), name="uploads"),
    path("api/uploads/<uuid:pk>/", api.UploadView.as_view(), name="upload"),
    path("api/uploads/<uuid:pk>/completion/", api.CompletionView.as_view(), name="completion"),
    path("api/evidence/<int:pk>/", api.RemovalView.as_view(), name="removal"),
]
