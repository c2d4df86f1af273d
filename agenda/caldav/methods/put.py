"""PUT: a new event or a change, through the same service as the screen, with its rooms, its record and its search."""

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agenda.caldav import incoming, writing
from agenda.caldav.dav import CALDAV
from agenda.caldav.errors import DavError
from agenda.caldav.members import BUSY
from agenda.caldav.models import Name
from agenda.caldav.tree import Item
from agenda.caldav.visit import Visit
from agenda.calendars import ical, services
from agenda.calendars.guests import delegations
from agenda.calendars.models import Event
from intranet.people.models import User

NAME_LENGTH = 255


def put(request: HttpRequest, visit: Visit, path: str) -> HttpResponse:
    body = _body(request)
    with writing.refusals(), transaction.atomic():
        item = writing.item_at(visit, path)
        before = writing.require_changeable(visit, item) if item.member else None
        # Asked again now that nobody else can write it.
        writing.check_conditions(request, item.shelf.find(item.name) if before else None)
        found = incoming.read(visit.person, body, before)
        _check_uid(item, found.parsed.uid, before)
        saved = _save(visit, item, found, before)
        is_as_sent = saved.ics.encode() == body
    response = HttpResponse(status=204 if before else 201)
    member = item.shelf.find(item.name)
    # Without a tag a program reads again what was kept, which may differ from what it sent (RFC 4791 §5.3.4).
    if is_as_sent and member:
        response["ETag"] = member.etag
    return response


def _body(request: HttpRequest) -> bytes:
    body = request.read(ical.MAX_BYTES + 1)
    if len(body) > ical.MAX_BYTES:
        sentence = _("The file is too big for one event. Send an event without attachments inside it.")
        raise DavError(403, f"{CALDAV}max-resource-size", sentence)
    return body


def _check_uid(item: Item, uid: str, before: Event | None) -> None:
    """One address for each event of a calendar (RFC 4791 §5.3.2.1)."""
    is_there = Event.objects.filter(calendar=item.shelf.calendar, uid=uid).exists()
    if before is None and is_there and item.shelf.find(item.name):
        # It came in the meantime, from another program.
        raise writing.Stale
    is_possible = len(item.name) <= NAME_LENGTH and "\0" not in item.name
    is_free = before.uid == uid if before else is_possible and not is_there and not _is_taken(item)
    if not is_free:
        sentence = _("There is already an event with this identifier in the calendar.")
        raise DavError(409, f"{CALDAV}no-uid-conflict", sentence)


def _is_taken(item: Item) -> bool:
    """Whether the address is that of an event which this person cannot see, or sees as busy: it stays with it."""
    named = Name.objects.filter(calendar=item.shelf.calendar, name=item.name).values("event")
    called = Q(pk__in=named) | Q(uid=item.name.removesuffix(".ics"))
    is_busy = BUSY.fullmatch(item.name) is not None
    return is_busy or Event.objects.filter(called, calendar=item.shelf.calendar).exists()


def _save(visit: Visit, item: Item, found: incoming.Incoming, before: Event | None) -> Event:
    acting_for = None if before else _acting_for(visit, item, found)
    saved = services.put_event(
        visit.person,
        item.shelf.calendar,
        found.parsed,
        visibility=found.visibility,
        event_type=found.event_type,
        organizer=before.organizer if before else acting_for,
    )
    if acting_for is not None:
        delegations.note(visit.person, saved)
    if item.name != f"{saved.uid}.ics" and before is None:
        Name.objects.filter(calendar=item.shelf.calendar, name=item.name).delete()
        Name.objects.update_or_create(event=saved.pk, defaults={"calendar": item.shelf.calendar, "name": item.name})
    return saved


def _acting_for(visit: Visit, item: Item, found: incoming.Incoming) -> User | None:
    """Whoever writes in a calendar only for its owner writes in the owner's name, as at the screen (R17)."""
    owner = item.shelf.calendar.owner
    if owner is None or not delegations.writes_only_for(visit.person, item.shelf.calendar):
        return None
    delegations.require_acting(visit.person, owner, found.visibility)
    return owner
