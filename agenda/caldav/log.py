"""The log of changes, and what of it a program is told since it last asked (RFC 6578)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from agenda.caldav.models import Change
from agenda.calendars.models import Calendar, Event

CHUNK = 1_000
TOKEN = re.compile(r"urn:casagran:sync:([0-9]{1,18}):([0-9]{1,18}):([0-9a-f]{16})(?::([0-9]{0,18}):([0-9]{1,18}))?")


@dataclass(frozen=True)
class Seen:
    """An event as it was at some revision."""

    event: int
    uid: str
    scope: int


@dataclass(frozen=True)
class Place:
    """How far a program has come: it knows the calendar as it was at that revision.

    An answer that was cut goes through the events by their numbers: `after` is the last one that was told, of all that
    changed since `base` (None is the very beginning). Only when the last is told does the program know the revision.
    """

    revision: int
    base: int | None = None
    after: int = 0

    @property
    def is_halfway(self) -> bool:
        return bool(self.after)

    @property
    def since(self) -> int | None:
        """The revision from which changes are still to be told; None for everything there is."""
        return self.base if self.is_halfway else self.revision


@dataclass(frozen=True)
class Delta:
    """The events written since a revision: those still there, and each as it was before."""

    events: list[int]
    before: dict[int, Seen]


def note(calendar_id: int, revision: int, events: list[int], is_gone: bool) -> None:
    """Write down that these events changed. Called by `agenda.calendars.changes`."""
    for start in range(0, len(events), CHUNK):
        rows = Event.objects.filter(pk__in=events[start : start + CHUNK]).values_list("pk", "uid", "scope")
        Change.objects.bulk_create(
            Change(calendar_id=calendar_id, revision=revision, event=pk, uid=uid, scope=scope, is_gone=is_gone)
            for pk, uid, scope in rows
        )


def changed_since(calendar: Calendar, revision: int, *, after: int = 0) -> Delta:
    """What changed after that revision, of the events whose number is higher than that."""
    recent = Change.objects.filter(calendar=calendar, revision__gt=revision, event__gt=after)
    events = sorted(set(recent.values_list("event", flat=True)))
    return Delta(events, _as_of(calendar, recent, revision))


def _as_of(calendar: Calendar, recent, revision: int) -> dict[int, Seen]:
    """The events of these changes as they were at that revision; those that came later are missing."""
    earlier = Change.objects.filter(calendar=calendar, revision__lte=revision, event__in=recent.values("event"))
    rows = earlier.order_by("event", "revision", "pk").values_list("event", "uid", "scope", "is_gone")
    last = (list(group)[-1] for _event, group in groupby(rows, key=lambda row: row[0]))
    return {event: Seen(event, uid, scope) for event, uid, scope, is_gone in last if not is_gone}


def short_hash(parts: Iterable) -> str:
    return sha256(repr(list(parts)).encode()).hexdigest()[:16]


def token(calendar: Calendar, access: str, place: Place) -> str:
    """What a program brings back to be told of what is new."""
    whole = f"urn:casagran:sync:{calendar.pk}:{place.revision}:{access}"
    base = "" if place.base is None else place.base
    return f"{whole}:{base}:{place.after}" if place.is_halfway else whole


def token_now(calendar: Calendar, access: str) -> str:
    return token(calendar, access, Place(calendar.revision))


def place_of(text: str, calendar: Calendar, access: str) -> Place | None:
    """The place of a token; None when it is not ours, or what may be seen has changed since: all starts anew."""
    match = TOKEN.fullmatch(text.strip())
    if match is None or int(match[1]) != calendar.pk or match[3] != access:
        return None
    place = Place(int(match[2]), int(match[4]) if match[4] else None, int(match[5] or 0))
    return place if (place.base or 0) <= place.revision <= calendar.revision else None
