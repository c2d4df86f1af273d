"""Addresses of the case files, below /expedients/."""

from django.urls import path

from docs_library.records import views

app_name = "records"
urlpatterns = [
    path("", views.case_files, name="list"),
    path("nou/", views.open_case_file, name="open"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/semblants/", views.similar, name="similar"),
]
