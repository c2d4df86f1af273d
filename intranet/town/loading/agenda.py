"""Calendars and events of the demo town."""

from agenda.calendars.models import Calendar
from agenda.calendars.services import create_calendar, import_event
from intranet.access.models import Level
from intranet.access.principals import staff
from intranet.access.services import grant
from intranet.people.municipality import town_scope
from intranet.town.demo.shapes import DemoCalendar, DemoContent
from intranet.town.loading.index import Index
from intranet.town.loading.people import REASON

WRITTEN_BY_STAFF = {"town", "room", "unit"}


def load(content: DemoContent, index: Index) -> None:
    for calendar in content.calendars:
        index.calendars[calendar.key] = _calendar(calendar, index)
    for event in content.events:
        import_event(
            None,
            index.calendars[event.calendar],
            event.ics,
            event_type=event.type,
            visibility=event.visibility,
            organizer=index.people[event.owner],
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
