"""GET, HEAD and OPTIONS."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _

from agenda.caldav import tree
from agenda.caldav.tree import Item
from agenda.caldav.visit import NotHere, Visit

CALENDAR_TYPE = "text/calendar; charset=utf-8; component=VEVENT"


def options(request: HttpRequest, visit: Visit, path: str) -> HttpResponse:
    """What is spoken here is the same everywhere; the headers are those of every answer."""
    return HttpResponse(status=200)


def get(request: HttpRequest, visit: Visit, path: str) -> HttpResponse:
    resource = tree.find(visit, path)
    if not isinstance(resource, Item):
        sentence = _("This address is for calendar programs. Write it in the settings of yours.")
        return HttpResponse(sentence, content_type="text/plain; charset=utf-8")
    if resource.member is None:
        raise NotHere
    member = resource.member
    response = get_conditional_response(request, etag=member.etag)
    if response is None:
        response = HttpResponse(member.text, content_type=CALENDAR_TYPE)
        response["Last-Modified"] = http_date(member.modified.timestamp())
    response["ETag"] = member.etag
    return response
