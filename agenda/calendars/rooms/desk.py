"""This room's part of the desk: what waits for the keeper, and what a keeper has refused me."""

from django.db.models import Min
from django.utils import timezone

from agenda.calendars.rooms.models import Booking, Room
from agenda.calendars.rooms.querysets import BookingQuerySet
from intranet.access.scopes import readable_scopes
from intranet.pages.desk import Panel

SHOWN = 10


def waiting_for(user) -> dict | None:
    """Bookings to answer, the soonest first. The keeper reads a title only where its scope opens it."""
    asked = _ahead(Booking.objects.waiting().filter(room__in=Room.objects.kept_by(user)))
    found = list(asked.with_title_for(readable_scopes(user))[:SHOWN])
    return {"bookings": found} if found else None


def refused_to(user) -> dict | None:
    """What I asked for and cannot have: it is for me to look for another place."""
    mine = Booking.objects.filter(asked_by=user, state=Booking.State.REFUSED, event__last_ends_at__gte=timezone.now())
    found = list(mine.with_title_for(readable_scopes(user)).filter(is_open=True).order_by("event__starts_at")[:SHOWN])
    return {"bookings": found} if found else None


def _ahead(bookings: BookingQuerySet) -> BookingQuerySet:
    """With their next time."""
    coming = bookings.filter(slots__ends_at__gte=timezone.now())
    return coming.annotate(starts_at=Min("slots__starts_at"), ends_at=Min("slots__ends_at")).order_by("starts_at")


WAITING = Panel("rooms-waiting", "first", 30, "rooms/desk/waiting.html", waiting_for)
REFUSED = Panel("rooms-refused", "first", 31, "rooms/desk/refused.html", refused_to)
