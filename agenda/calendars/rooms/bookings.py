"""Rooms for an event: the part of every write of an event that takes them, keeps them or says why not.

`hold` comes before the event is saved: it locks the rooms, so that of fifty who want one each waits for the one
before. `settle` comes after its dates have been written out. Both belong to the transaction of the write, so a refusal
leaves nothing half-saved; forms, series, restoring, imports and calendar programs all come through here
(`agenda.calendars.services`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agenda.calendars.models import Calendar, Event
from agenda.calendars.rooms import notices, rules
from agenda.calendars.rooms.errors import BookingRefused, Clash, Span
from agenda.calendars.rooms.models import Booking, Room, Slot
from agenda.calendars.rooms.policies import can_book, state_for
from agenda.calendars.rooms.wanted import Places
from agenda.calendars.rooms.words import span_in_words
from intranet.access.models import Scope
from intranet.access.scopes import readable_scopes

CHUNK = 1_000
ROW = ("room", "moment", "people", "state")

Key = tuple[int, datetime | None]


@dataclass(frozen=True)
class Need:
    """Why a room is needed at a time: for which date of the event, by which booking."""

    moment: datetime
    booking: int


@dataclass(frozen=True)
class Hold:
    """Rooms locked for one write of an event, and what is wanted of them."""

    places: Places
    rooms: dict[int, Room]
    # Somebody has just chosen them: what was refused is asked for again.
    chosen: bool = False


def hold(user, event: Event, places: Places | None = None) -> Hold | None:
    """Lock the rooms of an event. Without `places` it keeps those it has. None where no room is concerned."""
    chosen = places is not None
    places = places or places_of(event)
    if event.calendar.kind == Calendar.Kind.ROOM:
        # What is written in the calendar of a room takes place in it.
        Room.objects.get_or_create(calendar_id=event.calendar_id)
        places = replace(places, rooms=(*places.rooms, event.calendar_id))
    wanted = places.all_rooms
    if not wanted and not (event.pk and event.bookings.exists()):
        return None
    locked = rules.with_rules(user, Room.objects.filter(pk__in=wanted).locked())
    return Hold(places, {room.pk: room for room in locked}, chosen)


def settle(user, event: Event, held: Hold | None) -> None:
    """Take the rooms for the dates of the event, or refuse with what stands in the way."""
    if held is None:
        return
    waiting = set(event.bookings.waiting().values_list("pk", flat=True))
    bookings = _reconcile(user, event, held)
    wanted = _wanted(event, held, bookings)
    had = set(Slot.objects.filter(booking__event=event).values_list("room", "starts_at", "ends_at"))
    fresh = [span for span in wanted if span not in had]
    if found := _clashes(user, event, held, fresh):
        dates = len({need.moment for need in wanted.values()})
        raise BookingRefused(_told(found, wanted), dates=dates, wanted=wanted.keys())
    _ask_again(user, held, bookings, fresh)
    _write(event, wanted, had)
    notices.tell_keepers(each for each in bookings.values() if each.is_asked and each.pk not in waiting)


def places_of(event: Event) -> Places:
    """What an event has now."""
    return _gathered(event.bookings.values_list(*ROW)) if event.pk else Places()


def places_held(event: Event) -> Places:
    """The same without what its keeper refused: what a form shows as chosen."""
    return _gathered(event.bookings.exclude(state=Booking.State.REFUSED, moment__isnull=True).values_list(*ROW))


def plain_places(event: Event) -> list[list]:
    """The same in plain values, for what waits in a session. What was refused does not come back."""
    rows = event.bookings.exclude(state=Booking.State.REFUSED).values_list(*ROW)
    return [[room, moment and moment.isoformat(), *rest] for room, moment, *rest in rows]


def from_plain(rows: Iterable[Iterable] | None) -> Places:
    return _gathered((room, moment and datetime.fromisoformat(moment), *rest) for room, moment, *rest in rows or ())


def _gathered(rows: Iterable[tuple]) -> Places:
    every: list[int] = []
    single: dict[datetime, tuple[int, ...]] = {}
    without, how_many = set(), None
    for room, moment, people, state in rows:
        how_many = how_many or people
        if moment is None:
            every.append(room)
        elif state == Booking.State.RELEASED:
            without.add(moment)
        else:
            single[moment] = (*single.get(moment, ()), room)
    return Places(tuple(every), single, people=how_many, without=frozenset(without))


def extend(event: Event) -> None:
    """A series has been written out further. A date whose room somebody else has by then goes without, and its
    organizer is told; a daily task cannot ask."""
    held = hold(None, event)
    if held is None:
        return
    wanted = _wanted(event, held, _reconcile(None, event, held))
    had = set(Slot.objects.filter(booking__event=event).values_list("room", "starts_at", "ends_at"))
    lost = _clashes(None, event, held, wanted.keys() - had)
    for room, moment in {(span[0], wanted[span].moment) for span in lost}:
        _lose(event, held, room, moment)
    _write(event, {span: need for span, need in wanted.items() if span not in lost}, had)


def _lose(event: Event, held: Hold, lost: int, moment: datetime) -> None:
    """That date gets bookings of its own: one refused, the others as they were."""
    for room in held.places.at(moment):
        said: dict = {"asked_by": event.organizer}
        if room == lost:
            said |= {"state": Booking.State.REFUSED, "answer": _("Somebody else already had the room on that date.")}
        Booking.objects.update_or_create(event=event, room_id=room, moment=moment, defaults=said)


def _dates(event: Event) -> Iterator[tuple[datetime, datetime, datetime]]:
    """Each date: by what the series knows it, when it begins and ends."""
    for known_by, start, end in event.occurrences.values_list("recurrence_id", "starts_at", "ends_at"):
        yield known_by or start, start, end


def _reconcile(user, event: Event, held: Hold) -> dict[Key, Booking]:
    """One booking for each room of all dates and of each single date; others go, with their slots."""
    wanted, released = _keys_of(event, held.places)
    kept = {}
    for booking in event.bookings.all():
        key = (booking.room_id, booking.moment)
        if key in wanted or key in released:
            kept[key] = _said_anew(user, held, booking, is_released=key in released)
        else:
            booking.delete()
    for room, moment in sorted((wanted | released) - kept.keys(), key=str):
        kept[room, moment] = _new_booking(user, event, held, (room, moment), is_released=(room, moment) in released)
    return kept


def _keys_of(event: Event, places: Places) -> tuple[set[Key], set[Key]]:
    """The bookings that are wanted, and those that only say that a date goes without."""
    moments = {moment for moment, _start, _end in _dates(event)}
    wanted: set[Key] = {(room, None) for room in places.rooms}
    wanted |= {(room, at) for at, rooms in places.single.items() if at in moments for room in rooms}
    released: set[Key] = {(room, at) for at in places.without & moments for room in places.rooms}
    return wanted - released, released


def _said_anew(user, held: Hold, booking: Booking, *, is_released: bool) -> Booking:
    """Whoever ticks a room that was refused, or let go on a date, asks for it once more."""
    before = booking.state
    if is_released:
        booking.state = Booking.State.RELEASED
    elif booking.state == Booking.State.RELEASED or (held.chosen and booking.is_refused and booking.moment is None):
        booking.state, booking.answered_at = state_for(user, held.rooms[booking.room_id]), None
    if booking.state != before:
        booking.save(update_fields=["state", "answered_at"])
    return booking


def _new_booking(user, event: Event, held: Hold, key: Key, *, is_released: bool) -> Booking:
    room = held.rooms.get(key[0])
    if room is None or (user is not None and not can_book(user, room)):
        raise BookingRefused([_clash_of(event, key[0], _("You cannot book that room."))])
    return Booking.objects.create(
        event=event,
        room=room,
        moment=key[1],
        state=Booking.State.RELEASED if is_released else state_for(user, room),
        people=held.places.people,
        asked_by=user or event.organizer,
    )


def _clash_of(event: Event, room: int, sentence: str) -> Clash:
    """Something about the event as a whole."""
    return Clash(room, event.starts_at, event.starts_at, event.ends_at, sentence)


def _wanted(event: Event, held: Hold, bookings: dict[Key, Booking]) -> dict[Span, Need]:
    """Each time a room is needed. What was refused holds nothing."""
    spans = {}
    for moment, start, end in _dates(event):
        single = moment if moment in held.places.single else None
        for room in held.places.at(moment) if end > start else ():
            booking = bookings[room, single]
            if booking.holds:
                spans[room, start, end] = Need(moment, booking.pk)
    return spans


def _told(found: dict[Span, str], wanted: dict[Span, Need]) -> list[Clash]:
    return [Clash(span[0], wanted[span].moment, *span[1:], sentence) for span, sentence in found.items()]


def _clashes(user, event: Event, held: Hold, times: Iterable[Span]) -> dict[Span, str]:
    """What stands in the way of new times: the rules of the room, then whoever has it."""
    fresh = sorted(times)
    if not fresh:
        return {}
    found = {span: rules.obstacle(held.rooms[span[0]], *span[1:]) for span in fresh}
    for span, slot in _overlaps(user, event, fresh):
        found[span] = found[span] or _taken(held.rooms[span[0]], slot)
    for before, after in pairwise(fresh):
        if before[0] == after[0] and after[1] < before[2]:
            found[after] = found[after] or _("The dates of this series overlap each other. Make them shorter.")
    return {span: sentence for span, sentence in found.items() if sentence}


def _overlaps(user, event: Event, fresh: list[Span]) -> Iterator[tuple[Span, dict]]:
    """Slots of other events over these times, veiled: one query, however many dates the series has."""
    first, last = min(span[1] for span in fresh), max(span[2] for span in fresh)
    others = Slot.objects.filter(room__in={span[0] for span in fresh}).touching(first, last).of_others(event.pk)
    scopes = Scope.objects.none() if user is None else readable_scopes(user)
    by_room: dict[int, list[dict]] = {}
    for slot in others.veiled_for(scopes).values("room", "starts_at", "ends_at", "is_open", "title", "who", "surname"):
        by_room.setdefault(slot["room"], []).append(slot)
    for room, start, end in fresh:
        for slot in by_room.get(room, ()):
            if slot["starts_at"] < end and slot["ends_at"] > start:
                yield (room, start, end), slot


def _taken(room: Room, slot: dict) -> str:
    """Who has it, for who may read that event; for the others that it is busy."""
    words = {"room": room, "when": span_in_words(slot["starts_at"], slot["ends_at"]), "title": slot["title"]}
    if not slot["is_open"]:
        return _("%(room)s is busy: %(when)s.") % words
    if person := f"{slot['who']} {slot['surname']}".strip():
        return _("%(room)s is taken by “%(title)s” (%(person)s): %(when)s.") % (words | {"person": person})
    return _("%(room)s is taken by “%(title)s”: %(when)s.") % words


def _ask_again(user, held: Hold, bookings: dict[Key, Booking], fresh: Iterable[Span]) -> None:
    """A yes was for the times it was given for."""
    rooms = {room for room, _start, _end in fresh}
    for booking in bookings.values():
        state = state_for(user, held.rooms[booking.room_id])
        if booking.room_id in rooms and state == Booking.State.ASKED and booking.answered_at:
            booking.state, booking.answered_at = state, None
            booking.save(update_fields=["state", "answered_at"])


def _write(event: Event, wanted: dict[Span, Need], had: set[Span]) -> None:
    """Free what is no longer needed, then take what is new. The database has the last word."""
    gone = had - wanted.keys()
    if gone:
        slots = Slot.objects.filter(booking__event=event)
        rows = slots.values_list("pk", "room", "starts_at", "ends_at")
        slots.filter(pk__in=[pk for pk, *span in rows if tuple(span) in gone]).delete()
    fresh = [
        Slot(room_id=room, starts_at=start, ends_at=end, booking_id=need.booking)
        for (room, start, end), need in wanted.items()
        if (room, start, end) not in had
    ]
    try:
        with transaction.atomic():
            Slot.objects.bulk_create(fresh, batch_size=CHUNK)
    except IntegrityError as problem:
        sentence = _("Somebody else has just taken the room. Choose another time or another room.")
        raise BookingRefused([_clash_of(event, fresh[0].room_id, sentence)]) from problem
