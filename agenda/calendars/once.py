"""One form makes one event, however often it is sent: its hidden key is the name of the event for ever (UID)."""

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError

from agenda.calendars.models import Event
from agenda.calendars.services import new_uid


def uid_of(key: UUID | None) -> str:
    """The name of an event made with that key; a key that is not this person's to use never reaches an old event."""
    uid = f"{key}@casagran"
    return new_uid() if key is None or Event.objects.filter(uid=uid).exists() else uid


def made_before(user, key: UUID | None) -> Event | None:
    """What the same form has made already."""
    return Event.objects.readable(user).filter(uid=f"{key}@casagran").first() if key else None


def make_once(user, key: UUID | None, make: Callable[[], Event | None]) -> tuple[Event | None, bool]:
    """The event, and whether it is new: of two presses of a button the slower one finds what the other has made."""
    if there := made_before(user, key):
        return there, False
    try:
        made = make()
    except IntegrityError:
        made = None
        if made_before(user, key) is None:
            raise
    return (made, True) if made else (made_before(user, key), False)
