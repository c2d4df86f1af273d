"""Addresses of people from outside, in what calendar programs read (RFC 5545 §3.3.3 CAL-ADDRESS).

Whoever writes in the calendar, or invites, reads the addresses of those invited, as on the page of the event.
Everybody else reads names: in the place of an address stands a number (urn:uuid) that means this person in this event
and leads nowhere. A program may send such a number back; `lifted` puts the address in its place again.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote
from uuid import UUID

from django.conf import settings
from django.db.models import BooleanField, Case, Q, Value, When
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from icalendar import Component, Parameters
from icalendar.parser import Contentline

from agenda.calendars import ical
from agenda.calendars.foreign import around_of
from agenda.calendars.guests.lines import house_address, rows_of
from agenda.calendars.models import Event
from agenda.calendars.stitching import folded, unfolded
from agenda.calendars.timezones import read_calendar
from intranet.access.models import Level
from intranet.access.policies import can_edit
from intranet.access.scopes import readable_scopes
from intranet.people.models import User

SALT = "agenda.guests.discretion"
PEOPLE = {"ATTENDEE", "ORGANIZER", "CALENDAR-ADDRESS"}
# What the event says in words, and identifiers that look like addresses. Other lines with an address stay away.
WORDS = {
    "ATTACH",
    "CATEGORIES",
    "COMMENT",
    "CONFERENCE",
    "CONTACT",
    "DESCRIPTION",
    "LOCATION",
    "RELATED-TO",
    "RESOURCES",
    "STYLED-DESCRIPTION",
    "SUMMARY",
    "UID",
    "URL",
}
NAME = re.compile(r"[A-Za-z0-9-]+")
# What no text without guests has: the rest is not taken apart.
MENTIONED = re.compile(r"^(?!UID[;:]).*(?:@|%40)|^(?:ATTENDEE|ORGANIZER|CALENDAR-ADDRESS)", re.M | re.I)
ADDRESS = re.compile(r"[^\s\"'<>;:,=/\\()]+@[^\s\"'<>;:,=/\\()]+")
NOBODY = ("urn:", "invalid:")
HIDDEN = "urn:uuid:"


def sees_addresses(user, event: Event) -> bool:
    return event.organizer_id == user.pk or can_edit(user, event.calendar)


def is_whole(person) -> Case:
    """The same for the rows of a query."""
    theirs = Q(calendar__scope__in=readable_scopes(person, level=Level.EDIT)) | Q(organizer=person)
    return Case(When(theirs, then=Value(True)), default=Value(False), output_field=BooleanField())


def house_addresses() -> frozenset[str]:
    """Those of the people who work here or did, and of the town hall itself: the directory has them."""
    people = User.objects.exclude(email="").values_list("email", flat=True)
    return frozenset({house_address().lower(), *(each.lower() for each in people)})


def text_for(user, event: Event) -> str:
    """The object of an event, as this person may read it."""
    return event.ics if sees_addresses(user, event) else veiled(event.pk, event.ics, house_addresses())


def veiled(pk: int, text: str, house: frozenset[str]) -> str:
    """Lines of an event without the addresses of people from outside."""
    return "".join(_veiled(pk, text, house)) if MENTIONED.search(text) else text


def _veiled(pk: int, text: str, house: frozenset[str]) -> Iterator[str]:
    for line in unfolded(text):
        found = NAME.match(line)
        name = found[0].upper() if found else ""
        if name in PEOPLE:
            yield folded(_person(pk, Contentline(line), house))
        elif name in WORDS or not _outside(line, house):
            yield folded(line)


def _person(pk: int, line: Contentline, house: frozenset[str]) -> str:
    name, params, value = line.raw_parts()
    kept = Parameters({key: each for key, each in params.items() if not _outside(str(each), house)})
    if "CN" in params and "CN" not in kept:
        kept["CN"] = _somebody()
    is_ours = value.lower().startswith(NOBODY) or value.lower().removeprefix("mailto:") in house
    written = ";".join([name, *filter(None, [kept.to_ical(sorted=False).decode()])])
    return f"{written}:{value if is_ours else number_of(pk, value)}"


def _somebody() -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return _("Somebody from outside")


def _outside(text: str, house: frozenset[str]) -> bool:
    return any(each.lower().removeprefix("mailto:") not in house for each in ADDRESS.findall(unquote(text)))


def number_of(pk: int, uri: str) -> str:
    """What stands for an address in one event: keyed, so that nobody can try whether it is one that they know."""
    digest = salted_hmac(SALT, f"{pk}:{uri.lower()}", algorithm="sha256").digest()
    return f"{HIDDEN}{UUID(bytes=digest[:16], version=4)}"


def lifted(event: Event, parsed: ical.Parsed) -> ical.Parsed:
    """The object with the addresses of the event as it stands, where a program sent the numbers back."""
    if HIDDEN not in parsed.text or not event.pk:
        return parsed
    known = {number_of(event.pk, str(row)): row for row in _everybody(read_calendar(event.ics).events)}
    for component in parsed.events:
        for name in ("ATTENDEE", "ORGANIZER"):
            rows = [known.get(str(row).lower(), row) for row in rows_of(component, name)]
            component.pop(name, None)
            for row in rows:
                component.add(name, row, encode=False)
    return ical.checked(parsed.events, around_of(read_calendar(parsed.text)))


def _everybody(events: Iterable[Component]) -> Iterator:
    return (row for event in events for name in ("ATTENDEE", "ORGANIZER") for row in rows_of(event, name))
