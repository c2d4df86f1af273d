"""What an invitation says, wherever it says it: in a letter, in its calendar part, on the page of its link.

Title, time, place and who invites. Of a private event, neither title nor place leaves the house. Never the
description, nor who else is invited.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event as Component

from agenda.calendars import ical, splitting, words
from agenda.calendars.guests import lines
from agenda.calendars.guests.models import Attendee
from agenda.calendars.models import Event, Visibility
from agenda.calendars.rooms.words import day_in_words, span_in_words

KEPT = {
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "SEQUENCE",
    "SUMMARY",
    "LOCATION",
    "STATUS",
    "CREATED",
    "LAST-MODIFIED",
    "TRANSP",
    "CLASS",
}


@dataclass(frozen=True)
class Said:
    """An invitation in words."""

    title: str
    when: str
    repeats: str
    place: str
    who: str


def said_of(event: Event) -> Said:
    parsed = ical.parse(event.ics)
    place = "" if is_private(event) else event.location
    return Said(title_of(event), _when(event), words.repetition(parsed), place, who_invites(event))


def who_invites(event: Event) -> str:
    who, acting = str(event.organizer or event.calendar), lines.acting_for(event)
    return _("%(delegate)s, on behalf of %(who)s") % {"delegate": acting, "who": who} if acting else who


def is_over(event: Event) -> bool:
    return event.last_ends_at is not None and event.last_ends_at < timezone.now()


def is_private(event: Event) -> bool:
    return event.visibility == Visibility.PRIVATE


def title_of(event: Event) -> str:
    return _("Private meeting") if is_private(event) else event.summary


def _when(event: Event) -> str:
    if not event.all_day:
        return span_in_words(event.starts_at, event.ends_at)
    first, last = timezone.localdate(event.starts_at), timezone.localdate(event.ends_at - ical.TICK)
    return day_in_words(first) if first == last else f"{day_in_words(first)} – {day_in_words(last)}"


def calendar_part(event: Event, attendee: Attendee, method: str) -> str:
    """The object that a calendar program understands (RFC 5546), for this attendee alone."""
    series = splitting.read(event.ics)
    for component in (series.master, *series.exceptions):
        _trim(component, event)
        component.add("ORGANIZER", lines.organizer_of(event), encode=False)
        component.add("ATTENDEE", lines.line_of(attendee, rsvp=method == "REQUEST"), encode=False)
        if method == "CANCEL":
            component["STATUS"] = "CANCELLED"
            component["SEQUENCE"] = series.sequence
    return series.whole().text.replace(ical.HEAD, f"{ical.HEAD}METHOD:{method}\r\n", 1)


def _trim(component: Component, event: Event) -> None:
    for name in [each for each in component if each not in KEPT]:
        del component[name]
    component.subcomponents = []
    if is_private(event):
        component.pop("LOCATION", None)
        component["SUMMARY"] = title_of(event)
