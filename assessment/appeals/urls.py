from django.urls import path

from assessment.appeals import views

app_name = "appeals"
urlpatterns = [
    path("campaigns/<str:key>/appeals/", views.appeal_list, name="list"),
    path("campaigns/<str:key>/appeals/changes/", views.changes, name="changes"),
    path("campaigns/<str:key>/appeals/new/<str:entity>/<str:system>/<str:address>/", views.new, name="new"),
    path("campaigns/<str:key>/appeals/<int:pk>/", views.appeal, name="appeal"),
    path("campaigns/<str:key>/appeals/<int:pk>/messages/", views.messages_of, name="messages"),
    path("campaigns/<str:key>/appeals/<int:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("campaigns/<str:key>/appeals/<int:pk>/decision/", views.decision, name="decision"),
]
