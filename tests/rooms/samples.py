"""Times and bookings that the tests of the rooms share."""

from datetime import datetime, timedelta
from itertools import pairwise

from django.utils import timezone

from agenda.calendars.rooms.models import Slot
from agenda.calendars.services import create_event
from agenda.calendars.timezones import town_zone

HOUR = timedelta(hours=1)


def next_monday(hour: float = 10, weeks: int = 1) -> datetime:
    """A Monday that is near enough to be seen and far enough not to be over, away from the end of March."""
    today = timezone.localdate()
    day = today + timedelta(days=7 * weeks - today.weekday())
    whole = int(hour)
    return datetime(day.year, day.month, day.day, whole, round((hour - whole) * 60), tzinfo=town_zone())


def book(user, calendar, *rooms, at=None, hours: float = 1, summary="Reunió", **fields):
    start = at or next_monday()
    return create_event(user, calendar, summary=summary, start=start, end=start + hours * HOUR, rooms=rooms, **fields)


def slots_of(room) -> list[tuple[datetime, datetime]]:
    return list(Slot.objects.filter(room=room).order_by("starts_at").values_list("starts_at", "ends_at"))


def overlaps(room) -> list:
    slots = slots_of(room)
    return [pair for pair in pairwise(slots) if pair[0][1] > pair[1][0]]
