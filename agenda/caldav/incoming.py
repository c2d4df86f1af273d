"""An event as a program sends it, made ready for the agenda: what it may say, and what is kept of what was there."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agenda.caldav.dav import CALDAV
from agenda.caldav.errors import DavError
from agenda.caldav.writing import FROM_RECORDS
from agenda.calendars import ical, visibility
from agenda.calendars.foreign import around_of
from agenda.calendars.intake.reading import visibility_after, visibility_of
from agenda.calendars.models import Event
from agenda.calendars.timezones import read_calendar

OTHER_COMPONENTS = re.compile(rb"^BEGIN:(?:VTODO|VJOURNAL|VFREEBUSY|VAVAILABILITY|VPOLL)[ \t]*\r?$", re.M | re.I)


@dataclass(frozen=True)
class Incoming:
    """What is to be saved."""

    parsed: ical.Parsed
    visibility: str
    event_type: str


def read(user, body: bytes, before: Event | None) -> Incoming:
    """The object in the body. An event that is there keeps what the program does not speak of."""
    if OTHER_COMPONENTS.search(body):
        sentence = _("The agenda holds events. Keep tasks and notes in another list of your program.")
        raise DavError(403, f"{CALDAV}supported-calendar-component", sentence)
    parsed = _decided(ical.parse(body), before)
    return Incoming(parsed, _visibility(user, parsed, before), _kind(parsed, before))


def _decided(parsed: ical.Parsed, before: Event | None) -> ical.Parsed:
    """The object with a version that nobody has seen yet, and no more open than it was by a program's silence."""
    if before is None:
        return parsed
    is_new_version = parsed.sequence > before.sequence
    says_how_open = "CLASS" in parsed.master
    if is_new_version and says_how_open:
        return parsed
    if not is_new_version:
        parsed.master["SEQUENCE"] = before.sequence + 1
    if not says_how_open:
        parsed.master.add("CLASS", ical.CLASSES[before.visibility])
    return ical.checked(parsed.events, around_of(read_calendar(parsed.text)))


def _visibility(user, parsed: ical.Parsed, before: Event | None) -> str:
    """What the program knows of visibilities is CLASS."""
    allowed = visibility.those_read_by(user)
    return visibility_of(parsed, allowed) if before is None else visibility_after(parsed, before, allowed)


def _kind(parsed: ical.Parsed, before: Event | None) -> str:
    """Sittings and terms come from their records; who says nothing of the kind leaves it as it is."""
    if parsed.category in Event.Type.values and parsed.category not in FROM_RECORDS:
        return parsed.category
    return before.event_type if before is not None else Event.Type.APPOINTMENT
