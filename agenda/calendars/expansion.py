"""Occurrences: every time an event takes place, written out for a rolling window.

A single event has its one row whenever it is. A series is written out from 400 days ago to 800 days ahead; every day
`roll` moves the window on for the series that are near its end, and asking twice changes nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, repeat

import icalendar
import recurring_ical_events
from django.db import transaction
from django.utils import timezone

from agenda.calendars import ical
from agenda.calendars.errors import ImpossibleRule
from agenda.calendars.models import Event, Occurrence
from agenda.calendars.recurrence import TOO_OFTEN, date_of, rows_of, without_positions
from agenda.calendars.rooms import bookings
from agenda.calendars.timezones import instant, town_zone

DAYS_BACK = 400
DAYS_AHEAD = 800
# A series is written out again when less than this is left, so each day's work is a small part of all series.
DAYS_LEFT = 770
MOST_OCCURRENCES = 2_000
CHUNK = 1_000


def materialise(event: Event, parsed: ical.Parsed | None = None, *, today: date | None = None) -> None:
    """Write the occurrences of one event anew."""
    today = today or timezone.localdate()
    wanted = occurrences_of(event, parsed, today=today)
    with transaction.atomic():
        event.occurrences.all().delete()
        Occurrence.objects.bulk_create(wanted, batch_size=CHUNK)
        event.expanded_until = _horizon(event, today)
        Event.objects.filter(pk=event.pk).update(expanded_until=event.expanded_until)


def materialise_many(
    events: Iterable[Event], parsed: Iterable[ical.Parsed] | None = None, *, today: date | None = None
) -> None:
    """The first occurrences of new events. Single ones, the great majority, are one row without any counting."""
    today = today or timezone.localdate()
    known: Iterable[ical.Parsed | None] = parsed or repeat(None)
    pending = zip(events, known, strict=False)
    while batch := list(islice(pending, CHUNK)):
        rows = [row for event, each in batch for row in occurrences_of(event, each, today=today)]
        for event, _each in batch:
            event.expanded_until = _horizon(event, today)
        with transaction.atomic():
            Occurrence.objects.bulk_create(rows, batch_size=CHUNK)
            Event.objects.bulk_update([event for event, _each in batch if event.expanded_until], ["expanded_until"])


def roll(*, today: date | None = None) -> int:
    """Extend every series that is written out to less than the window asks; how many there were."""
    today = today or timezone.localdate()
    waiting = Event.objects.to_expand(today + timedelta(days=DAYS_LEFT)).select_related("calendar").order_by("pk")
    rolled = 0
    for event in waiting.iterator(chunk_size=CHUNK):
        with transaction.atomic():
            materialise(event, today=today)
            bookings.extend(event)
        rolled += 1
    return rolled


def occurrences_of(event: Event, parsed: ical.Parsed | None = None, *, today: date) -> list[Occurrence]:
    """Unsaved rows, at most 2,000: of more, those nearest to today."""
    if not event.is_recurring:
        return [] if parsed and parsed.is_cancelled else [_single(event)]
    parsed = parsed or ical.parse(event.ics)
    if parsed.is_cancelled:
        return []
    rows = {row.starts_at: row for row in _repetitions(event, parsed, today)}
    if len(rows) <= MOST_OCCURRENCES:
        return list(rows.values())
    middle = datetime.combine(today, time.min, UTC)
    return sorted(rows.values(), key=lambda row: abs(row.starts_at - middle))[:MOST_OCCURRENCES]


def _horizon(event: Event, today: date) -> date | None:
    """The last day written out, or None when nothing is left to write."""
    until = today + timedelta(days=DAYS_AHEAD)
    is_complete = event.last_ends_at is not None and event.last_ends_at.date() < until
    return until if event.is_recurring and not is_complete else None


class Times(recurring_ical_events.CalendarQuery):
    """Occurrences as they are counted: a copy of the whole event for each would take most of the time."""

    def _occurrences_to_components(self, occurrences):
        return occurrences


def _repetitions(event: Event, parsed: ical.Parsed, today: date) -> Iterator[Occurrence]:
    first = datetime.combine(today - timedelta(days=DAYS_BACK), time.min, UTC)
    last = datetime.combine(today + timedelta(days=DAYS_AHEAD), time.min, UTC)
    calendar = icalendar.Calendar()
    calendar.subcomponents = [_counted(each) for each in parsed.events]
    try:
        found = Times(calendar).between(first, last)
    except (ValueError, OverflowError) as problem:
        raise ImpossibleRule(TOO_OFTEN) from problem
    if len(parsed.events) == 1:
        return (_row(event, each.start, each.start, each.end, event.summary, event.location) for each in found)
    components = (each.as_component(keep_recurrence_attributes=False) for each in found)
    return (_changed(event, each) for each in components if not ical.is_cancelled(each))


def _counted(component: icalendar.Event) -> icalendar.Event:
    """The component as the library counts it rightly."""
    rules = rows_of(component, "RRULE")
    if not any("BYSETPOS" in rule for rule in rules):
        return component
    counted = component.copy()
    counted.subcomponents = list(component.subcomponents)
    counted["RRULE"] = [without_positions(rule) for rule in rules]
    return counted


def _changed(event: Event, component: icalendar.Event) -> Occurrence:
    """An occurrence that may differ from its series in more than its time."""
    summary = str(component.get("SUMMARY", ""))[: ical.SUMMARY_LENGTH] or event.summary
    location = str(component.get("LOCATION", ""))[: ical.LOCATION_LENGTH]
    return _row(event, date_of(component, "RECURRENCE-ID"), component.start, component.end, summary, location)


def _row(
    event: Event, given: ical.Moment, start: ical.Moment, end: ical.Moment, summary: str, location: str
) -> Occurrence:
    """`given` is the start by which the series knows this occurrence, before it was moved."""
    # Where the clock jumps ahead, an hour written on the wall may end before it began.
    ends_at = max(instant(start), instant(end))
    row = _occurrence(event, instant(start), ends_at, not isinstance(start, datetime), summary, location)
    row.recurrence_id = instant(given)
    return row


def _single(event: Event) -> Occurrence:
    return _occurrence(event, event.starts_at, event.ends_at, event.all_day, event.summary, event.location)


def _occurrence(
    event: Event, starts_at: datetime, ends_at: datetime, all_day: bool, summary: str, location: str
) -> Occurrence:
    day = starts_at.astimezone(town_zone()).date()
    last_day = max(day, (ends_at - ical.TICK).astimezone(town_zone()).date())
    return Occurrence(
        event=event,
        calendar_id=event.calendar_id,
        scope_id=event.scope_id,
        starts_at=starts_at,
        ends_at=ends_at,
        day=day,
        last_day=last_day,
        spans_days=last_day > day,
        all_day=all_day,
        summary=summary,
        location=location,
    )
