"""This room's part of the desk: what waits for the keeper, what one has refused me, what has been closed to me."""

from django.db.models import Q
from django.utils import timezone

from agenda.calendars.rooms.models import Booking, Room, Slot
from agenda.calendars.rooms.querysets import RoomQuerySet
from intranet.access.scopes import readable_scopes
from intranet.pages.desk import Panel

SHOWN = 10


def waiting_for(user) -> dict | None:
    """Bookings to answer, in the rooms that somebody keeps."""
    found = waiting_in(user, Room.objects.kept_by(user))
    return {"bookings": found} if found else None


def waiting_in(user, rooms: RoomQuerySet) -> list[Booking]:
    """The soonest first. The keeper reads a title only where its scope opens it."""
    asked = Booking.objects.waiting().filter(room__in=rooms)
    return list(asked.ahead().with_title_for(readable_scopes(user))[:SHOWN])


def refused_to(user) -> dict | None:
    """What I asked for and cannot have: it is for me to look for another place."""
    mine = Booking.objects.filter(asked_by=user, state=Booking.State.REFUSED, event__last_ends_at__gte=timezone.now())
    found = list(mine.with_title_for(readable_scopes(user)).filter(is_open=True).order_by("event__starts_at")[:SHOWN])
    return {"bookings": found} if found else None


def closed_to(user) -> dict | None:
    """What I organise in a room that has been closed since: it stays until I move it."""
    mine = Slot.objects.filter(Q(booking__event__organizer=user) | Q(booking__asked_by=user)).closed()
    readable = mine.filter(booking__event__scope__in=readable_scopes(user))
    found = list(readable.select_related("room__calendar", "booking__event").order_by("starts_at")[:SHOWN])
    return {"slots": found} if found else None


WAITING = Panel("rooms-waiting", "first", 30, "rooms/desk/waiting.html", waiting_for)
REFUSED = Panel("rooms-refused", "first", 31, "rooms/desk/refused.html", refused_to)
CLOSED = Panel("rooms-closed", "first", 32, "rooms/desk/closed.html", closed_to)
