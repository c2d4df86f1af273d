"""The text of an event as a report asks for it: as it is, or its repetitions one by one (RFC 4791 §9.6.5)."""

from datetime import datetime
from xml.etree.ElementTree import Element

import icalendar
import recurring_ical_events
from django.utils.translation import gettext as _

from agenda.caldav.dav import CALDAV
from agenda.caldav.errors import DavError
from agenda.caldav.ranges import Range, range_of
from agenda.calendars import ical
from agenda.calendars.recurrence import date_of
from agenda.calendars.timezones import instant, read_calendar

MOST_DAYS = 2 * 366
TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID")


def as_asked(text: str, asked: Element) -> str:
    """The text of an event for one `calendar-data`. Parts are never left out: more is less trouble for programs."""
    wanted = asked.find(f"{CALDAV}expand")
    if wanted is None:
        return text
    span = range_of(wanted)
    if span.start is None or span.end is None or (span.end - span.start).days > MOST_DAYS:
        raise DavError(403, f"{CALDAV}valid-filter", _("Ask for the repetitions of two years at most."))
    return _expanded(text, span)


def _expanded(text: str, span: Range) -> str:
    found = recurring_ical_events.of(read_calendar(text)).between(span.start, span.end)
    is_series = "\r\nRRULE" in text or "\r\nRDATE" in text
    bodies = (_in_utc(each, is_series=is_series).to_ical().decode() for each in found)
    return "".join([ical.HEAD, *bodies, "END:VCALENDAR\r\n"])


def _in_utc(event: icalendar.Component, *, is_series: bool) -> icalendar.Component:
    """Times become instants; days stay days. What is single never had a date of a series."""
    if not is_series:
        event.pop("RECURRENCE-ID", None)
    for name in TIMES:
        value = date_of(event, name) if name in event else None
        if isinstance(value, datetime):
            del event[name]
            event.add(name, instant(value))
    return event
