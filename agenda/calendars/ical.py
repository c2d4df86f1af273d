"""iCalendar objects (RFC 5545), the source of truth of an event.

`build` writes a new object, `revise` changes what a person may change and keeps the rest (alarms, properties of other
programs), `parse` reads the columns. Everything is checked here, before it reaches the database.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext_lazy as _
from icalendar import Calendar, Component, Event
from icalendar.prop import vDDDLists, vInt, vRecur

from agenda.calendars import foreign, recurrence
from agenda.calendars.errors import AgendaError, CalendarTooBig, ImpossibleDates, MalformedCalendar, UnknownTimezone
from agenda.calendars.foreign import Around, around_of
from agenda.calendars.models import Visibility
from agenda.calendars.recurrence import FIRST_YEAR, LAST_YEAR
from agenda.calendars.timezones import instant, is_plain, read_calendar, timezone_text, wall

PRODID = "-//Casa Gran//Agenda//CA"
HEAD = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\n"
MAX_BYTES = 2 * 1024 * 1024
# What no database takes, and what some programs take for the end of a line and others do not.
STRAY, STRAY_BYTES = re.compile("\0|\r(?!\n)"), re.compile(b"\0|\r(?!\n)")
NESTING = re.compile(r"^(BEGIN|END):", re.M | re.I)
DEEPEST = 8
# What the library raises over objects that nobody wrote in good faith: it believes the types that a line claims.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, OSError, RecursionError)
DAMAGED = _("The calendar file is damaged: a date or a line of it cannot be read.")
APART = _("The event has no start, or its start and end do not go together.")
# Properties that must be readable, or the event would show at another time than its author meant.
DATED = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
STAMPS = {"DTSTAMP", "LAST-MODIFIED", "SEQUENCE"}
ONCE = ("UID", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID")
# Some programs count the seconds since 1970; more is no version, and would not fit where versions are kept.
LAST_SEQUENCE = 2_000_000_000
ZONED = ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE")
# What the component of one date of a series has of its own, even when nothing is changed but who comes.
OF_ITS_OWN = DATED | STAMPS | {"ATTENDEE", "ORGANIZER", "RELATED-TO"}
SUMMARY_LENGTH = LOCATION_LENGTH = 255
# What other programs are told of a visibility (RFC 5545 CLASS); the scope decides what they get.
CLASSES: dict[str, str] = {
    Visibility.EVERYONE: "PUBLIC",
    Visibility.STAFF: "CONFIDENTIAL",
    Visibility.GOVERNMENT: "CONFIDENTIAL",
    Visibility.PRIVATE: "PRIVATE",
}

# An event that ends at midnight ends on the day before.
TICK = timedelta(microseconds=1)

Moment = date | datetime


@dataclass(frozen=True)
class Draft:
    """What a person decides about an event. `end` is the first moment after it; for whole days, the day after."""

    summary: str
    start: Moment
    end: Moment
    location: str = ""
    description: str = ""
    # None leaves the recurrence of an existing event as it is.
    rrule: str | None = ""
    rdates: tuple[Moment, ...] = ()
    exdates: tuple[Moment, ...] = ()
    category: str = ""
    classification: str = "PUBLIC"


@dataclass(frozen=True)
class Parsed:
    """The columns of an event, read from its object."""

    text: str
    # The event itself and its exceptions.
    events: list[Event]
    master: Event
    uid: str
    summary: str
    location: str
    description: str
    all_day: bool
    starts_at: datetime
    ends_at: datetime
    last_ends_at: datetime | None
    is_recurring: bool
    sequence: int
    category: str
    is_cancelled: bool

    @property
    def classification(self) -> str:
        """What it says of who may read it: of the event and its exceptions, the least open; in doubt, private."""
        said = {str(event.get("CLASS", "PUBLIC")).upper() for event in self.events}
        return next((name for name in ("PUBLIC", "CONFIDENTIAL") if said <= {"PUBLIC", name}), "PRIVATE")

    @property
    def exceptions(self) -> int:
        """How many single dates of the series were changed or left out."""
        left_out = len(recurrence.dates_of(self.master, "EXDATE"))
        return left_out + sum(_is_changed(self.master, each) for each in self.events if each is not self.master)


def build(draft: Draft, *, uid: str, now: datetime) -> Parsed:
    """A new object."""
    master = Event()
    master.add("UID", uid)
    master.add("CREATED", now)
    master.add("SEQUENCE", 0)
    write(master, draft, now)
    return checked([master], Around())


def revise(text: str, draft: Draft, *, now: datetime) -> Parsed:
    """The object with those decisions. Exceptions to single dates go when the times they refer to have changed."""
    calendar = read_calendar(text)
    master = master_of(calendar.events)
    pattern = _pattern(master)
    master["SEQUENCE"] = highest_sequence(calendar.events) + 1
    exceptions = [each for each in calendar.events if each is not master]
    left_out = master.get("EXDATE")
    write(master, draft, now)
    if _pattern(master) != pattern:
        return checked([master], around_of(calendar))
    if left_out is not None and not draft.exdates:
        master["EXDATE"] = left_out
    return checked([master, *exceptions], around_of(calendar))


def parse(source: str | bytes, *, limit: int = MAX_BYTES) -> Parsed:
    """Read one event with its exceptions; the text that comes back is normalised and brings its time zones."""
    if len(source) > limit:
        raise CalendarTooBig(_("The file is too big for one event. Send an event without attachments inside it."))
    try:
        calendar = _read(source)
        return checked(calendar.events, around_of(calendar))
    except AgendaError:
        raise
    except UNREADABLE as problem:
        raise MalformedCalendar(DAMAGED) from problem


def checked(events: list[Event], around: Around) -> Parsed:
    for event in events:
        _check_readable(event)
        _mend(event)
        _check(event)
    master = master_of(events)
    start, end = _span(master)
    return Parsed(
        text=_text_of(events, around),
        events=events,
        master=master,
        uid=str(master["UID"]),
        summary=str(master.get("SUMMARY", ""))[:SUMMARY_LENGTH] or str(_("Untitled")),
        location=str(master.get("LOCATION", ""))[:LOCATION_LENGTH],
        description=str(master.get("DESCRIPTION", "")),
        all_day=not isinstance(start, datetime),
        starts_at=instant(start),
        ends_at=max(instant(start), instant(end)),
        last_ends_at=_last_end(events, instant(end) - instant(start)),
        is_recurring=len(events) > 1 or "RRULE" in master or "RDATE" in master,
        sequence=highest_sequence(events),
        category=_category(master),
        is_cancelled=is_cancelled(master),
    )


def highest_sequence(events: list[Event]) -> int:
    """The version of the whole object: every change gives the part it touches a number that no part had."""
    return max([0, *(int(event.get("SEQUENCE", 0)) for event in events)])


def is_cancelled(component: Component) -> bool:
    return str(component.get("STATUS", "")).upper() == "CANCELLED"


def _read(source: str | bytes) -> Calendar:
    source = STRAY.sub("", source) if isinstance(source, str) else STRAY_BYTES.sub(b"", source)
    _check_depth(source)
    try:
        calendar = read_calendar(source)
    except ValueError as problem:
        raise MalformedCalendar(
            _("This is not a calendar file (.ics). Export it again and try once more.")
        ) from problem
    if not isinstance(calendar, Calendar) or not calendar.events:
        raise MalformedCalendar(_("There is no event in this calendar file."))
    if not all(map(is_plain, calendar.timezones)):
        raise MalformedCalendar(DAMAGED)
    if len({str(event.get("UID", "")) for event in calendar.events}) > 1:
        raise MalformedCalendar(_("There is more than one event in this calendar file. Send them one by one."))
    foreign.mend_parameters(calendar)
    return calendar


def _mend(event: Event) -> None:
    """Slips of well-known programs: a length beside an end, a whole day that ends when it begins, an empty rule."""
    if "DTEND" in event:
        event.pop("DURATION", None)
    ends = recurrence.dates_of(event, "DTEND")
    if ends and not isinstance(ends[0], datetime) and ends == recurrence.dates_of(event, "DTSTART"):
        event.pop("DTEND")
    if not any(recurrence.rows_of(event, "RRULE")):
        event.pop("RRULE", None)
    if "SEQUENCE" in event:
        event["SEQUENCE"] = vInt(event["SEQUENCE"])


def _check_depth(source: str | bytes) -> None:
    """What is nested without end would be read, and then break whoever writes it again."""
    depth = 0
    for mark in NESTING.findall(source if isinstance(source, str) else source.decode("utf-8", "replace")):
        depth += 1 if mark.upper() == "BEGIN" else -1
        if depth > DEEPEST:
            raise MalformedCalendar(_("This is not a calendar file (.ics). Export it again and try once more."))


def _check_readable(event: Event) -> None:
    for name, _problem in event.errors:
        if name is None or name in DATED | STAMPS:
            raise MalformedCalendar(DAMAGED)
    if any(isinstance(event.get(name), list) for name in ONCE):
        raise MalformedCalendar(DAMAGED)
    # A line may claim that its date is a length, a rule or an address, and is believed.
    if any(not isinstance(each, date) for name in ZONED for each in recurrence.dates_of(event, name)):
        raise MalformedCalendar(DAMAGED)


def _check(event: Event) -> None:
    if not event.get("UID") or len(str(event["UID"])) > 255:
        raise MalformedCalendar(_("The event of this calendar file has no identifier (UID) that can be used."))
    if not 0 <= int(event.get("SEQUENCE", 0)) <= LAST_SEQUENCE:
        raise MalformedCalendar(DAMAGED)
    start, end = _span(event)
    check_dates(start, end)
    _check_zones(event)
    recurrence.check(event, start)


def check_dates(start: Moment, end: Moment) -> None:
    """Refuse what is no time span of an agenda."""
    if isinstance(start, datetime) != isinstance(end, datetime):
        raise ImpossibleDates(_("Give both the start and the end a time, or neither of them."))
    if not (FIRST_YEAR <= start.year <= LAST_YEAR and FIRST_YEAR <= end.year <= LAST_YEAR):
        raise ImpossibleDates(
            _("Choose dates between the years %(first)d and %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    if instant(end) < instant(start) or (end == start and not isinstance(start, datetime)):
        raise ImpossibleDates(_("The event ends before it starts. Correct the end."))


def _span(event: Event) -> tuple[Moment, Moment]:
    try:
        start, end = event.start, event.end
    except (ValueError, OverflowError) as problem:
        raise ImpossibleDates(APART) from problem
    if isinstance(start, datetime) and isinstance(end, datetime) and (start.tzinfo is None) != (end.tzinfo is None):
        raise ImpossibleDates(APART)
    return start, end


def _check_zones(event: Event) -> None:
    """A zone that nobody knows leaves its times without zone; the parameter says so."""
    for name in ZONED:
        for row in recurrence.rows_of(event, name):
            tzid = row.params.get("TZID")
            if tzid and any(isinstance(each, datetime) and each.tzinfo is None for each in recurrence.moments(row)):
                raise UnknownTimezone(
                    _("The time zone “%(zone)s” is not known. Use the zone of a city, such as Europe/Madrid.")
                    % {"zone": str(tzid)[:80]}
                )


def master_of(events: list[Event]) -> Event:
    """The event itself; its siblings are exceptions. A lone exception stands for itself."""
    return next((event for event in events if "RECURRENCE-ID" not in event), events[0])


def _last_end(events: list[Event], length: timedelta) -> datetime | None:
    ends = [instant(event.end) for event in events]
    for event in events:
        last = recurrence.last_start(event)
        if last is None:
            return None
        ends.append(instant(last) + length)
    return max(ends)


def _is_changed(master: Event, exception: Event) -> bool:
    """Whether a date differs from its series in more than who comes to it."""
    if recurrence.dates_of(exception, "RECURRENCE-ID") != [exception.start]:
        return True
    if exception.end - exception.start != master.end - master.start:
        return True
    return any(exception.get(name) != master.get(name) for name in {*exception, *master} - OF_ITS_OWN)


def _category(master: Event) -> str:
    found = master.get("CATEGORIES")
    first = found[0] if isinstance(found, list) else found
    return str(first.cats[0]) if first is not None and first.cats else ""


def write(master: Event, draft: Draft, now: datetime) -> None:
    start, end = town_moment(draft.start), town_moment(draft.end)
    check_dates(start, end)
    for name in ("DTSTART", "DTEND", "DURATION"):
        master.pop(name, None)
    master.add("DTSTART", start)
    master.add("DTEND", end)
    _set_texts(master, draft)
    _set_recurrence(master, draft)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        master.pop(name, None)
        master.add(name, now.astimezone(UTC).replace(microsecond=0))


def _set_texts(master: Event, draft: Draft) -> None:
    texts = {
        "SUMMARY": draft.summary,
        "LOCATION": draft.location,
        "DESCRIPTION": draft.description,
        "CLASS": draft.classification,
    }
    for name, value in texts.items():
        master.pop(name, None)
        if value:
            master.add(name, value)
    master.pop("CATEGORIES", None)
    if draft.category:
        master.add("CATEGORIES", [draft.category])


def _set_recurrence(master: Event, draft: Draft) -> None:
    master.pop("EXDATE", None)
    if draft.exdates:
        master["EXDATE"] = vDDDLists([town_moment(each) for each in draft.exdates])
    if draft.rrule is None:
        return
    master.pop("RRULE", None)
    master.pop("RDATE", None)
    if draft.rrule:
        master.add("RRULE", recurrence.read_rule(draft.rrule))
    if draft.rdates:
        master["RDATE"] = vDDDLists([town_moment(each) for each in draft.rdates])


def _pattern(master: Event) -> tuple:
    """What exceptions to single dates refer to."""
    rule = master.get("RRULE")
    return recurrence.dates_of(master, "DTSTART"), rule.to_ical() if isinstance(rule, vRecur) else rule


def town_moment(value: Moment) -> Moment:
    return wall(value) if isinstance(value, datetime) else value


def _text_of(events: list[Event], around: Around) -> str:
    """The complete object: zones first, then the event and its exceptions (`stitching` relies on that order)."""
    used = sorted(tzid for tzid in foreign.zones_used(events) if tzid != "UTC")
    described = (timezone_text(tzid) or around.zones.get(tzid, "") for tzid in used)
    written = (event.to_ical().decode() for event in events)
    return "".join([HEAD, around.lines, *described, *written, around.others, "END:VCALENDAR\r\n"])
