from django.urls import path

from assessment.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.notice_list, name="list"),
    path("notices/reading/", views.reading_of_all, name="reading_of_all"),
    path("notices/<int:pk>/reading/", views.reading, name="reading"),
]
