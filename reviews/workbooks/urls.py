from django.urls import path

from reviews.workbooks import upload_views, views

app_name = "workbooks"
urlpatterns = [
    path("campaigns/<str:key>/workbook/", views.home, name="home"),
    path("campaigns/<str:key>/workbook/sheets.xlsx", views.file, name="file"),
    path("campaigns/<str:key>/workbook/uploads/", views.uploads, name="uploads"),
    path("campaigns/<str:key>/workbook/uploads/<int:pk>/", upload_views.upload, name="upload"),
    path("campaigns/<str:key>/workbook/uploads/<int:pk>/application/", upload_views.application, name="application"),
    path("campaigns/<str:key>/workbook/uploads/<int:pk>/cancellation/", upload_views.cancellation, name="cancellation"),
    path("campaigns/<str:key>/workbook/uploads/<int:pk>/discarding/", upload_views.discarding, name="discarding"),
]
