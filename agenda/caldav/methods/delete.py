"""DELETE: the same service as the screen."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from agenda.caldav import writing
from agenda.caldav.visit import NotHere, Visit
from agenda.calendars import services


def delete(request: HttpRequest, visit: Visit, path: str) -> HttpResponse:
    with writing.refusals(), transaction.atomic():
        item = writing.item_at(visit, path)
        if item.member is None:
            raise NotHere
        event = writing.require_changeable(visit, item)
        writing.check_conditions(request, item.shelf.find(item.name))
        services.delete_event(visit.person, event)
    return HttpResponse(status=204)
