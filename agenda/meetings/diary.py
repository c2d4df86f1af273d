"""The meeting in the corporate agenda: entered by the convening itself, never typed twice (R17)."""

from django.utils import timezone
from icalendar import Calendar as Ics

from agenda.calendars.models import Calendar, Event
from agenda.calendars.services import create_calendar, create_event, import_event
from agenda.meetings.models import Meeting
from agenda.meetings.words import title_of
from intranet.people.models import Body
from intranet.people.municipality import town_scope


def enter(user, meeting: Meeting) -> Event:
    """An event in the body's calendar. The product writes it: who convenes need not be able to write there."""
    return create_event(
        None,
        calendar_of(meeting.body),
        summary=title_of(meeting),
        start=timezone.localtime(meeting.starts_at),
        end=timezone.localtime(meeting.ends_at),
        event_type=Event.Type.MEETING,
        location=meeting.place,
        organizer=user,
    )


def call_off(event: Event) -> None:
    """The event stays, marked as cancelled (RFC 5545 STATUS), so that the calendars of people take it away."""
    ics = Ics.from_ical(event.ics)
    for component in ics.walk("VEVENT"):
        component["STATUS"] = "CANCELLED"
        component["SEQUENCE"] = event.sequence + 1
    import_event(
        None,
        event.calendar,
        ics.to_ical(),
        event_type=event.event_type,
        visibility=event.visibility,
        organizer=event.organizer,
    )


def calendar_of(body: Body) -> Calendar:
    """The body's calendar, made with its first meeting: that it sits, and when, the whole house may know."""
    found = Calendar.objects.filter(body=body).first()
    return found or create_calendar(body.name, Calendar.Kind.BODY, parent=town_scope(), hue=body.hue, body=body)
