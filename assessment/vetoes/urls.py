from django.urls import path

from assessment.vetoes import views

app_name = "vetoes"
urlpatterns = [
    path("campaigns/<str:key>/vetoes/", views.vetoes, name="list"),
    path("campaigns/<str:key>/vetoes/decisions/", views.decisions, name="decisions"),
    path("campaigns/<str:key>/vetoes/<int:finding>/statement/", views.statement, name="statement"),
    path("campaigns/<str:key>/gate-decisions/", views.gate_decisions, name="gate_decisions"),
]
