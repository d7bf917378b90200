from django.urls import path

from assessment.campaigns import assignment_views, conflict_views, phase_views, views

app_name = "campaigns"
urlpatterns = [
    path("campaigns/", views.campaign_list, name="list"),
    path("campaigns/<str:key>/", views.campaign_home, name="home"),
    path("campaigns/<str:key>/phases/", phase_views.phases, name="phases"),
    path("campaigns/<str:key>/phases/moves/", phase_views.moves, name="phase_moves"),
    path("campaigns/<str:key>/phases/extension/", phase_views.extension, name="phase_extension"),
    path("campaigns/<str:key>/phases/plan/", phase_views.plan, name="phase_plan"),
    path("campaigns/<str:key>/assignment/", assignment_views.assignment, name="assignment"),
    path("campaigns/<str:key>/assignment/file/", assignment_views.assignment_file, name="assignment_file"),
    path("campaigns/<str:key>/assignment/entities/<str:entity>/", assignment_views.entity, name="assignment_entity"),
    path(
        "campaigns/<str:key>/assignment/entities/<str:entity>/additions/",
        assignment_views.entity_additions,
        name="assignment_additions",
    ),
    path(
        "campaigns/<str:key>/assignment/entities/<str:entity>/removals/",
        assignment_views.entity_removals,
        name="assignment_removals",
    ),
    path("campaigns/<str:key>/conflicts/", conflict_views.conflicts, name="conflicts"),
    path("campaigns/<str:key>/conflicts/file/", conflict_views.conflict_file, name="conflict_file"),
    path("campaigns/<str:key>/conflicts/<int:pk>/withdrawal/", conflict_views.withdrawal, name="conflict_withdrawal"),
]
