"""Answers to single dates of a series: who comes always, but not on the twelfth.

Such an answer counts until its date is over, is moved or leaves the series, or until they say something of the whole.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars import expansion
from agenda.calendars.guests.errors import TooLate
from agenda.calendars.guests.models import Attendee, DateAnswer
from agenda.calendars.ical import Parsed
from agenda.calendars.models import Event, Occurrence

Answers = dict[datetime, dict[int, str]]


def ahead(event: Event) -> QuerySet[Occurrence]:
    """The dates of a series that can still be answered one by one; none of an event that is single."""
    dates = event.occurrences.filter(recurrence_id__isnull=False, ends_at__gte=timezone.now())
    return dates.order_by("starts_at")


def note(attendee: Attendee, date: datetime, what: str, *, comment: str, at: datetime, user) -> None:
    said = {"answer": what, "comment": comment, "answered_at": at, "answered_by": user}
    DateAnswer.objects.update_or_create(attendee=attendee, recurrence_id=date, defaults=said)


def forget(attendee: Attendee, said_until: datetime) -> None:
    """They said something of the whole: what they had said by then of dates to come no longer counts."""
    attendee.dates.filter(recurrence_id__gte=timezone.now(), answered_at__lte=said_until).delete()


def require_date(event: Event, date: datetime) -> Occurrence:
    """The date that is answered, while it is one and is not over."""
    found = event.occurrences.filter(recurrence_id=date).first()
    if found is None:
        raise TooLate(_("That date is no longer in the series. Look at the series again."))
    if found.ends_at < timezone.now():
        raise TooLate(_("This event is over: there is nothing left to answer."))
    return found


def last_said(attendee: Attendee, date: datetime | None) -> datetime | None:
    """When they last answered: the whole, or that date."""
    own = attendee.dates.filter(recurrence_id=date).first() if date else None
    moments = (attendee.answered_at, own.answered_at if own else None)
    return max((each for each in moments if each), default=None)


def that_stay(event: Event, parsed: Parsed, attendees: Collection[Attendee], *, is_moved: bool) -> Answers:
    """What was said of the dates of an event that is about to be written; of what moves, it is asked anew."""
    answers = DateAnswer.objects.filter(attendee__in=attendees)
    ahead = answers.filter(recurrence_id__gte=timezone.now())
    if is_moved:
        ahead.delete()
    said = list(answers.values_list("recurrence_id", "attendee", "answer"))
    dates = _unmoved({date for date, _attendee, _answer in said}, event, parsed)
    ahead.exclude(recurrence_id__in=dates).delete()
    found: Answers = {date: {} for date in dates}
    for date, attendee, answer in said:
        if date in dates:
            found[date][attendee] = answer
    return found


def _unmoved(dates: set[datetime], event: Event, parsed: Parsed) -> set[datetime]:
    """Those that are still in the series, at the time at which they were."""
    if not dates:
        return set()
    before = _times(event.occurrences.filter(recurrence_id__in=dates))
    after = _times(expansion.occurrences_of(event, parsed, today=timezone.localdate()))
    return {date for date in dates if date in before and before[date] == after.get(date)}


def _times(dates: Iterable[Occurrence]) -> dict[datetime | None, tuple[datetime, datetime]]:
    return {each.recurrence_id: (each.starts_at, each.ends_at) for each in dates}
