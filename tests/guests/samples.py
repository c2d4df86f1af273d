"""Events with guests, and what their letters say."""

import re

import icalendar

from agenda.calendars.guests.services import set_guests
from agenda.calendars.guests.wanted import read
from tests.rooms.samples import book, next_monday

__all__ = ["book", "calendar_part", "invite", "link_in", "next_monday"]


def invite(user, calendar, guests: str, **fields):
    event = book(user, calendar, **fields)
    set_guests(user, event, read([], guests))
    event.refresh_from_db()
    return event


def calendar_part(mail):
    """The part that a calendar program reads, and the method of its type."""
    message = mail.message()
    [part] = [each for each in message.walk() if each.get_content_type() == "text/calendar"]
    method = part.get_param("method")
    found = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert found["METHOD"] == method
    return method, found


def link_in(mail) -> str:
    return re.search(r"https?://[^/]+(/agenda/resposta/\S+/)", mail.body)[1]
