"""Recurrence rules (RFC 5545 §3.3.10): which ones we take, and when a series ends.

A rule without end is welcome: only a window of it is written out. A rule that can never come true, or comes true
every minute, would keep the machine counting until the year 9999, so it is refused before anybody counts.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice, takewhile
from typing import Any

from dateutil.rrule import rrulestr
from django.utils.translation import gettext_lazy as _
from icalendar import Component
from icalendar.prop import vRecur

from agenda.calendars.errors import ImpossibleRule
from agenda.calendars.timezones import instant

Moment = date | datetime

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
STEP = {
    "YEARLY": timedelta(days=365),
    "MONTHLY": timedelta(days=28),
    "WEEKLY": timedelta(days=7),
    "DAILY": timedelta(days=1),
    "HOURLY": timedelta(hours=1),
}
# How many days one turn of a rule can hold.
MOST_DAYS = {"YEARLY": 366, "MONTHLY": 31, "WEEKLY": 7, "DAILY": 1, "HOURLY": 1}
MOST_A_DAY = 8
# What a clock shows.
CLOCK = {"BYHOUR": range(24), "BYMINUTE": range(60), "BYSECOND": range(60)}
FIRST_YEAR, LAST_YEAR = 1900, 2200
# More steps than this between the first repetition and today are not worth counting.
MOST_STEPS = 100_000
MOST_DATES = 2_000
TICK = timedelta(microseconds=1)
# The calendar repeats its weekdays and leap years every 28 years.
CYCLE_YEARS = 28
NEVER = _("This recurrence never happens. Check its days and months.")
UNCLEAR = _("The recurrence cannot be understood.")
TOO_OFTEN = _("This event repeats too often. Let it repeat at most eight times a day.")


def rows_of(component: Component, name: str) -> list[Any]:
    """The lines of a property that may come several times."""
    found: Any = component.get(name, [])
    return found if isinstance(found, list) else [found]


def moments(row: Any) -> list[Moment]:
    """The dates of one line, which may hold several; of a period, its start."""
    values = [each.dt for each in row.dts] if hasattr(row, "dts") else [row.dt]
    return [value[0] if isinstance(value, tuple) else value for value in values]


def dates_of(component: Component, name: str) -> list[Moment]:
    return [each for row in rows_of(component, name) for each in moments(row)]


def date_of(component: Component, name: str) -> Moment:
    """The one date of a property that comes once."""
    return dates_of(component, name)[0]


def read_rule(text: str) -> vRecur:
    try:
        return vRecur.from_ical(text)
    except ValueError as problem:
        raise ImpossibleRule(UNCLEAR) from problem


def check(event: Component, start: Moment) -> None:
    """Refuse recurrences that cannot be written out."""
    if any(len(dates_of(event, name)) > MOST_DATES for name in ("RDATE", "EXDATE")):
        raise ImpossibleRule(_("This event has too many single dates. Use a rule such as “every week”."))
    for rule in rows_of(event, "RRULE"):
        _check_pace(rule, start)
        _check_week(rule)
        if not (_positions_exist(rule) and _some_day_fits(rule, start)):
            raise ImpossibleRule(NEVER)
        _check_grammar(rule, start)


def without_positions(rule: vRecur) -> vRecur:
    """A weekly rule that chooses days by their position, with those days by name: the same dates.

    dateutil begins the first week of such a rule on its first date instead of on WKST, and so counts it wrongly.
    """
    if rule["FREQ"][0] != "WEEKLY" or "BYSETPOS" not in rule:
        return rule
    first = WEEKDAYS.index(_weekday(rule.get("WKST", ["MO"])[0]))
    week = [*WEEKDAYS[first:], *WEEKDAYS[:first]]
    days = sorted({_weekday(each) for each in rule.get("BYDAY", ())}, key=week.index)
    chosen = [day for place, day in enumerate(days, start=1) if _allows(rule, "BYSETPOS", place, len(days))]
    return vRecur({key: value for key, value in rule.items() if key != "BYSETPOS"} | {"BYDAY": chosen})


def last_start(event: Component) -> Moment | None:
    """When the last repetition begins; None for a series without end."""
    [start] = dates_of(event, "DTSTART")
    lasts = [start, *dates_of(event, "RDATE")]
    for rule in rows_of(event, "RRULE"):
        last = _last_of(rule, start)
        if last is None:
            return None
        lasts.append(last)
    return max(lasts, key=instant)


def first_start(rule: vRecur, start: Moment) -> Moment | None:
    return next(_starts(_endless(rule), start), None)


def starts_before(rule: vRecur, start: Moment, end: Moment) -> int:
    """How many starts the rule gives before that one, those left out later included (COUNT counts them too)."""
    return sum(1 for _each in takewhile(lambda each: each < end, _starts(_endless(rule), start)))


def next_start(rule: vRecur, start: Moment, earliest: Moment) -> Moment | None:
    """The first start of the rule from that moment on, if it has one."""
    later = (each for each in starts_of(rule, start) if each >= earliest)
    return next(takewhile(lambda each: each.year <= LAST_YEAR, later), None)


def starts_of(rule: vRecur, start: Moment) -> Iterator[Moment]:
    """Every start of a rule, with the end that it has."""
    until, count = rule.get("UNTIL", [None])[0], rule.get("COUNT", [None])[0]
    found = islice(_starts(_endless(rule), start), count)
    return takewhile(lambda each: instant(each) <= _end_of(until), found) if until else found


def _end_of(until: Moment) -> datetime:
    """A last day counts whole."""
    return instant(until) if isinstance(until, datetime) else instant(until + timedelta(days=1)) - TICK


def _endless(rule: vRecur) -> vRecur:
    return vRecur({key: value for key, value in rule.items() if key not in {"UNTIL", "COUNT"}})


def _last_of(rule: vRecur, start: Moment) -> Moment | None:
    if rule.get("UNTIL"):
        until = rule["UNTIL"][0]
        return until if until.year <= LAST_YEAR else None
    count = rule.get("COUNT", [None])[0]
    if count is None or count > MOST_DATES:
        return None
    counted = list(takewhile(lambda each: each.year <= LAST_YEAR, _starts(rule, start)))
    return max(counted, default=start) if len(counted) == count else None


def _starts(rule: vRecur, start: Moment) -> Iterator[Moment]:
    first = start if isinstance(start, datetime) else datetime.combine(start, datetime.min.time())
    found = rrulestr(without_positions(rule).to_ical().decode(), dtstart=first)
    return (each if isinstance(start, datetime) else each.date() for each in found)


def _check_pace(rule: vRecur, start: Moment) -> None:
    frequency = str(rule.get("FREQ", [""])[0]).upper()
    interval = rule.get("INTERVAL", [1])[0]
    if interval < 1 or rule.get("COUNT", [1])[0] < 1:
        raise ImpossibleRule(NEVER)
    if frequency not in STEP or _times_a_day(rule, frequency, interval) > MOST_A_DAY:
        raise ImpossibleRule(TOO_OFTEN)
    behind = datetime.now(tz=instant(start).tzinfo) - instant(start)
    if behind / (STEP[frequency] * interval) > MOST_STEPS:
        raise ImpossibleRule(_("This series began too long ago. Give it a later first day."))


def _times_a_day(rule: vRecur, frequency: str, interval: int) -> float:
    hours = 24 / interval if frequency == "HOURLY" else max(1, len(rule.get("BYHOUR", ())))
    return hours * max(1, len(rule.get("BYMINUTE", ()))) * max(1, len(rule.get("BYSECOND", ())))


def _check_week(rule: vRecur) -> None:
    """Positions inside a week are taken when each of its days counts once."""
    if rule["FREQ"][0] != "WEEKLY" or "BYSETPOS" not in rule:
        return
    if "BYMONTH" in rule or _times_a_day(rule, "WEEKLY", 1) > 1:
        raise ImpossibleRule(_("This recurrence counts positions inside a week. Name the weekdays instead."))
    if not without_positions(rule)["BYDAY"]:
        raise ImpossibleRule(NEVER)


def _check_grammar(rule: vRecur, start: Moment) -> None:
    """What the library that expands will say, asked now. A missing Z in UNTIL is everybody's slip and is mended."""
    if any(each not in hours for part, hours in CLOCK.items() for each in rule.get(part, ())):
        raise ImpossibleRule(UNCLEAR)
    try:
        _starts(_endless(rule), start)
    except (ValueError, TypeError, AttributeError) as problem:
        raise ImpossibleRule(UNCLEAR) from problem


def _some_day_fits(rule: vRecur, start: Moment) -> bool:
    """Conditions may contradict each other: look for one day of the cycle that meets those about single days."""
    interval = rule.get("INTERVAL", [1])[0] if rule["FREQ"][0] == "DAILY" else 1
    first = start.date() if isinstance(start, datetime) else start
    phase = first.toordinal() % interval
    days = (day for day in _cycle() if day.toordinal() % interval == phase and _fits(rule, day))
    return next(days, None) is not None


def _positions_exist(rule: vRecur) -> bool:
    """The ninth Monday of a month and the second day of a day are nowhere."""
    frequency = rule["FREQ"][0]
    most_weeks = 5 if frequency == "MONTHLY" or "BYMONTH" in rule else 53
    weeks = [abs(getattr(each, "relative", None) or 1) for each in rule.get("BYDAY", ())]
    positions = [abs(int(each)) for each in rule.get("BYSETPOS", ())]
    most = MOST_DAYS[frequency] * max(1, _times_a_day(rule, "DAILY", 1))
    return max(weeks, default=1) <= most_weeks and min(positions, default=1) <= most


@cache
def _cycle() -> tuple[date, ...]:
    first = date(2001, 1, 1)
    return tuple(first + timedelta(days=offset) for offset in range(CYCLE_YEARS * 365 + CYCLE_YEARS // 4))


def _fits(rule: vRecur, day: date) -> bool:
    """Whether a day meets the conditions that speak of single days."""
    month_end = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    year_days = day.replace(month=12, day=31).timetuple().tm_yday
    return (
        _allows(rule, "BYMONTH", day.month, 12)
        and _allows(rule, "BYMONTHDAY", day.day, month_end.day)
        and _allows(rule, "BYYEARDAY", day.timetuple().tm_yday, year_days)
        and _allows(rule, "BYWEEKNO", day.isocalendar().week, 53)
        and _allows_weekday(rule, day)
    )


def _allows(rule: vRecur, part: str, value: int, size: int) -> bool:
    wanted = {int(each) for each in rule.get(part, ())}
    return not wanted or value in wanted or value - size - 1 in wanted


def _weekday(written: object) -> str:
    """The name in a day of BYDAY, which may carry a number before it."""
    return str(written)[-2:].upper()


def _allows_weekday(rule: vRecur, day: date) -> bool:
    wanted = {_weekday(each) for each in rule.get("BYDAY", ())}
    return not wanted or WEEKDAYS[day.weekday()] in wanted
