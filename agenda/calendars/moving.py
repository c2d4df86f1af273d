"""Moving a series: its start, its rule and the dates that its exceptions refer to, all by the same step.

A step is measured on the wall: from ten to twelve, from Tuesday to Thursday, from hours to whole days. So a series
stays at its hour on both sides of the change of the clock, and an exception stays with its date.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from icalendar import Component
from icalendar.prop import vDDDLists, vRecur

from agenda.calendars import recurrence
from agenda.calendars.errors import ImpossibleRule
from agenda.calendars.recurrence import WEEKDAYS, Moment, rows_of
from agenda.calendars.timezones import instant, town_zone

NOT_OF_THE_RULE = _("The new day is not one of those of the repetition. Choose also how it repeats from now on.")
DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class Step:
    """From where an occurrence was to where it goes. Both are dates, or both or one of them hours of the town."""

    before: Moment
    after: Moment

    @property
    def days(self) -> int:
        return (_day(self.after) - _day(self.before)).days

    @property
    def changes_kind(self) -> bool:
        """From hours to whole days, or back."""
        return isinstance(self.before, datetime) != isinstance(self.after, datetime)

    @property
    def is_none(self) -> bool:
        return not self.changes_kind and self.before == self.after

    def move(self, moment: Moment) -> Moment:
        """Where that start of the series goes."""
        if isinstance(self.before, datetime) and isinstance(self.after, datetime):
            return moment + (_naive(self.after) - _naive(self.before))
        day = _day(moment) + timedelta(days=self.days)
        if not isinstance(self.after, datetime):
            return day
        return datetime.combine(day, self.after.time(), self.after.tzinfo)


def as_in(start: Moment, moment: datetime) -> Moment:
    """An instant in the way that a series writes its starts: a day, a time without zone, or its own zone."""
    if not isinstance(start, datetime):
        return moment.astimezone(town_zone()).date()
    if start.tzinfo is None:
        return moment.astimezone(town_zone()).replace(tzinfo=None)
    return moment.astimezone(start.tzinfo)


def set_dates(component: Component, name: str, values: list[Any]) -> None:
    """One line with these dates, or none."""
    component.pop(name, None)
    if values:
        component[name] = vDDDLists(values)


def kept_dates(component: Component, name: str, keep: Callable[[Moment], bool]) -> list[Any]:
    """The dates and periods of a property whose start is to be kept, all written as the series writes its start."""
    start = recurrence.date_of(component, "DTSTART")
    values = [each.dt for row in rows_of(component, name) for each in row.dts]
    return [_written(value, start) for value in values if keep(_start_of(value))]


def _start_of(value: Any) -> Moment:
    return value[0] if isinstance(value, tuple) else value


def _written(value: Any, start: Moment) -> Any:
    if isinstance(value, tuple):
        return value
    same_kind = isinstance(value, datetime) == isinstance(start, datetime)
    return as_in(start, instant(value)) if same_kind else value


def move_dates(component: Component, name: str, step: Step) -> None:
    """EXDATE or RDATE after the series. To be called before its start is moved."""
    values = kept_dates(component, name, lambda _moment: True)
    set_dates(component, name, [_moved(value, step) for value in values])


def _moved(value: Any, step: Step) -> Any:
    if not isinstance(value, tuple):
        return step.move(value)
    start, end = value
    if step.changes_kind:
        return step.move(start)
    return step.move(start), end if isinstance(end, timedelta) else step.move(end)


def move_rules(component: Component, step: Step) -> None:
    """The rules after a start that has been moved already. A rule that the new day does not fit is refused."""
    start = recurrence.date_of(component, "DTSTART")
    rules = [_moved_rule(rule, step, start) for rule in rows_of(component, "RRULE")]
    component.pop("RRULE", None)
    for rule in rules:
        component.add("RRULE", rule)
    if any(_needs_fit(rule, step) and recurrence.first_start(rule, start) != start for rule in rules):
        raise ImpossibleRule(NOT_OF_THE_RULE)


def _needs_fit(rule: vRecur, step: Step) -> bool:
    return bool(step.days) or (not step.is_none and "BYHOUR" in rule)


def _moved_rule(rule: vRecur, step: Step, start: Moment) -> vRecur:
    moved = vRecur(rule)
    if step.days:
        _follow_day(moved, step.days, _day(start))
    if rule.get("UNTIL"):
        moved["UNTIL"] = [_moved_until(rule["UNTIL"][0], step, start)]
    if isinstance(start, datetime) and not step.is_none:
        for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            _follow_clock(moved, name, start)
    return moved


def _follow_day(rule: vRecur, days: int, day: date) -> None:
    """Tuesdays moved by two days are Thursdays; the second Tuesday becomes the weekday of its new date."""
    weekdays = [str(each) for each in rule.get("BYDAY", ())]
    if weekdays and all(len(each) == 2 for each in weekdays):
        rule["BYDAY"] = [WEEKDAYS[(WEEKDAYS.index(each) + days) % DAYS_OF_WEEK] for each in weekdays]
    elif len(weekdays) == 1:
        rule["BYDAY"] = [_ordinal_weekday(weekdays[0], day)]
    if len(rule.get("BYMONTHDAY", ())) == 1 and rule["BYMONTHDAY"][0] > 0:
        rule["BYMONTHDAY"] = [day.day]
    if len(rule.get("BYMONTH", ())) == 1:
        rule["BYMONTH"] = [day.month]


def _ordinal_weekday(before: str, day: date) -> str:
    from_the_end = before.startswith("-") and (day + timedelta(days=DAYS_OF_WEEK)).month != day.month
    ordinal = -1 if from_the_end else (day.day - 1) // DAYS_OF_WEEK + 1
    return f"{ordinal}{WEEKDAYS[day.weekday()]}"


def _follow_clock(rule: vRecur, name: str, start: datetime) -> None:
    if len(rule.get(name, ())) == 1:
        rule[name] = [getattr(start, name[2:].lower())]


def _moved_until(until: Moment, step: Step, start: Moment) -> Moment:
    """The end goes along, so that the series keeps its number of times."""
    if not step.changes_kind:
        return until_of(step.move(as_in(start, instant(until)) if isinstance(until, datetime) else until))
    last_day = _day(until) + timedelta(days=step.days)
    return until_of(
        datetime.combine(last_day, time(23, 59, 59), town_zone()) if isinstance(start, datetime) else last_day
    )


def until_of(moment: Moment) -> Moment:
    """How RFC 5545 §3.3.10 wants an UNTIL: as the start is, but in UTC where that has a zone."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo is not None else moment


def just_before(moment: Moment) -> Moment:
    """The last UNTIL that leaves that start out."""
    gap = timedelta(seconds=1) if isinstance(moment, datetime) else timedelta(days=1)
    return until_of(until_of(moment) - gap)


def to_town(moment: Moment) -> Moment:
    """Hours as the town's clock shows them; days as they are."""
    return instant(moment).astimezone(town_zone()) if isinstance(moment, datetime) else moment


def step_between(shown: Moment, wanted: Moment) -> Step:
    return Step(to_town(shown), to_town(wanted))


def length(start: Moment, end: Moment) -> timedelta:
    """How long it lasts on the wall."""
    first, last = to_town(start), to_town(end)
    if isinstance(first, datetime) and isinstance(last, datetime):
        return _naive(last) - _naive(first)
    return _day(last) - _day(first)


def _day(moment: Moment) -> date:
    return instant(moment).astimezone(town_zone()).date() if isinstance(moment, datetime) else moment


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
