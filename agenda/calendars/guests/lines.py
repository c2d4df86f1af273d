"""The `ORGANIZER` and `ATTENDEE` lines of an iCalendar object, written from those whom we invited."""

from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings
from icalendar import Event as Component
from icalendar.prop import vCalAddress, vText

from agenda.calendars import splitting
from agenda.calendars.guests.models import Acting, Attendee
from agenda.calendars.ical import Parsed
from agenda.calendars.models import Event
from intranet.people.models import User


def house_address() -> str:
    """The mailbox that reads answers, or else the address from which the town hall writes."""
    return settings.AGENDA_MAILBOX or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def uri_of_organizer(event: Event) -> str:
    """Where a calendar program sends its answer: the mailbox if there is one, else the person who invites."""
    person = event.organizer
    own = person.email if person else ""
    return f"mailto:{settings.AGENDA_MAILBOX or own or house_address()}"


def is_ours(component: Component) -> bool:
    """Whether it is we who invite to it: of an invitation that came from outside we are only a guest."""
    found = _addresses(component, "ORGANIZER")
    known = {house_address().lower()}
    return all(each in known or User.objects.filter(email__iexact=each).exists() for each in found)


def named_in(component: Component) -> set[str]:
    """The attendees of an object, as they are written there, in small letters."""
    return {str(each).lower() for each in rows_of(component, "ATTENDEE")}


def written(text: str, event: Event, attendees: Iterable[Attendee], gone: Iterable[Attendee] = ()) -> Parsed:
    """The object with these attendees; lines of people whom we did not invite stay as they are."""
    series = splitting.read(text)
    attendees = list(attendees)
    ours = {each.uri.lower() for each in (*attendees, *gone)}
    for component in (series.master, *series.exceptions):
        _write(component, event, attendees, ours)
    return series.whole()


def _write(component: Component, event: Event, attendees: list[Attendee], ours: set[str]) -> None:
    others = [each for each in rows_of(component, "ATTENDEE") if str(each).lower() not in ours]
    component.pop("ATTENDEE", None)
    for row in (*others, *(line_of(each) for each in attendees)):
        component.add("ATTENDEE", row, encode=False)
    if attendees:
        component.pop("ORGANIZER", None)
        component.add("ORGANIZER", organizer_of(event), encode=False)


def line_of(attendee: Attendee, *, rsvp: bool = False) -> vCalAddress:
    row = vCalAddress(attendee.uri)
    row.params["CN"] = vText(str(attendee))
    row.params["CUTYPE"] = "INDIVIDUAL"
    row.params["ROLE"] = attendee.role
    row.params["PARTSTAT"] = attendee.answer
    if rsvp:
        row.params["RSVP"] = "TRUE"
    return row


def organizer_of(event: Event) -> vCalAddress:
    row = vCalAddress(uri_of_organizer(event))
    row.params["CN"] = vText(str(event.organizer or event.calendar))
    acting = acting_for(event)
    if acting is not None and acting.email:
        row.params["SENT-BY"] = f"mailto:{acting.email}"
    return row


def acting_for(event: Event) -> User | None:
    """Who made the event in the name of its organizer."""
    noted = Acting.objects.select_related("delegate").filter(event=event).first()
    return noted.delegate if noted else None


def rows_of(component: Component, name: str) -> list:
    found = component.get(name, [])
    return found if isinstance(found, list) else [found]


def _addresses(component: Component, name: str) -> list[str]:
    return [str(each).lower().removeprefix("mailto:") for each in rows_of(component, name)]
