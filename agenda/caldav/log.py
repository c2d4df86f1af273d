"""The log of changes, and what of it a program is told since it last asked (RFC 6578)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from agenda.caldav.models import Change
from agenda.calendars.models import Calendar, Event

CHUNK = 1_000
TOKEN = re.compile(r"urn:casagran:sync:([0-9]{1,18}):([0-9]{1,18}):([0-9a-f]{16})")


@dataclass(frozen=True)
class Seen:
    """An event as it was at some revision."""

    event: int
    uid: str
    scope: int


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


def changed_since(calendar: Calendar, revision: int) -> Delta:
    """What changed after that revision."""
    recent = Change.objects.filter(calendar=calendar, revision__gt=revision)
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


def token(calendar: Calendar, access: str) -> str:
    """What a program brings back to be told of what is new."""
    return f"urn:casagran:sync:{calendar.pk}:{calendar.revision}:{access}"


def revision_of(text: str, calendar: Calendar, access: str) -> int | None:
    """The revision of a token; None when it is not ours, or what may be seen has changed since: all starts anew."""
    match = TOKEN.fullmatch(text.strip())
    if match is None or int(match[1]) != calendar.pk or match[3] != access:
        return None
    return int(match[2]) if int(match[2]) <= calendar.revision else None
