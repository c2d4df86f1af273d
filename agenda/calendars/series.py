"""Changing a series from one of its dates: this one, this one and those that follow, or all (RFC 5545 §3.8.4.4).

`splitting` works on the object; here are the check, the lock, the trace and the way back.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars import ical, services, splitting
from agenda.calendars.errors import AgendaError, EventChanged
from agenda.calendars.guests import following
from agenda.calendars.models import Event
from agenda.calendars.rooms import bookings
from agenda.calendars.rooms.wanted import Places
from agenda.calendars.services import Deleted
from intranet.access import audit


class Reach(models.TextChoices):
    """How far a change goes."""

    ONE = "one", _("Only this date")
    FOLLOWING = "following", _("This date and those that follow")
    ALL = "all", _("The whole series")


@dataclass(frozen=True)
class Changed:
    """What is needed to take a change back. Plain values: it waits in the session."""

    event: int
    before: dict
    # The version that the change left: another one means that there is more to lose than the change.
    sequence: int
    made: int | None = None


@dataclass(frozen=True)
class Wanted:
    """What somebody wants of a date, and which date it is."""

    draft: ical.Draft
    recurrence_id: datetime | None
    visibility: str
    places: Places | None


@transaction.atomic
def change(
    user,
    event: Event,
    draft: ical.Draft,
    *,
    reach: str,
    recurrence_id: datetime | None,
    visibility: str,
    sequence: int | None = None,
    places: Places | None = None,
) -> tuple[Event, Changed]:
    """Change the dates that `reach` names. Comes back with the event that holds the date, and the way back."""
    event = services.lock_event(user, event, sequence=sequence)
    wanted = Wanted(draft, recurrence_id, visibility, places)
    if reach == Reach.ALL or recurrence_id is None:
        return _change_all(user, event, wanted)
    _require_date(event, recurrence_id)
    if reach == Reach.ONE:
        return _change_one(user, event, recurrence_id, wanted)
    if splitting.is_first(event.ics, recurrence_id):
        return _change_all(user, event, wanted)
    return _change_following(user, event, recurrence_id, wanted)


@transaction.atomic
def remove(
    user, event: Event, *, reach: str, recurrence_id: datetime | None, sequence: int | None = None
) -> Changed | Deleted:
    """Take out the dates that `reach` names; with the last one the event goes."""
    event = services.lock_event(user, event, sequence=sequence)
    before = services.as_it_stands(event)
    if reach == Reach.ALL or recurrence_id is None:
        return services.delete_event(user, event)
    _require_date(event, recurrence_id)
    left = _left_without(event, reach, recurrence_id)
    if left is None:
        return services.delete_event(user, event)
    _save(user, event, left, "event.dates_removed")
    return Changed(event.pk, vars(before), event.sequence)


@transaction.atomic
def undo(user, changed: Changed) -> Event:
    """Take a change back, unless somebody has changed the event since."""
    event = get_object_or_404(Event, pk=changed.event)
    event = services.lock_event(user, event, sequence=changed.sequence)
    made = Event.objects.filter(pk=changed.made).first() if changed.made else None
    if made is not None:
        if made.sequence:
            raise EventChanged(_("The dates that follow were changed again since. Look at them and mend them there."))
        services.delete_event(user, made)
    before = Deleted(**changed.before)
    event.event_type, event.visibility, event.is_public = before.event_type, before.visibility, before.is_public
    parsed = splitting.again(before.ics, event.sequence + 1, now=timezone.now())
    _save(user, event, parsed, "event.change_undone", bookings.from_plain(before.places))
    return event


def _require_date(event: Event, recurrence_id: datetime) -> None:
    if not event.occurrences.filter(recurrence_id=recurrence_id).exists():
        raise EventChanged(_("That date is no longer in the series. Look at the series again."))


def _change_all(user, event: Event, wanted: Wanted) -> tuple[Event, Changed]:
    before = services.as_it_stands(event)
    shown = splitting.shown_at(event.ics, wanted.recurrence_id)
    parsed = splitting.change_all(event.ics, shown, wanted.draft, now=timezone.now())
    event.event_type, event.visibility = services.type_of(parsed), wanted.visibility
    _save(user, event, parsed, "event.changed", wanted.places)
    return event, Changed(event.pk, vars(before), event.sequence)


def _change_one(user, event: Event, recurrence_id: datetime, wanted: Wanted) -> tuple[Event, Changed]:
    if wanted.visibility != event.visibility or wanted.draft.category != event.event_type:
        raise AgendaError(
            _("The type and who can see what it is are the same for the whole series. Change them for all of it.")
        )
    if wanted.draft.rrule is not None:
        raise AgendaError(_("One date alone has no repetition of its own. Choose how far the change goes."))
    before = services.as_it_stands(event)
    parsed = splitting.override(event.ics, recurrence_id, wanted.draft, now=timezone.now())
    _save(user, event, parsed, "event.date_changed", wanted.places)
    return event, Changed(event.pk, vars(before), event.sequence)


def _change_following(user, event: Event, recurrence_id: datetime, wanted: Wanted) -> tuple[Event, Changed]:
    before, now = services.as_it_stands(event), timezone.now()
    shown = splitting.shown_at(event.ics, recurrence_id)
    tail = splitting.from_there(event.ics, recurrence_id, shown, wanted.draft, uid=services.new_uid(), now=now)
    _save(user, event, splitting.end_before(event.ics, recurrence_id, now=now), "event.series_ended")
    made = services.put_event(
        user,
        event.calendar,
        tail,
        visibility=wanted.visibility,
        event_type=services.type_of(tail),
        organizer=event.organizer,
        is_public=event.is_public,
        # The rooms that the old series has just let go.
        places=wanted.places or Places(bookings.from_plain(before.places).rooms),
    )
    following.carry_over(user, event, made)
    return made, Changed(event.pk, vars(before), event.sequence, made.pk)


def _left_without(event: Event, reach: str, recurrence_id: datetime) -> ical.Parsed | None:
    now = timezone.now()
    if reach == Reach.ONE:
        return splitting.leave_out(event.ics, recurrence_id, now=now)
    if splitting.is_first(event.ics, recurrence_id):
        return None
    return splitting.end_before(event.ics, recurrence_id, now=now)


def _save(user, event: Event, parsed: ical.Parsed, action: str, places: Places | None = None) -> None:
    services.save_event(user, event, parsed, places=places)
    audit.record(user, action, event, calendar=event.calendar_id)
