"""What calendar programs may not do here, with the sentence that says why."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agenda.caldav.dav import CALDAV
from agenda.caldav.errors import DavError
from agenda.caldav.visit import Visit


def make_calendar(request: HttpRequest, visit: Visit, path: str) -> HttpResponse:
    raise DavError(
        403,
        f"{CALDAV}calendar-collection-location-ok",
        _("Calendars are made in the intranet. Ask whoever looks after it for a new one."),
    )
