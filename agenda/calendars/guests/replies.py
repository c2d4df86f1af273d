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

LARGEST = 1024 * 1024
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
    is_of_one_date: bool


def read(message: bytes) -> Reply | None:
    """The answer that a message brings, or nothing: other mail, a forged sender, a damaged part."""
    if len(message) > LARGEST:
        return None
    try:
        letter = email.message_from_bytes(message)
        found = next(filter(None, map(_answer_in, _calendar_parts(letter))), None)
    except UNREADABLE:
        return None
    # Who answers writes from the address that was invited; anybody can write another one into the part.
    return found if found is not None and found.address == _sender(letter) else None


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


def _answer_in(part: bytes) -> Reply | None:
    calendar = Calendar.from_ical(part)
    if not isinstance(calendar, Calendar) or str(calendar.get("METHOD", "")).upper() != "REPLY" or not calendar.events:
        return None
    event = calendar.events[0]
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
        is_of_one_date="RECURRENCE-ID" in event,
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
