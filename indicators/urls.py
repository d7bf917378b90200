from django.urls import path

from indicators import views

app_name = "indicators"
urlpatterns = [
    path("indicators/", views.library, name="library"),
    path("indicators/<int:pk>/", views.version, name="version"),
    path("indicators/<int:pk>/document.yaml", views.document, name="document"),
]
