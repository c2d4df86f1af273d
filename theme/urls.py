from django.urls import path

from . import views

app_name = "theme"

urlpatterns = [
    path("guia-estil/", views.guide, name="guide"),
    path("aparenca/", views.set_appearance, name="appearance"),
]
