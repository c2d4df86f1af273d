"""What a calendar program answers by mail (RFC 6047, METHOD:REPLY), read from the whole message.

Google, Outlook and Apple each write it their own way: beside other parts or alone, in base64 or quoted, with the
method in the type of the part, inside it, or in both. Anybody can write to a mailbox: whatever comes, one message
never keeps the others from being read.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message

from icalendar import Calendar, Component

from agenda.calendars.guests.models import Attendee
from agenda.calendars.ical import UNREADABLE
from agenda.calendars.recurrence import date_of
from agenda.calendars.timezones import instant, read_calendar

LARGEST = 1024 * 1024
MOST = 100
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.S)
ADDRESS = re.compile(r"[^\s<>()\",;:@]+@[^\s<>()\",;:@]+")
TYPES = {"text/calendar", "application/ics"}
ANSWERS = {Attendee.Answer.YES.value, Attendee.Answer.MAYBE.value, Attendee.Answer.NO.value}


@dataclass(frozen=True)
class Reply:
    """Somebody's answer to an invitation."""

    uid: str
    address: str
    answer: str
    sequence: int
    at: datetime | None
    comment: str
    # Of a series: the date that is answered; None for all of them.
    date: datetime | None


def read(message: bytes) -> list[Reply]:
    """The answers that a message brings, or none: other mail, a forged sender, a damaged part.

    A program answers a series and some of its dates in one letter, each in a component of its own.
    """
    if len(message) > LARGEST:
        return []
    try:
        letter = email.message_from_bytes(message)
        found = next(filter(None, map(_answers_in, _calendar_parts(letter))), [])
    except UNREADABLE:
        return []
    # Who answers writes from the address that was invited; anybody can write another one into the part.
    sender = _sender(letter)
    return found if all(each.address == sender for each in found) else []


def _sender(letter: Message) -> str:
    """The one address in the one line that says who writes, or nothing.

    "me@here.cat <you@there.cat>" is read as either of them, by some as whom the post has checked and by others as
    whom it has not; so where two addresses stand outside quotes, nobody has written.
    """
    lines = [QUOTED.sub(" ", str(line)) for line in letter.get_all("From", [])]
    found = ADDRESS.findall(lines[0]) if len(lines) == 1 else []
    return found[0].lower() if len(found) == 1 and lines[0].count("@") == 1 else ""


def _calendar_parts(letter: Message) -> Iterator[bytes]:
    for part in letter.walk():
        if part.get_content_type() in TYPES:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield payload


def _answers_in(part: bytes) -> list[Reply]:
    """All of them, or none where one cannot be understood. What is said of the whole comes before its dates."""
    calendar = read_calendar(part)
    if not isinstance(calendar, Calendar) or str(calendar.get("METHOD", "")).upper() != "REPLY":
        return []
    found = [_answer_in(event) for event in calendar.events[:MOST]]
    answers = [each for each in found if each is not None]
    is_whole = len(answers) == len(calendar.events) and len({each.uid for each in answers}) == 1
    return sorted(answers, key=lambda each: each.date is not None) if is_whole else []


def _answer_in(event: Component) -> Reply | None:
    attendee = event.get("ATTENDEE")
    if attendee is None or isinstance(attendee, list):
        return None
    answer, uid = str(attendee.params.get("PARTSTAT", "")).upper(), str(event.get("UID", ""))
    if answer not in ANSWERS or "\0" in uid:
        return None
    return Reply(
        uid=uid,
        address=str(attendee).lower().removeprefix("mailto:"),
        answer=answer,
        sequence=_number(event),
        at=_stamp(event),
        comment=_comment(event),
        date=instant(date_of(event, "RECURRENCE-ID")) if "RECURRENCE-ID" in event else None,
    )


def _number(event: Component) -> int:
    try:
        return int(event.get("SEQUENCE", 0))
    except (TypeError, ValueError):
        return 0


def _stamp(event: Component) -> datetime | None:
    found = getattr(event.get("DTSTAMP"), "dt", None)
    if not isinstance(found, datetime):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _comment(event: Component) -> str:
    found = event.get("COMMENT", "")
    return str(found[0] if isinstance(found, list) and found else found or "").replace("\0", "")
