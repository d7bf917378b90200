from django.urls import path

from reviews.submissions import api, views, workbook_views

app_name = "submissions"
urlpatterns = [
    path("self-assessment/", views.mine, name="mine"),
    path("self-assessments/<int:pk>/", views.assessment_page, name="assessment"),
    path("self-assessments/<int:pk>/submission/", api.SubmissionView.as_view(), name="submission"),
    path("self-assessments/<int:pk>/reopening/", views.reopening, name="reopening"),
    path("self-assessments/<int:pk>/receipts/<int:revision>/", views.receipt, name="receipt"),
    path("campaigns/<str:key>/self-assessments/", views.overview_page, name="overview"),
    path("campaigns/<str:key>/self-assessments/workbook/", workbook_views.home, name="workbook"),
    path("campaigns/<str:key>/self-assessments/workbook/answers.xlsx", workbook_views.file, name="workbook_file"),
    path("campaigns/<str:key>/self-assessments/workbook/uploads/", workbook_views.uploads, name="workbook_uploads"),
    path(
        "campaigns/<str:key>/entities/<str:entity>/self-assessments/<int:component>/",
        views.beginning,
        name="beginning",
    ),
    path("api/self-assessments/<int:pk>/", api.AssessmentView.as_view(), name="api_assessment"),
    path("api/self-assessments/<int:pk>/cells/", api.AnswersView.as_view(), name="cells"),
    path("api/self-assessments/<int:pk>/attachments/", api.AttachmentsView.as_view(), name="attachments"),
    path("api/self-assessments/<int:pk>/attachments/<int:part>/", api.AttachmentView.as_view(), name="attachment"),
    path("api/self-assessments/<int:pk>/takeover/", api.TakeoverView.as_view(), name="takeover"),
]
