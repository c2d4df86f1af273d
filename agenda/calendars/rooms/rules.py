"""When a room can be used at all, whoever else wants it: blocks, hours, holidays, length, advance."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.calendars.rooms.models import Block, Room
from agenda.calendars.rooms.policies import unbound_for
from agenda.calendars.rooms.querysets import RoomQuerySet
from agenda.calendars.rooms.words import LAST_MINUTE, day_in_words, hour, length_in_words, span_in_words
from agenda.calendars.working_days import is_holiday

ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def with_rules(user, rooms: RoomQuerySet, since: datetime | None = None) -> list[Room]:
    """Rooms as they stand for this person, with hours and the blocks that are not over: few queries for any number."""
    blocks = Prefetch("blocks", Block.objects.filter(ends_at__gt=since or timezone.now()))
    found = list(rooms.select_related("calendar", "keeper").prefetch_related("hours", blocks))
    free = unbound_for(user, found)
    for room in found:
        room.binds = room.pk not in free
    return found


def obstacle(room: Room, starts_at: datetime, ends_at: datetime) -> str:
    """The sentence that says why the room cannot be used then, or nothing. What is over is left as it was."""
    if ends_at <= timezone.now():
        return ""
    found = _blocked(room, starts_at, ends_at)
    if not found and room.binds:
        found = next(filter(None, _limits(room, starts_at, ends_at)), "")
    return found


def _limits(room: Room, starts_at: datetime, ends_at: datetime) -> Iterator[str]:
    yield _too_long(room, ends_at - starts_at)
    yield _too_early(room, starts_at)
    yield _outside_hours(room, starts_at, ends_at)


def _blocked(room: Room, starts_at: datetime, ends_at: datetime) -> str:
    for block in room.blocks.all():
        if block.starts_at < ends_at and block.ends_at > starts_at:
            return _("%(room)s is closed then: %(reason)s (%(when)s).") % {
                "room": room,
                "reason": block.reason,
                "when": span_in_words(block.starts_at, block.ends_at),
            }
    return ""


def _too_long(room: Room, length: timedelta) -> str:
    if not room.longest_minutes or length <= timedelta(minutes=room.longest_minutes):
        return ""
    return _("%(room)s can be booked for at most %(length)s. Shorten it or ask the keeper.") % {
        "room": room,
        "length": length_in_words(room.longest_minutes),
    }


def _too_early(room: Room, starts_at: datetime) -> str:
    if not room.days_ahead:
        return ""
    last = timezone.localdate() + timedelta(days=room.days_ahead)
    if timezone.localdate(starts_at) <= last:
        return ""
    return _("%(room)s can be booked until %(day)s. Choose an earlier date or ask the keeper.") % {
        "room": room,
        "day": day_in_words(last),
    }


def _outside_hours(room: Room, starts_at: datetime, ends_at: datetime) -> str:
    for day, start, end in _pieces(starts_at, ends_at):
        if room.closed_on_holidays and is_holiday(day):
            return _("%(room)s is closed on holidays, and %(day)s is one.") % {"room": room, "day": day_in_words(day)}
        if not _is_open(room, day, start, end):
            return _closed_then(room, day)
    return ""


def _pieces(starts_at: datetime, ends_at: datetime) -> Iterator[tuple[date, time, time]]:
    """The part of each day, up to its last minute."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    day = start.date()
    while day <= end.date():
        first = start.time() if day == start.date() else time.min
        last = end.time() if day == end.date() else LAST_MINUTE
        if last > first:
            yield day, first, last
        day += ONE_DAY


def _is_open(room: Room, day: date, start: time, end: time) -> bool:
    """A whole day asks only that the room opens on it."""
    stretches = open_stretches(room, day)
    if start == time.min and end == LAST_MINUTE:
        return bool(stretches)
    return any(opens <= start and end <= closes for opens, closes in stretches)


def open_stretches(room: Room, day: date) -> list[tuple[time, time]]:
    """When it can be used that day: its hours, or the whole day where none are written."""
    hours = list(room.hours.all())
    if not hours:
        return [(time.min, LAST_MINUTE)]
    return [(each.opens, each.closes) for each in hours if each.weekday == day.weekday()]


def opens_on(room: Room, day: date) -> bool:
    return bool(open_stretches(room, day)) and not (room.closed_on_holidays and is_holiday(day))


def _closed_then(room: Room, day: date) -> str:
    stretches = open_stretches(room, day)
    if not stretches:
        return _("%(room)s does not open on %(day)s.") % {"room": room, "day": day_in_words(day)}
    return _("On %(day)s %(room)s is open %(hours)s.") % {
        "room": room,
        "day": day_in_words(day),
        "hours": stretches_in_words(stretches),
    }


def stretches_in_words(stretches: Iterable[tuple[time, time]]) -> str:
    return ", ".join(f"{hour(opens)}–{hour(closes)}" for opens, closes in stretches)
