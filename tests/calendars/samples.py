"""Times and texts that the tests of the agenda share."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from agenda.calendars.services import create_event

MADRID = ZoneInfo("Europe/Madrid")


def at(text: str) -> datetime:
    """A wall time in the town: "2026-11-23 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=MADRID)


def day(text: str) -> date:
    return date.fromisoformat(text)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def vcalendar(*lines: str, uid: str = "prova-1@exemple", before: str = "") -> str:
    """One event of another program, line by line."""
    body = "\r\n".join(lines)
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Altri//EN\r\n{before}BEGIN:VEVENT\r\nUID:{uid}\r\n"
        f"DTSTAMP:20260101T000000Z\r\n{body}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def make(calendar, summary, start, end, **fields):
    return create_event(None, calendar, summary=summary, start=start, end=end, **fields)
