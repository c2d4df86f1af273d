"""Moving an event to another day or hour, or making it longer or shorter, and nothing else: dragged, with the keys, or
by its form."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from agenda.calendars import ical, moving, series, splitting
from agenda.calendars.errors import ImpossibleDates
from agenda.calendars.models import Event
from agenda.calendars.rooms.wanted import Places
from agenda.calendars.series import Changed
from agenda.calendars.timezones import town_zone

TOO_SHORT = _("It cannot become so short. If it does not take place, delete it.")


@dataclass(frozen=True)
class Target:
    """Where something goes: a day, and an hour unless it keeps its own or lasts whole days; and by how much longer it
    lasts then, on the clock of the wall."""

    day: date
    hour: time | None = None
    longer: timedelta = timedelta(0)

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.day, self.hour or time.min, town_zone())


def move_event(
    user,
    event: Event,
    target: Target,
    *,
    reach: str,
    recurrence_id: datetime | None,
    sequence: int | None = None,
    places: Places | None = None,
    located: Callable[[ical.Draft], ical.Draft] | None = None,
) -> tuple[Event, Changed]:
    """The dates that `reach` names go there; their words stay, and their rooms unless others are wanted."""
    draft = _draft_there(event, target, recurrence_id)
    return series.change(
        user,
        event,
        located(draft) if located else draft,
        reach=reach,
        recurrence_id=recurrence_id,
        visibility=event.visibility,
        sequence=sequence,
        places=places,
    )


def _draft_there(event: Event, target: Target, recurrence_id: datetime | None) -> ical.Draft:
    shown = splitting.shown_at(event.ics, recurrence_id)
    start = _start_at(moving.to_town(shown.start), target)
    return ical.Draft(
        summary=shown.summary,
        start=start,
        end=start + _length(shown, target),
        location=shown.location,
        description=shown.description,
        rrule=None,
        category=event.event_type,
        classification=ical.CLASSES[event.visibility],
    )


def target_by_steps(
    event: Event, recurrence_id: datetime | None, *, days: int, minutes: int, longer: int = 0
) -> Target:
    """So many days and minutes from where it is, and so many minutes longer. Whole days know of days only."""
    start = moving.to_town(splitting.shown_at(event.ics, recurrence_id).start)
    try:
        if not isinstance(start, datetime):
            return Target(start + timedelta(days=days))
        there = start.replace(tzinfo=None) + timedelta(days=days, minutes=minutes)
    except OverflowError as too_far:
        raise ImpossibleDates(_("The agenda does not reach so far.")) from too_far
    return Target(there.date(), there.time(), timedelta(minutes=longer))


def _length(shown: splitting.Shown, target: Target) -> timedelta:
    length = moving.length(shown.start, shown.end) + target.longer
    if target.longer and length <= timedelta(0):
        raise ImpossibleDates(TOO_SHORT)
    return length


def _start_at(start: date | datetime, target: Target) -> date | datetime:
    if not isinstance(start, datetime):
        return target.day
    return datetime.combine(target.day, target.hour or start.time(), town_zone())
