"""Where else, and when else: what is free near what was wanted, each one click to take."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, zip_longest

from django.utils import timezone

from agenda.calendars.rooms import rules
from agenda.calendars.rooms.errors import Span
from agenda.calendars.rooms.models import Room, Slot
from agenda.calendars.timezones import instant, town_zone

OFFERED = 3
STEP = timedelta(minutes=30)
DAYS_SEARCHED = 14
ONE_DAY = timedelta(days=1)
# When nobody would think of offering a room, even one that is always open.
EARLY, LATE = time(8), time(22)


@dataclass(frozen=True)
class Alternative:
    """A room and a time that are free."""

    room: Room
    starts_at: datetime
    ends_at: datetime
    is_other_room: bool

    @property
    def code(self) -> str:
        """How a button says it."""
        return f"{self.room.pk}@{self.starts_at.isoformat()}"


def alternatives(
    user,
    room: Room,
    starts_at: datetime,
    ends_at: datetime,
    *,
    people: int | None = None,
    but_for: int | None = None,
    wanted: Collection[Span] = (),
) -> list[Alternative]:
    """Three free places: the same room at the nearest times and rooms that fit at the same time, in turn.

    `but_for` is the event that is being written: what it holds now is free for it, but for what it has `wanted`.
    """
    times = nearest_times(user, room, starts_at, ends_at, but_for=but_for, wanted=wanted)
    chosen = {other for other, start, end in wanted if start < ends_at and end > starts_at}
    others = (
        Alternative(each, starts_at, ends_at, is_other_room=True)
        for each in free_rooms(user, starts_at, ends_at, like=room, people=people, but_for=but_for)
        if each.pk not in chosen
    )
    in_turn = chain.from_iterable(zip_longest(islice(times, OFFERED), islice(others, OFFERED)))
    return list(islice(filter(None, in_turn), OFFERED))


def free_rooms(
    user,
    starts_at: datetime,
    ends_at: datetime,
    *,
    like: Room | None = None,
    people: int | None = None,
    but_for: int | None = None,
) -> list[Room]:
    """Rooms that this person may book then, the smallest that fits first."""
    taken = Slot.objects.touching(starts_at, ends_at).of_others(but_for).values("room")
    found = Room.objects.bookable_by(user).exclude(pk__in=taken)
    if like is not None:
        found = found.filter(kind=like.kind).exclude(pk=like.pk)
    least = people or (like.capacity if like else None)
    fitting = (room for room in rules.with_rules(user, found) if fits(room, least) and has_all(room, like))
    free = (room for room in fitting if not rules.obstacle(room, starts_at, ends_at))
    return sorted(free, key=lambda room: (room.capacity is None, room.capacity or 0, room.pk))


def fits(room: Room, people: int | None) -> bool:
    """Nothing written about its size says nothing against it."""
    return not people or room.capacity is None or room.capacity >= people


def has_all(room: Room, like: Room | None) -> bool:
    if like is None:
        return True
    mine = {thing.casefold() for thing in room.has}
    return all(thing.casefold() in mine for thing in like.has)


def nearest_times(
    user,
    room: Room,
    starts_at: datetime,
    ends_at: datetime,
    *,
    but_for: int | None = None,
    wanted: Collection[Span] = (),
) -> Iterator[Alternative]:
    """The same room: that day the nearest time first, then the days that follow."""
    length = ends_at - starts_at
    first = timezone.localdate(starts_at)
    [room] = rules.with_rules(user, Room.objects.filter(pk=room.pk))
    taken = _taken(room, first, but_for) + [(start, end) for other, start, end in wanted if other == room.pk]
    for day in (first + ONE_DAY * offset for offset in range(DAYS_SEARCHED)):
        starts = _starts(room, day, timezone.localtime(starts_at).time(), length)
        free = (start for start in starts if _is_free(room, start, start + length, taken))
        # One for each day: two at half an hour from each other are no choice.
        yield from (Alternative(room, start, start + length, is_other_room=False) for start in islice(free, 1))


def _is_free(room: Room, start: datetime, end: datetime, taken: list[tuple[datetime, datetime]]) -> bool:
    if start <= timezone.now() or any(begun < end and over > start for begun, over in taken):
        return False
    return not rules.obstacle(room, start, end)


def _taken(room: Room, first: date, but_for: int | None) -> list[tuple[datetime, datetime]]:
    since = instant(first)
    slots = room.slots.touching(since, since + ONE_DAY * (DAYS_SEARCHED + 2)).of_others(but_for)
    return list(slots.values_list("starts_at", "ends_at"))


def _starts(room: Room, day: date, wanted: time, length: timedelta) -> list[datetime]:
    """The very minute that was wanted and every half hour that the room opens, the nearest first."""
    ideal = datetime.combine(day, wanted, town_zone())
    if length >= ONE_DAY:
        return [ideal]
    return sorted({ideal, *_half_hours(room, day)}, key=lambda each: (abs(each - ideal), each))


def _half_hours(room: Room, day: date) -> Iterator[datetime]:
    for opens, closes in rules.open_stretches(room, day):
        start = datetime.combine(day, max(opens, EARLY), town_zone())
        while start.date() == day and start.time() < min(closes, LATE):
            yield start
            start += STEP
