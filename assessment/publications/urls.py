from django.urls import path

from assessment.publications.views import campaign, downloads, public

app_name = "publications"
REVISION = "public/<str:key>/<int:number>/"
urlpatterns = [
    path("campaigns/<str:key>/publication/", campaign.publication, name="publication"),
    path("campaigns/<str:key>/publication/preparations/", campaign.preparations, name="preparations"),
    path("campaigns/<str:key>/publication/approval/", campaign.approval, name="approval"),
    path("campaigns/<str:key>/publication/discarding/", campaign.discarding, name="discarding"),
    path("campaigns/<str:key>/publication/<int:number>/withdrawal/", campaign.withdrawal, name="withdrawal"),
    path("campaigns/<str:key>/publication/<int:number>/reissue/", campaign.reissue, name="reissue"),
    path("public/", public.index, name="index"),
    path("public/<str:key>/", public.latest, name="latest"),
    path("public/<str:key>/records/<int:sequence>/", downloads.record, name="record"),
    path(REVISION, public.revision, name="revision"),
    path(f"{REVISION}leagues/<str:league>/", public.league, name="league"),
    path(f"{REVISION}indicators/<str:system>/", public.indicators, name="indicators"),
    path(f"{REVISION}method/", public.method, name="method"),
    path(f"{REVISION}verify/", public.verify, name="verify"),
    path(f"{REVISION}entities/<str:entity>/", public.entity, name="entity"),
    path(f"{REVISION}files/<path:name>", downloads.file, name="file"),
]
