"""Waiting one's turn before writing in several events, rooms and calendars.

Whoever writes one event takes its row, then its rooms, then its calendar, then the record of accesses, and nobody
waits in a ring. Whoever writes several of them in one transaction would come back for a room after a calendar; so all
of it is waited for at the beginning, kind by kind and each kind in the order of its numbers.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from agenda.calendars.models import Calendar, Event
from agenda.calendars.rooms.models import Booking, Room

CHUNK = 500


def take_turn(*, events: Iterable[int] = (), rooms: Iterable[int] = (), calendars: Iterable[int] = ()) -> None:
    """Keep these, and the rooms of these events, for this transaction alone. SQLite lets in one writer anyway."""
    wanted = set(events)
    _lock(Event.objects.select_for_update(), wanted)
    _lock(Room.objects.locked(), {*rooms, *_rooms_of(wanted)})
    _lock(Calendar.objects.select_for_update(no_key=True), set(calendars))


def _rooms_of(events: set[int]) -> set[int]:
    return {room for part in _parts(events) for room in _booked(part)}


def _booked(events: list[int]) -> QuerySet:
    return Booking.objects.filter(event__in=events).order_by().values_list("room", flat=True).distinct()


def _lock(rows: QuerySet, numbers: set[int]) -> None:
    for part in _parts(numbers):
        list(rows.filter(pk__in=part).only("pk").order_by("pk"))


def _parts(numbers: set[int]) -> Iterable[list[int]]:
    ordered = sorted(numbers)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
