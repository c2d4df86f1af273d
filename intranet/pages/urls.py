from django.urls import path
from wagtail.views import serve as serve_page

from intranet.pages import views

app_name = "pages"

urlpatterns = [
    # The shelf is a Wagtail page; the name lets the rest of the house link to it.
    path("procediments/", serve_page, {"path": "procediments/"}, name="procedures"),
    path("procediments/<int:pk>/llegit/", views.mark_procedure_read, name="mark_procedure_read"),
    path("accessibilitat/", views.accessibility, name="accessibility"),
]
