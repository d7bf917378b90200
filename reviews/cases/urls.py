from django.urls import path

from reviews.cases import views

app_name = "cases"
CASES = "campaigns/<str:key>/cases"
urlpatterns = [
    path(f"{CASES}/", views.case_list, name="list"),
    path(f"{CASES}/categories/", views.category_adding, name="categories"),
    path(f"{CASES}/<int:pk>/", views.case_page, name="case"),
    path(f"{CASES}/<int:pk>/text/", views.case_text, name="text"),
    path(f"{CASES}/<int:pk>/files/", views.case_files, name="files"),
    path(f"{CASES}/<int:pk>/submission/", views.case_submission, name="submission"),
    path(f"{CASES}/<int:pk>/marks/", views.case_mark, name="mark"),
    path(f"{CASES}/<int:pk>/award/", views.case_award, name="award"),
    path("campaigns/<str:key>/entities/<str:entity>/cases/", views.new_case, name="new"),
]
