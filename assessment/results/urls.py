from django.urls import path

from assessment.results.views import entity, jobs, own, ranking, runs

app_name = "results"
urlpatterns = [
    path("campaigns/<str:key>/runs/", runs.run_list, name="runs"),
    path("campaigns/<str:key>/runs/<int:number>/", runs.run_page, name="run"),
    path("campaigns/<str:key>/runs/<int:number>/leagues/", ranking.leagues, name="leagues"),
    path("campaigns/<str:key>/runs/<int:number>/leagues/<str:league>/", ranking.ranking, name="ranking"),
    path("campaigns/<str:key>/runs/<int:number>/entities/<str:entity>/", entity.entity_page, name="entity"),
    path(
        "campaigns/<str:key>/runs/<int:number>/entities/<str:entity>/leaves/<str:system>/<str:code>/",
        entity.leaf,
        name="leaf",
    ),
    path("campaigns/<str:key>/own/<str:entity>/", own.own_page, name="own"),
    path("campaigns/<str:key>/ranking/", ranking.latest, name="latest"),
    path("campaigns/<str:key>/jobs/<int:job>/", jobs.job_page, name="job"),
    path("campaigns/<str:key>/jobs/<int:job>/cancellation/", jobs.cancellation, name="cancellation"),
]
