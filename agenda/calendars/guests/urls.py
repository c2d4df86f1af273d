from django.urls import path

from agenda.calendars.guests import views

app_name = "guests"

urlpatterns = [
    path("resposta/<str:token>/", views.reply, name="reply"),
    path("convidats/", views.picker, name="picker"),
    path("troba-hora/", views.finder, name="finder"),
    path("esdeveniment/<int:pk>/avis/", views.remind, name="remind"),
    path("delegacions/", views.delegations, name="delegations"),
    path("delegacions/<int:pk>/acaba/", views.end_delegation, name="end_delegation"),
    path("invitacio/<int:pk>/respon/", views.answer, name="answer"),
]
