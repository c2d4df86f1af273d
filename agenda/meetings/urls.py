"""Addresses of the meetings, below /sessions/."""

from django.urls import path

from agenda.meetings.views import convening, drafting, listing, reading

app_name = "meetings"
urlpatterns = [
    path("", listing.meetings, name="list"),
    path("nova/", drafting.create, name="create"),
    path("<int:pk>/", reading.detail, name="detail"),
    path("<int:pk>/punt/<int:number>/", reading.item, name="item"),
    path("<int:pk>/obert/", reading.opened, name="opened"),
    path("<int:pk>/edita/", drafting.edit, name="edit"),
    path("<int:pk>/prepara/", drafting.prepare, name="prepare"),
    path("<int:pk>/punts/", drafting.change, name="change"),
    path("<int:pk>/punt/<int:number>/documents/", drafting.papers, name="papers"),
    path("<int:pk>/convoca/", convening.convene, name="convene"),
    path("<int:pk>/desconvoca/", convening.call_off, name="call_off"),
    path("<int:pk>/celebrada/", convening.held, name="held"),
    path("<int:pk>/avisa/", convening.mail_again, name="mail_again"),
]
