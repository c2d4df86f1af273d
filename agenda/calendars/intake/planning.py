"""What taking in the events of a file would do to a calendar, event by event, before anything is done."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars import ical
from agenda.calendars.intake.reading import Contents
from agenda.calendars.models import Calendar, Event, Subscription

FROM_RECORDS = {Event.Type.MEETING, Event.Type.DEADLINE}
CHUNK = 500
ROWS_SHOWN = 100
LEFT_OUT_SHOWN = 200
NEWER_HERE = _("There is a newer version of it in the calendar.")
NOT_YOURS = _("It is in the calendar already and you cannot change it.")


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT_OUT = "left_out"


@dataclass
class Step:
    """One event of the file and what becomes of it."""

    parsed: ical.Parsed
    fate: Fate
    event: Event | None = None
    reason: str = ""

    def leave_out(self, reason: str) -> None:
        self.fate, self.reason = Fate.LEFT_OUT, reason


def plan(user, calendar: Calendar, contents: Contents, *, subscription: Subscription | None = None) -> list[Step]:
    """A step for each event. `user` is who brings them; None is the product itself. A subscription writes over its own
    events alone, and what the other side says now is right, whatever its version."""
    here = already_here(calendar, [parsed.uid for parsed in contents.events])
    if subscription is not None:
        own = {event.pk for event in here.values() if event.subscription_id == subscription.pk}
        return [_step(parsed, here.get(parsed.uid), own, only_newer=False) for parsed in contents.events]
    changeable = _changeable(user, here.values())
    return [_step(parsed, here.get(parsed.uid), changeable) for parsed in contents.events]


def report(steps: list[Step], contents: Contents) -> dict:
    """The same in plain values, for the page and for later."""
    fates = Counter(step.fate for step in steps)
    left_out = [[each.title, each.reason] for each in contents.left_out]
    left_out += [[step.parsed.summary, step.reason] for step in steps if step.fate == Fate.LEFT_OUT]
    return {
        **{fate.value: fates[fate] for fate in (Fate.NEW, Fate.CHANGED, Fate.SAME)},
        "left_out": left_out[:LEFT_OUT_SHOWN],
        "left_out_count": len(left_out),
        "others": dict(contents.others),
        "of_calendar": contents.of_calendar[:LEFT_OUT_SHOWN],
        "repeated": contents.repeated,
        "alarms": contents.alarms,
        "rows": [_row(step) for step in islice(_to_show(steps), ROWS_SHOWN)],
    }


def _to_show(steps: list[Step]) -> Iterator[Step]:
    return (step for step in steps if step.fate in {Fate.NEW, Fate.CHANGED})


def _row(step: Step) -> dict:
    parsed = step.parsed
    start = timezone.localtime(parsed.starts_at)
    return {
        "title": parsed.summary,
        "start": start.date().isoformat() if parsed.all_day else start.isoformat(),
        "all_day": parsed.all_day,
        "is_recurring": parsed.is_recurring,
        "fate": step.fate.value,
    }


def _step(parsed: ical.Parsed, here: Event | None, changeable: set[int], *, only_newer: bool = True) -> Step:
    if here is None:
        return Step(parsed, Fate.NEW)
    step = Step(parsed, Fate.CHANGED, here)
    if parsed.text == here.ics:
        step.fate = Fate.SAME
    elif here.pk not in changeable:
        step.leave_out(str(NOT_YOURS))
    elif only_newer and parsed.sequence < here.sequence:
        step.leave_out(str(NEWER_HERE))
    return step


def already_here(calendar: Calendar, uids: list[str]) -> dict[str, Event]:
    """The events of the calendar that a file speaks of."""
    found: dict[str, Event] = {}
    for start in range(0, len(uids), CHUNK):
        rows = Event.objects.filter(calendar=calendar, uid__in=uids[start : start + CHUNK])
        found |= {event.uid: event for event in rows.select_related("calendar", "organizer")}
    return found


def _changeable(user, events) -> set[int]:
    """Those that a file may change: read by this person, and neither from a record nor from an outside calendar."""
    ours = {each.pk for each in events if each.event_type not in FROM_RECORDS and each.subscription_id is None}
    if user is None:
        return ours
    readable: set[int] = set()
    numbers = sorted(ours)
    for start in range(0, len(numbers), CHUNK):
        rows = Event.objects.readable(user).filter(pk__in=numbers[start : start + CHUNK])
        readable |= set(rows.values_list("pk", flat=True))
    return readable
