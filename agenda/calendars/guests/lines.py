"""The `ORGANIZER` and `ATTENDEE` lines of an iCalendar object, written from those whom we invited."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from icalendar import Component
from icalendar.prop import vCalAddress, vText

from agenda.calendars import ical, splitting
from agenda.calendars.guests.models import Acting, Attendee
from agenda.calendars.ical import Parsed
from agenda.calendars.models import Event
from agenda.calendars.splitting import Series
from intranet.people.models import User

# What attendees, by number, said of one date.
Said = Mapping[int, str]


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


def written(
    text: str,
    event: Event,
    attendees: Iterable[Attendee],
    gone: Iterable[Attendee] = (),
    dates: Mapping[datetime, Said] | None = None,
) -> Parsed:
    """The object with these attendees; lines of people whom we did not invite stay as they are.

    `dates` are those of a series for which somebody has said something else than for the whole: each has a component
    of its own (RECURRENCE-ID), where their line says it (RFC 5546 §3.2.3).
    """
    series = splitting.read(text)
    attendees = list(attendees)
    ours = {each.uri.lower() for each in (*attendees, *gone)}
    _make_room(series, attendees, dates or {}, len(text))
    _write(series.master, event, attendees, ours)
    for each in series.exceptions:
        _write(each, event, attendees, ours, (dates or {}).get(splitting.given(each), {}))
    return series.whole()


def _make_room(series: Series, attendees: list[Attendee], dates: Mapping[datetime, Said], length: int) -> None:
    """Components for those dates, the nearest first, as long as the object stays one that can be read again."""
    room = (ical.MAX_BYTES // 4 - length) // len(series.master.to_ical())
    whole = {each.pk: each.answer for each in attendees}
    differing = (date for date, said in dates.items() if any(whole.get(pk, what) != what for pk, what in said.items()))
    for date in sorted(differing)[: max(0, room)]:
        splitting.exception_at(series, date)


def _write(
    component: Component, event: Event, attendees: list[Attendee], ours: set[str], said: Said | None = None
) -> None:
    others = [each for each in rows_of(component, "ATTENDEE") if str(each).lower() not in ours]
    component.pop("ATTENDEE", None)
    for row in (*others, *(line_of(each, answer=(said or {}).get(each.pk, "")) for each in attendees)):
        component.add("ATTENDEE", row, encode=False)
    if attendees:
        component.pop("ORGANIZER", None)
        component.add("ORGANIZER", organizer_of(event), encode=False)


def line_of(attendee: Attendee, *, answer: str = "", rsvp: bool = False) -> vCalAddress:
    row = vCalAddress(attendee.uri)
    row.params["CN"] = vText(str(attendee))
    row.params["CUTYPE"] = "INDIVIDUAL"
    row.params["ROLE"] = attendee.role
    row.params["PARTSTAT"] = answer or attendee.answer
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
