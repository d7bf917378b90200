from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from assessment.core import views

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("language/", set_language, name="set_language"),
    path("account/", views.account, name="account"),
    path("search/", views.search, name="search"),
]
