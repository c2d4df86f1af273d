"""Where what an event comes from is read: the sitting that it announces, with its papers.

Told by the rooms that write such events, which this one does not know:

    origins.register(source)     # source(user, event_ids) -> {event_id: Origin}, only what this person may read
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from agenda.calendars.diary import Entry


@dataclass(frozen=True)
class Origin:
    """Where it is read, and how that is offered."""

    url: str
    label: str | Promise


Source = Callable[[object, Collection[int]], dict[int, Origin]]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def origins_of(user, events: Collection[int]) -> dict[int, Origin]:
    """Of each event that comes from elsewhere, where. As many queries as sources, however many events."""
    return {pk: origin for source in _sources for pk, origin in source(user, events).items()} if events else {}


def in_rows(user, days: Iterable[dict]) -> list[dict]:
    """The days of a list, each row with where its event comes from."""
    days = list(days)
    entries = (entry for day in days for entry in day["entries"])
    # What is convened stands in the calendar of its body: of the rest nobody need be asked.
    found = origins_of(user, {entry.event_id for entry in entries if entry.is_open and entry.calendar.body_id})
    return [day | {"rows": [_row(entry, found) for entry in day["entries"]]} for day in days]


def _row(entry: Entry, found: dict[int, Origin]) -> dict:
    return {"entry": entry, "origin": found.get(entry.event_id) if entry.is_open else None}
