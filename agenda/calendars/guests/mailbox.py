"""The mailbox to which calendar programs send their answers: read over IMAP, message by message.

What was understood is marked as read. What was not (other mail, an answer that came too late) is also flagged, for
somebody to look at; nothing is ever deleted.
"""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from agenda.calendars.errors import AgendaError
from agenda.calendars.guests import replies, services
from agenda.calendars.guests.models import Attendee
from agenda.calendars.guests.replies import Reply

MOST = 200
PATIENCE_SECONDS = 20


@dataclass
class Read:
    """What a visit to the mailbox found."""

    taken: int = 0
    flagged: int = 0


def read_replies() -> Read:
    """Take the answers that wait. Without a mailbox there is nothing to do."""
    done = Read()
    if not settings.AGENDA_IMAP:
        return done
    with _open(settings.AGENDA_IMAP) as box:
        for number in _unseen(box)[:MOST]:
            message = _fetch(box, number)
            if message is not None and take(message):
                box.uid("STORE", number, "+FLAGS", r"(\Seen)")
                done.taken += 1
            else:
                box.uid("STORE", number, "+FLAGS", r"(\Seen \Flagged)")
                done.flagged += 1
    return done


def take(message: bytes) -> bool:
    """Note the answers of one message; whether there was one that counts."""
    taken = [_take(each) for each in replies.read(message)]
    return any(taken)


def _take(reply: Reply) -> bool:
    attendee = _attendee_of(reply)
    if attendee is None:
        return False
    at = min(reply.at, timezone.now()) if reply.at else None
    try:
        services.answer(
            None, attendee, reply.answer, date=reply.date, comment=reply.comment, at=at, sequence=reply.sequence
        )
    except AgendaError:
        return False
    return True


def _attendee_of(reply: Reply) -> Attendee | None:
    whose = Q(email__iexact=reply.address) | Q(person__email__iexact=reply.address, person__is_active=True)
    return Attendee.objects.filter(whose, event__uid=reply.uid).order_by("pk").first()


@contextmanager
def _open(address: str) -> Iterator[imaplib.IMAP4]:
    """imaps://user:password@host:port/folder; imap:// only to this very machine."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    box: imaplib.IMAP4
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        box = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=PATIENCE_SECONDS)
    else:
        box = imaplib.IMAP4(host, parts.port or 143, timeout=PATIENCE_SECONDS)
    with box:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        status, _count = box.select(parts.path.lstrip("/") or "INBOX")
        if status != "OK":
            raise imaplib.IMAP4.error("the folder of the mailbox cannot be opened")
        yield box


def _unseen(box: imaplib.IMAP4) -> list[str]:
    _status, found = box.uid("SEARCH", "UNSEEN")
    return found[0].decode().split() if found and found[0] else []


def _fetch(box: imaplib.IMAP4, number: str) -> bytes | None:
    """The whole message without marking it, unless it is bigger than any answer."""
    _status, size = box.uid("FETCH", number, "(RFC822.SIZE)")
    if not size or not isinstance(size[0], bytes) or _size_in(size[0]) > replies.LARGEST:
        return None
    _status, found = box.uid("FETCH", number, "(BODY.PEEK[])")
    return next((row[1] for row in found if isinstance(row, tuple)), None)


def _size_in(answer: bytes) -> int:
    digits = answer.partition(b"RFC822.SIZE")[2].strip(b" )").split(b" ")[0]
    return int(digits) if digits.isdigit() else replies.LARGEST + 1
