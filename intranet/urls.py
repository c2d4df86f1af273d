"""The addresses of the house (design §5), in Catalan."""

from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.urls import serve_pattern
from wagtail.views import serve as serve_page

from intranet.pages.views import desk
from intranet.people.views import to_the_one_door
from intranet.town.views import health, not_here

urlpatterns = [
    path("", desk, name="desk"),
    path("", include("intranet.people.urls")),
    path("cerca/", include("search.urls")),
    path("documents/", include("docs_library.documents.urls")),
    path("expedients/", include("docs_library.records.urls")),
    path("agenda/", include("agenda.calendars.rooms.urls")),
    path("agenda/", include("agenda.calendars.guests.urls")),
    path("agenda/", include("agenda.calendars.urls")),
    path("", include("agenda.caldav.urls")),
    path("sessions/", include("agenda.meetings.urls")),
    path("salut/", health, name="health"),
    # Every other door leads to the one at /entra/.
    path("editor/login/", to_the_one_door),
    path("editor/logout/", to_the_one_door),
    # They name pages and tags without asking who may see them.
    re_path("^editor/(?:reports|tag-autocomplete)/", not_here, name="not_here"),
    path("editor/", include(wagtailadmin_urls)),
    path("", include("theme.urls")),
    path("", include("intranet.pages.urls")),
    # Only Wagtail's pages: its own sign-in and password views (`_util/`) would be other doors.
    re_path(serve_pattern, serve_page, name="wagtail_serve"),
]
