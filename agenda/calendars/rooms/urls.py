from django.urls import path

from agenda.calendars.rooms import views

app_name = "rooms"

urlpatterns = [
    path("espais/", views.room_list, name="list"),
    path("espais/nou/", views.new_room, name="new"),
    path("espais/lliures/", views.picker, name="picker"),
    path("espais/<int:pk>/", views.room, name="room"),
    path("espais/<int:pk>/foto.webp", views.photo, name="photo"),
    path("espais/<int:pk>/edita/", views.edit_room, name="edit"),
    path("espais/<int:pk>/tanca/", views.block, name="block"),
    path("espais/<int:pk>/obre/<int:block>/", views.unblock, name="unblock"),
    path("espais/<int:pk>/pantalles/", views.door_keys, name="door_keys"),
    path("espais/<int:pk>/pantalles/<int:key>/revoca/", views.revoke_door_key, name="revoke_door_key"),
    path("espais/reserva/<int:pk>/respon/", views.answer, name="answer"),
    path("sala/<int:pk>/porta/", views.door, name="door"),
    path("sala/<int:pk>/porta/<str:secret>/", views.door_screen, name="door_screen"),
]
