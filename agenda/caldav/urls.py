from django.urls import path

from agenda.caldav import endpoint, views

app_name = "caldav"

urlpatterns = [
    path("compte/calendaris/", views.passwords, name="passwords"),
    path("compte/calendaris/<int:pk>/revoca/", views.revoke_password, name="revoke_password"),
    path(".well-known/caldav", endpoint.discovery, name="discovery"),
    path("caldav", endpoint.discovery, name="without_slash"),
    path("caldav/", endpoint.caldav, name="root"),
    path("caldav/<path:path>", endpoint.caldav, name="resource"),
]
