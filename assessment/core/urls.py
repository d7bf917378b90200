from django.urls import path
from django.views.i18n import set_language

from assessment.core import views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", set_language, name="set_language"),
    path("search/", views.search, name="search"),
]
