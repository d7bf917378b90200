from django.urls import path

from reviews.workbooks import views

app_name = "workbooks"
urlpatterns = [
    path("campaigns/<str:key>/workbook/", views.home, name="home"),
    path("campaigns/<str:key>/workbook/sheets.xlsx", views.file, name="file"),
    path("campaigns/<str:key>/workbook/uploads/", views.uploads, name="uploads"),
    path("campaigns/<str:key>/workbook/uploads/<int:pk>/", views.upload, name="upload"),
    path("campaigns/<str:key>/workbook/uploads/<int:pk>/application/", views.application, name="application"),
]
