"""Wall time and its zone. An event at ten is at ten on both sides of the last Sunday of March."""

from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from threading import Lock
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from icalendar import Calendar, Timezone
from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

# Open-ended rules of the European Union; what the library derives stops in 2038 and is six times as long.
CENTRAL_EUROPE = """BEGIN:VTIMEZONE
TZID:{tzid}
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
CENTRAL_EUROPEAN = {"Europe/Madrid", "Europe/Paris", "Europe/Andorra", "Europe/Rome", "Europe/Berlin"}


@cache
def town_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def wall(value: datetime) -> datetime:
    """The time as written on paper, with a named zone: the town's unless it came with another."""
    if value.tzinfo is None:
        return value.replace(tzinfo=town_zone())
    named = isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key not in {None, "UTC"}
    return value if named else value.astimezone(town_zone())


def instant(value: date | datetime) -> datetime:
    """The moment in UTC. A day begins at the town's midnight; a time without zone is the town's."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    if value.tzinfo is None:
        value = value.replace(tzinfo=town_zone())
    return value.astimezone(UTC)


@lru_cache(maxsize=600)
def timezone_text(tzid: str) -> str:
    """The VTIMEZONE of a known zone; empty for others, which bring their own. Anybody can make up names of zones."""
    if tzid in CENTRAL_EUROPEAN:
        return CENTRAL_EUROPE.format(tzid=tzid).replace("\n", "\r\n")
    name = WINDOWS_TO_OLSON.get(tzid, tzid)
    if name not in available_timezones():
        return ""
    return Timezone.from_tzinfo(ZoneInfo(name), tzid, first_date=date(2000, 1, 1)).to_ical().decode()


def is_plain(zone: Timezone) -> bool:
    """Whether a description of a zone is one: what is nested in it would end up among the events of others."""
    parts = zone.subcomponents
    return all(
        each.name in {"STANDARD", "DAYLIGHT"} and not each.subcomponents and "TZID" not in each for each in parts
    )


_reading = Lock()


def read_calendar(source: str | bytes) -> Calendar:
    """The only way in which text becomes an object.

    The library remembers the zones that a text describes, by their names and for the life of the process: a file that
    calls the moon "Romance Standard Time" would move what everybody else reads from then on.
    """
    with _reading:
        tzp.use_default()
        return Calendar.from_ical(source)
