from django.urls import path

from reviews.overview import views

app_name = "work"
urlpatterns = [
    path("work/", views.my_work, name="mine"),
    path("campaigns/<str:key>/progress/", views.progress_page, name="progress"),
    path("campaigns/<str:key>/progress.csv", views.progress_file, name="progress_file"),
    path("campaigns/<str:key>/progress.xlsx", views.progress_file, name="progress_book"),
    path("campaigns/<str:key>/progress/<str:entity>/", views.progress_entity, name="progress_entity"),
]
