"""Reminders: each person's own for each event, by mail and on the desk, once for each date.

Who may no longer read the event is no longer reminded of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agenda.calendars.guests.models import Reminder
from agenda.calendars.guests.said import is_private, title_of
from agenda.calendars.models import Event, Occurrence
from agenda.calendars.rooms.words import day_in_words, span_in_words
from intranet.access.policies import can_read
from intranet.people.municipality import municipality


@dataclass(frozen=True)
class Due:
    """A date of an event of which somebody wants to be reminded now."""

    reminder: Reminder
    date: Occurrence


def remind(user, event: Event, minutes: int | None) -> None:
    """Set one's own reminder, or take it away."""
    if not can_read(user, event):
        raise PermissionDenied
    if minutes is None:
        Reminder.objects.filter(person=user, event=event).delete()
    else:
        defaults = {"minutes": minutes, "reminded_of": None}
        Reminder.objects.update_or_create(person=user, event=event, defaults=defaults)


def alarms_of(person) -> dict[int, int]:
    """How many minutes before each event this person wants to know."""
    return dict(Reminder.objects.filter(person=person).order_by("event").values_list("event", "minutes"))


def send_due(now: datetime | None = None) -> int:
    """Write to whoever wants to be reminded by now; how many letters left. Asking twice writes nothing twice."""
    moment = now or timezone.now()
    sent = 0
    for due in _due(Reminder.objects.exclude(person__email=""), moment):
        if _claim(due):
            sent += _write_or_let_go(due)
    return sent


def _write_or_let_go(due: Due) -> bool:
    try:
        return _write(due)
    except OSError:
        # The post is away: the next minute tries again.
        Reminder.objects.filter(pk=due.reminder.pk).update(reminded_of=due.reminder.reminded_of)
        raise


def shown_to(user, now: datetime | None = None) -> list[Due]:
    """What the desk reminds of: what begins within the time that the person chose, until it begins."""
    mine = _due(Reminder.objects.filter(person=user), now or timezone.now())
    return sorted((due for due in mine if can_read(user, due.reminder.event)), key=lambda due: due.date.starts_at)


def _due(reminders, now: datetime) -> Iterator[Due]:
    """A query for each length of notice that somebody uses, and there are few of them."""
    for minutes in reminders.order_by().values_list("minutes", flat=True).distinct():
        notice = Q(starts_at__gt=now, starts_at__lte=now + timedelta(minutes=minutes))
        these = reminders.filter(minutes=minutes)
        dates: dict[int, list[Occurrence]] = {}
        for date in Occurrence.objects.filter(notice, event__in=these.values("event")).order_by("starts_at"):
            dates.setdefault(date.event_id, []).append(date)
        yield from _pairs(these.filter(event__in=dates), dates)


def _pairs(reminders, dates: dict[int, list[Occurrence]]) -> Iterable[Due]:
    for reminder in reminders.select_related("event__calendar", "person"):
        for date in dates[reminder.event_id]:
            yield Due(reminder, date)


def _claim(due: Due) -> bool:
    """For one sender alone. A single event that was moved, also to an earlier time, is another date."""
    mine = Reminder.objects.filter(pk=due.reminder.pk)
    at = due.date.starts_at
    earlier = Q(reminded_of__lt=at) if due.reminder.event.is_recurring else ~Q(reminded_of=at)
    return bool(mine.filter(Q(reminded_of__isnull=True) | earlier).update(reminded_of=at))


def _write(due: Due) -> bool:
    person, event = due.reminder.person, due.reminder.event
    if not can_read(person, event):
        return False
    with translation.override(settings.LANGUAGE_CODE):
        title = title_of(event) if is_private(event) else due.date.summary
        context = {
            "person": person,
            "title": title,
            "when": _when(due.date),
            "place": "" if is_private(event) else due.date.location,
            "town": municipality(),
            "url": settings.WAGTAILADMIN_BASE_URL + event.get_absolute_url(),
        }
        subject = " ".join((_("Reminder: %(title)s") % {"title": title}).split())
        body = render_to_string("guests/mail/reminder.txt", context)
    with get_connection() as connection:
        EmailMessage(subject=subject, body=body, to=[person.email], connection=connection).send()
    return True


def _when(date: Occurrence) -> str:
    return day_in_words(date.day) if date.all_day else span_in_words(date.starts_at, date.ends_at)
