"""The meeting in the corporate agenda: entered by the meeting itself, never typed twice (R17).

While a meeting is being prepared its room is taken already. The event that takes it stands in the calendar of the room
under the scope of the meeting: who may not read the meeting sees that the room is busy, and not even which body meets.
Convening brings it into the calendar of the body, where the whole house reads it.
"""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars import ical
from agenda.calendars.models import Calendar, Event, Visibility
from agenda.calendars.origins import Origin
from agenda.calendars.rooms.models import Booking, Room
from agenda.calendars.rooms.turns import take_turn
from agenda.calendars.rooms.wanted import Places
from agenda.calendars.services import create_calendar, create_event, delete_event, import_event, new_uid, save_event
from agenda.calendars.timezones import read_calendar
from agenda.meetings.models import Meeting
from agenda.meetings.words import title_of
from intranet.access.scopes import readable_scopes
from intranet.people.models import Body
from intranet.people.municipality import town_scope

# A room is a calendar, and of a meeting nothing else is shown there.
TAKES = Places()
TO_SITTING = _("Open the sitting and its papers")


def booking_of(user, meeting: Meeting) -> Booking | None:
    """How the meeting has its room, as one person may know it; nothing when it is held elsewhere."""
    return meeting.event.bookings.shown_to(user).first() if meeting.event else None


def room_of(meeting: Meeting) -> Room | None:
    """The room that is taken for the meeting, or that its keeper refused."""
    booking = meeting.event.bookings.select_related("room__calendar").first() if meeting.event else None
    return booking.room if booking else None


def wait_for(meeting: Meeting, *rooms: Room | None) -> None:
    """Before anything else is written: whoever writes in the same rooms, or in the calendar of the body."""
    wanted = {room.pk for room in rooms if room is not None}
    calendars = wanted | set(Calendar.objects.filter(body=meeting.body_id).values_list("pk", flat=True))
    events = [meeting.event] if meeting.event else []
    calendars |= {event.calendar_id for event in events}
    take_turn(events=[event.pk for event in events], rooms=wanted, calendars=calendars)


def take_room(user, meeting: Meeting, room: Room | None) -> None:
    """Take the room for a meeting in preparation, move what is taken, or let it go. Raises `BookingRefused`."""
    if meeting.event and (room is None or meeting.event.calendar_id != room.pk):
        _take_out(meeting)
    if room is None or _stands(meeting, room):
        return
    event = meeting.event or Event(calendar=room.calendar, uid=new_uid(), organizer=user)
    event.event_type, event.visibility = Event.Type.MEETING, Visibility.PRIVATE
    save_event(user, event, _object_of(meeting, event), places=TAKES, scope=meeting.scope)
    meeting.event = event
    meeting.save(update_fields=["event"])


def enter(user, meeting: Meeting) -> Event:
    """An event in the body's calendar. The product writes it: who convenes need not be able to write there."""
    room = room_of(meeting)
    _take_out(meeting)
    return create_event(
        None,
        calendar_of(meeting.body),
        summary=title_of(meeting),
        start=timezone.localtime(meeting.starts_at),
        end=timezone.localtime(meeting.ends_at),
        event_type=Event.Type.MEETING,
        location=meeting.place,
        organizer=user,
        rooms=[room] if room else [],
    )


def call_off(event: Event) -> None:
    """The event stays, marked as cancelled (RFC 5545 STATUS), so that the calendars of people take it away. Its room
    is free again."""
    ics = read_calendar(event.ics)
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
        places=Places(),
    )


def sittings_of(user, events: Collection[int]) -> dict[int, Origin]:
    """Of the events that announce a meeting this person may read, the way to its order of the day and its papers."""
    found = Meeting.objects.filter(event__in=events, scope__in=readable_scopes(user)).only("event_id")
    return {each.event_id: Origin(each.get_absolute_url(), TO_SITTING) for each in found if each.event_id}


def calendar_of(body: Body) -> Calendar:
    """The body's calendar, made with its first meeting: that it sits, and when, the whole house may know."""
    found = Calendar.objects.filter(body=body).first()
    return found or create_calendar(body.name, Calendar.Kind.BODY, parent=town_scope(), hue=body.hue, body=body)


def _object_of(meeting: Meeting, event: Event) -> ical.Parsed:
    draft = ical.Draft(
        summary=title_of(meeting),
        start=timezone.localtime(meeting.starts_at),
        end=timezone.localtime(meeting.ends_at),
        location=meeting.place,
        category=Event.Type.MEETING,
        classification="PRIVATE",
    )
    if event.pk:
        return ical.revise(event.ics, draft, now=timezone.now())
    return ical.build(draft, uid=event.uid, now=timezone.now())


def _stands(meeting: Meeting, room: Room) -> bool:
    """Whether the agenda says all of it already, and the room has not been refused."""
    event = meeting.event
    if event is None or (event.starts_at, event.ends_at) != (meeting.starts_at, meeting.ends_at):
        return False
    if (event.summary, event.location) != (title_of(meeting), meeting.place):
        return False
    return any(booking.holds for booking in event.bookings.filter(room=room))


def _take_out(meeting: Meeting) -> None:
    event, meeting.event = meeting.event, None
    if event is not None:
        meeting.save(update_fields=["event"])
        delete_event(None, event)
