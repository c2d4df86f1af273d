"""What a room brings in a week, and what is free now, as one person may know it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from agenda.calendars.rooms import rules
from agenda.calendars.rooms.models import Block, Room, Slot
from agenda.calendars.rooms.querysets import RoomQuerySet
from agenda.calendars.timezones import instant
from agenda.calendars.working_days import holiday_name
from intranet.access.scopes import readable_scopes

ONE_DAY = timedelta(days=1)
DAYS = 7
FIELDS = ("room", "starts_at", "ends_at", "is_open", "title", "event", "state", "who", "surname")


@dataclass(frozen=True)
class RoomDay:
    """One day of a room: when it opens, what takes place, what closes it."""

    day: date
    hours: str
    holiday: str
    opens: bool
    slots: list[dict]
    blocks: list[Block]


@dataclass(frozen=True)
class Standing:
    """A room this minute: taken or closed until, or free until. Without an end, for the rest of the day."""

    room: Room
    is_free: bool
    slot: dict | None
    until: datetime | None
    reason: str = ""
    # Outside its opening hours; `until` is then when it opens today.
    is_shut: bool = False


def week_of(user, room: Room, monday: date, *, language: str) -> list[RoomDay]:
    """Three queries, however full the week is."""
    start, end = instant(monday), instant(monday + ONE_DAY * DAYS)
    [room] = rules.with_rules(user, Room.objects.filter(pk=room.pk), start)
    slots = list(_veiled(user, room.slots.touching(start, end)))
    days = [monday + ONE_DAY * offset for offset in range(DAYS)]
    return [_day(room, day, slots, language) for day in days]


def now_in(user, rooms: RoomQuerySet, at: datetime | None = None) -> list[Standing]:
    """Each room as it stands, from a few queries for any number of rooms."""
    now = at or timezone.now()
    found = rules.with_rules(user, rooms, now)
    midnight = instant(timezone.localdate(now) + ONE_DAY)
    slots: dict[int, list[dict]] = {}
    for slot in _veiled(user, Slot.objects.filter(room__in=found).touching(now, midnight)):
        slots.setdefault(slot["room"], []).append(slot)
    return [_standing(room, slots.get(room.pk, []), now) for room in found]


def _veiled(user, slots):
    return slots.veiled_for(readable_scopes(user)).order_by("starts_at").values(*FIELDS)


def _day(room: Room, day: date, slots: list[dict], language: str) -> RoomDay:
    start, end = instant(day), instant(day + ONE_DAY)
    return RoomDay(
        day=day,
        hours=rules.stretches_in_words(rules.open_stretches(room, day)) if room.hours.all() else "",
        holiday=holiday_name(day, language),
        opens=rules.opens_on(room, day),
        slots=[slot for slot in slots if slot["starts_at"] < end and slot["ends_at"] > start],
        blocks=[block for block in room.blocks.all() if block.starts_at < end and block.ends_at > start],
    )


def _standing(room: Room, slots: list[dict], now: datetime) -> Standing:
    if slots and slots[0]["starts_at"] <= now:
        return Standing(room, is_free=False, slot=slots[0], until=slots[0]["ends_at"])
    block = next((each for each in room.blocks.all() if each.starts_at <= now < each.ends_at), None)
    if block is not None:
        return Standing(room, is_free=False, slot=None, until=block.ends_at, reason=block.reason)
    return _empty(room, slots, timezone.localtime(now))


def _empty(room: Room, slots: list[dict], now: datetime) -> Standing:
    """Nobody is in it: free, unless it is shut."""
    stretches = rules.open_stretches(room, now.date()) if rules.opens_on(room, now.date()) else []
    if any(opens <= now.time() <= closes for opens, closes in stretches):
        return Standing(room, is_free=True, slot=None, until=slots[0]["starts_at"] if slots else None)
    opening = min((opens for opens, _closes in stretches if opens > now.time()), default=None)
    until = datetime.combine(now.date(), opening, now.tzinfo) if opening else None
    return Standing(room, is_free=False, slot=None, until=until, is_shut=True)
