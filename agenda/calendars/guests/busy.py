"""When people are busy, and nothing of what they do then.

Busy is what stands in somebody's own calendar, a sitting of a body they belong to, and what they are invited to and
have not declined. A whole day counts only where somebody is away.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from agenda.calendars.guests.models import Attendee
from agenda.calendars.guests.querysets import said_of_date
from agenda.calendars.models import Event, Occurrence
from intranet.people.models import Membership

Span = tuple[datetime, datetime]


def busy_spans(people: Iterable[int], since: datetime, until: datetime) -> list[Span]:
    """The times at which at least one of them is busy: a few queries, however many people they are."""
    people = list(people)
    bodies = Membership.objects.in_force(since).filter(person__in=people, body__isnull=False).values("body")
    within = _touching(since, until).filter(Q(all_day=False) | Q(event__event_type=Event.Type.ABSENCE))
    reasons = (
        within.filter(calendar__owner__in=people),
        within.filter(calendar__body__in=bodies),
        _invited(within, people),
    )
    found = (rows.values_list("starts_at", "ends_at") for rows in reasons)
    return sorted({span for spans in found for span in spans})


def _invited(within: QuerySet[Occurrence], people: Collection[int]) -> QuerySet[Occurrence]:
    """Date by date: who declines one alone is free then, and only then."""
    said = said_of_date("event__attendees", "event__attendees__answer")
    rows = within.filter(event__attendees__person__in=people).annotate(said=said)
    return rows.exclude(said=Attendee.Answer.NO)


def _touching(since: datetime, until: datetime) -> QuerySet[Occurrence]:
    first, last = timezone.localdate(since), timezone.localdate(until)
    single = Q(spans_days=False, day__range=(first, last))
    several = Q(spans_days=True, last_day__gte=first, day__lte=last)
    return Occurrence.objects.filter(single | several, starts_at__lt=until, ends_at__gt=since)
