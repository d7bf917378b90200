from django.urls import path

from assessment.campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("campaigns/", views.campaign_list, name="list"),
    path("campaigns/<str:key>/", views.campaign_home, name="home"),
]
