"""Calendars and events of the demo town."""

from datetime import time

from agenda.calendars.models import Calendar
from agenda.calendars.rooms.services import arrange_room, create_room
from agenda.calendars.rooms.wanted import Places
from agenda.calendars.services import create_calendar, import_event
from intranet.access.models import Level
from intranet.access.principals import staff
from intranet.access.services import grant
from intranet.people.municipality import town_scope
from intranet.town.demo.rooms import ROOMS, DemoRoom
from intranet.town.demo.shapes import DemoCalendar, DemoContent
from intranet.town.loading.index import Index
from intranet.town.loading.people import REASON

SATURDAY = 5
OFFICIAL = {"acte", "visita"}
WRITTEN_BY_STAFF = {"town", "room", "unit"}


def load(content: DemoContent, index: Index) -> None:
    for calendar in content.calendars:
        index.calendars[calendar.key] = _calendar(calendar, index)
    for room in ROOMS:
        _furnish(room, index)
    for event in content.events:
        import_event(
            None,
            index.calendars[event.calendar],
            event.ics,
            event_type=event.type,
            visibility=event.visibility,
            organizer=index.people[event.owner],
            # Only what may be there stays in it.
            is_public=event.type in OFFICIAL,
            places=Places((index.calendars[event.room].pk,)) if event.room else None,
        )


def _calendar(shape: DemoCalendar, index: Index):
    """Everyone signed in sees that the time is taken; who reads what it is depends on each event."""
    calendar = create_calendar(
        shape.name,
        Calendar.Kind(shape.kind),
        parent=town_scope(),
        hue=shape.hue,
        body=index.bodies.get(shape.body),
        owner=index.people.get(shape.owner),
    )
    if shape.kind in WRITTEN_BY_STAFF:
        grant(None, calendar.scope, staff(), Level.EDIT, reason=REASON)
    if shape.unit:
        grant(None, calendar.scope, index.units[shape.unit].principal, Level.EDIT, reason=REASON)
    return calendar


def _furnish(shape: DemoRoom, index: Index) -> None:
    """The profile of a room whose calendar there is, or a thing that only can be booked."""
    if shape.calendar:
        room = index.calendars[shape.calendar].room
    else:
        room = create_room(None, shape.name)
        grant(None, room.calendar.scope, staff(), Level.EDIT, reason=REASON)
    arrange_room(
        None,
        room,
        kind=shape.kind,
        capacity=shape.capacity,
        equipment=shape.equipment,
        place=shape.place,
        keeper=index.people[shape.keeper].principal if shape.keeper else None,
        needs_approval=shape.needs_approval,
        longest_minutes=shape.longest_hours * 60 or None,
        hours=_hours(shape),
    )


def _hours(shape: DemoRoom) -> list[tuple[int, time, time]]:
    days = [(day, shape.week if day < SATURDAY else shape.weekend) for day in range(7)]
    return [(day, time(hours[0]), time(hours[1])) for day, hours in days if hours]
