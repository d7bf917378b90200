from django.urls import path

from assessment.analysis import views

app_name = "analysis"
urlpatterns = [
    path("campaigns/<str:key>/disagreements/", views.disagreements, name="disagreements"),
    path("campaigns/<str:key>/adjudications/", views.adjudications, name="adjudications"),
    path("campaigns/<str:key>/adjudications/<int:adjudication>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("campaigns/<str:key>/agreement/", views.agreement, name="agreement"),
]
