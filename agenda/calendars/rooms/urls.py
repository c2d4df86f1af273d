from django.urls import path, register_converter
from django.urls.converters import IntConverter

from agenda.calendars.rooms import views


class NumberConverter(IntConverter):
    """No longer than the database takes: the key of a room is a relation, which is asked for as it comes."""

    regex = "[0-9]{1,18}"


register_converter(NumberConverter, "number")

app_name = "rooms"

urlpatterns = [
    path("espais/", views.room_list, name="list"),
    path("espais/nou/", views.new_room, name="new"),
    path("espais/lliures/", views.picker, name="picker"),
    path("espais/<number:pk>/", views.room, name="room"),
    path("espais/<number:pk>/foto.webp", views.photo, name="photo"),
    path("espais/<number:pk>/edita/", views.edit_room, name="edit"),
    path("espais/<number:pk>/tanca/", views.block, name="block"),
    path("espais/<number:pk>/obre/<number:block>/", views.unblock, name="unblock"),
    path("espais/<number:pk>/pantalles/", views.door_keys, name="door_keys"),
    path("espais/<number:pk>/pantalles/<number:key>/revoca/", views.revoke_door_key, name="revoke_door_key"),
    path("espais/reserva/<number:pk>/respon/", views.answer, name="answer"),
    path("sala/<number:pk>/porta/", views.door, name="door"),
    path("sala/<number:pk>/porta/<str:secret>/", views.door_screen, name="door_screen"),
]
