"""Which events of a calendar take place in a span of time (RFC 4791 §9.9).

Single events answer from their own row, series from the occurrences that are written out. The days far from today,
for which no series is written out, are counted series by series.
"""

from datetime import datetime, timedelta

import icalendar
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from agenda.caldav.ranges import Range
from agenda.calendars import ical
from agenda.calendars.expansion import DAYS_BACK, DAYS_LEFT, Times
from agenda.calendars.models import Event, Occurrence
from agenda.calendars.timezones import instant

ONE_DAY = timedelta(days=1)
# In a longer span whatever still repeats takes place, as good as always; counting it would take long.
MOST_COUNTED = timedelta(days=2 * 366)


def within(events: QuerySet[Event], span: Range) -> QuerySet[Event]:
    """Those of these events that touch the span."""
    return events.filter(pk__in=_keys(events, span))


def _keys(events: QuerySet[Event], span: Range) -> set[int]:
    touching = _touching(span)
    found = set(events.filter(touching, is_recurring=False).values_list("pk", flat=True))
    series = events.filter(is_recurring=True)
    if span.start is None or span.end is None:
        # A series without a last day goes on; otherwise its last repetition decides.
        return found | set(series.filter(_open_sided(span)).values_list("pk", flat=True))
    return found | _of_series(series, span, span.start, span.end)


def _of_series(series: QuerySet[Event], span: Range, start: datetime, end: datetime) -> set[int]:
    occurrences = Occurrence.objects.filter(event__in=series.values("pk")).filter(_touching(span))
    found = set(occurrences.order_by().values_list("event", flat=True).distinct())
    if _is_written_out(start, end):
        return found
    possible = series.filter(_open_sided(span)).exclude(pk__in=found)
    if end - start > MOST_COUNTED:
        return found | set(possible.values_list("pk", flat=True))
    return found | {pk for pk, ics in possible.values_list("pk", "ics") if _takes_place(ics, start, end)}


def _touching(span: Range) -> Q:
    """Half-open spans touch when each begins before the other ends; an instant belongs to the span it begins."""
    touching = Q()
    if span.start is not None:
        touching &= Q(ends_at__gt=span.start) | Q(ends_at=F("starts_at"), starts_at__gte=span.start)
    if span.end is not None:
        touching &= Q(starts_at__lt=span.end)
    return touching


def _open_sided(span: Range) -> Q:
    """Series whose life touches the span."""
    alive = Q()
    if span.start is not None:
        alive &= Q(last_ends_at__isnull=True) | Q(last_ends_at__gt=span.start)
    if span.end is not None:
        alive &= Q(starts_at__lt=span.end)
    return alive


def _is_written_out(start: datetime, end: datetime) -> bool:
    now = timezone.now()
    return start >= now - timedelta(days=DAYS_BACK - 1) and end <= now + timedelta(days=DAYS_LEFT)


def _takes_place(ics: str, start: datetime, end: datetime) -> bool:
    calendar = icalendar.Calendar()
    calendar.subcomponents = list(ical.parse(ics).events)
    found = Times(calendar).between(start - ONE_DAY, end + ONE_DAY)
    return any(instant(each.start) < end and instant(each.end) > start for each in found)
