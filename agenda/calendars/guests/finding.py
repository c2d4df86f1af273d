"""Finding a time: when these people and a room that fits are free, within working hours on working days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.utils import timezone

from agenda.calendars.guests.busy import Span, busy_spans
from agenda.calendars.rooms import rules
from agenda.calendars.rooms.alternatives import fits
from agenda.calendars.rooms.models import Room, Slot
from agenda.calendars.timezones import town_zone
from agenda.calendars.working_days import is_working_day

STEP = timedelta(minutes=30)
ONE_DAY = timedelta(days=1)
# Between two that are offered on one day.
SPREAD = timedelta(hours=2)
DAYS_SEARCHED = 31
OFFERED, OFFERED_A_DAY = 6, 2


@dataclass(frozen=True)
class Search:
    """What is looked for. `room` is None for none at all, 0 for any that fits."""

    people: tuple[int, ...]
    length: timedelta
    first: date
    opens: time
    closes: time
    room: int | None = None
    how_many: int = 0


@dataclass(frozen=True)
class Proposal:
    """A time at which everybody is free, and the room that is."""

    starts_at: datetime
    ends_at: datetime
    room: Room | None

    @property
    def code(self) -> str:
        """How a button says it."""
        return f"{self.starts_at.isoformat()}@{self.room.pk if self.room else ''}"


def find_times(user, search: Search) -> list[Proposal]:
    """The first that there are, at most two a day, and those well apart: half an hour is no choice."""
    since = datetime.combine(search.first, time.min, town_zone())
    until = since + ONE_DAY * DAYS_SEARCHED
    busy = busy_spans(search.people, since, until)
    rooms = _rooms(user, search, since, until)
    days = (search.first + ONE_DAY * offset for offset in range(DAYS_SEARCHED))
    found = (each for day in days if is_working_day(day) for each in _of_day(day, search, busy, rooms))
    return list(islice(found, OFFERED))


def _of_day(day: date, search: Search, busy: list[Span], rooms: dict[Room, list[Span]]) -> Iterator[Proposal]:
    offered, free_from = 0, timezone.now()
    start = datetime.combine(day, search.opens, town_zone())
    closes = datetime.combine(day, search.closes, town_zone())
    while start + search.length <= closes and offered < OFFERED_A_DAY:
        end = start + search.length
        if start >= free_from and not _hits(busy, start, end):
            room = _room_for(search, rooms, start, end)
            if room is not None or search.room is None:
                yield Proposal(start, end, room)
                offered, free_from = offered + 1, end + SPREAD
        start += STEP


def _hits(spans: list[Span], start: datetime, end: datetime) -> bool:
    return any(begun < end and over > start for begun, over in spans)


def _rooms(user, search: Search, since: datetime, until: datetime) -> dict[Room, list[Span]]:
    """The rooms that would do, the smallest first, each with the times at which somebody has it."""
    if search.room is None:
        return {}
    offered = Room.objects.bookable_by(user).filter(kind=Room.Kind.ROOM)
    wanted = offered.filter(pk=search.room) if search.room else offered
    fitting = [room for room in rules.with_rules(user, wanted) if search.room or fits(room, search.how_many)]
    taken: dict[int, list[Span]] = {room.pk: [] for room in fitting}
    slots = Slot.objects.filter(room__in=fitting).touching(since, until)
    for room, start, end in slots.values_list("room", "starts_at", "ends_at"):
        taken[room].append((start, end))
    by_size = sorted(fitting, key=lambda room: (room.capacity is None, room.capacity or 0, room.pk))
    return {room: taken[room.pk] for room in by_size}


def _room_for(search: Search, rooms: dict[Room, list[Span]], start: datetime, end: datetime) -> Room | None:
    free = (room for room, taken in rooms.items() if not _hits(taken, start, end))
    return next((room for room in free if not rules.obstacle(room, start, end)), None)
