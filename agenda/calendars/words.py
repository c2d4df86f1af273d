"""When an event takes place, in words a person would use."""

from collections.abc import Iterable
from datetime import date
from itertools import islice

from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy
from icalendar.prop import vRecur

from agenda.calendars import recurrence
from agenda.calendars.ical import Parsed
from agenda.calendars.rooms.words import day_in_words
from agenda.calendars.timezones import instant

ORDINALS = {
    1: pgettext_lazy("which weekday of the month", "first"),
    2: pgettext_lazy("which weekday of the month", "second"),
    3: pgettext_lazy("which weekday of the month", "third"),
    4: pgettext_lazy("which weekday of the month", "fourth"),
    5: pgettext_lazy("which weekday of the month", "fifth"),
    -1: pgettext_lazy("which weekday of the month", "last"),
}
# A series of more dates than this is not counted to its end to say when that is.
MOST_COUNTED = 1_000
COMMON = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT", "WKST"}


def repetition(parsed: Parsed) -> str:
    """The recurrence of an event: "Every week on Tuesday, until 30 June 2027". Nothing for a single event."""
    rules = recurrence.rows_of(parsed.master, "RRULE")
    if len(rules) != 1:
        return _("Repeats on several dates") if parsed.is_recurring else ""
    [rule] = rules
    pattern = _pattern(rule, parsed) if set(rule) <= COMMON else _("Repeats following its own rule")
    return _with_end(pattern, rule, parsed)


def _pattern(rule: vRecur, parsed: Parsed) -> str:
    frequency, interval = str(rule["FREQ"][0]), rule.get("INTERVAL", [1])[0]
    return {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}.get(frequency, _otherwise)(
        rule, interval, timezone.localtime(parsed.starts_at)
    )


def _daily(rule: vRecur, interval: int, start) -> str:
    if "BYDAY" in rule:
        return _weekly(rule, interval, start)
    return ngettext("Every day", "Every %(n)d days", interval) % {"n": interval}


def _weekly(rule: vRecur, interval: int, start) -> str:
    numbers = [recurrence.WEEKDAYS.index(str(each)[-2:]) for each in rule.get("BYDAY", ())] or [start.weekday()]
    days = _listed(str(WEEKDAYS[number]).lower() for number in sorted(numbers))
    pattern = ngettext("Every week on %(days)s", "Every %(n)d weeks on %(days)s", interval)
    return pattern % {"n": interval, "days": days}


def _monthly(rule: vRecur, interval: int, start) -> str:
    if "BYDAY" in rule:
        return _monthly_weekday(rule, interval)
    day = rule.get("BYMONTHDAY", [start.day])[0]
    if day == -1:
        return ngettext("The last day of every month", "The last day of every %(n)d months", interval) % {
            "n": interval
        }
    pattern = ngettext("Day %(day)d of every month", "Day %(day)d of every %(n)d months", interval)
    return pattern % {"n": interval, "day": day}


def _monthly_weekday(rule: vRecur, interval: int) -> str:
    weekday = rule["BYDAY"][0]
    ordinal = ORDINALS.get(getattr(weekday, "relative", None) or 0)
    if ordinal is None or len(rule["BYDAY"]) > 1:
        return _otherwise(rule, interval, None)
    pattern = ngettext(
        "The %(ordinal)s %(weekday)s of every month", "The %(ordinal)s %(weekday)s of every %(n)d months", interval
    )
    name = str(WEEKDAYS[recurrence.WEEKDAYS.index(str(weekday)[-2:])]).lower()
    return pattern % {"n": interval, "ordinal": ordinal, "weekday": name}


def _yearly(rule: vRecur, interval: int, start) -> str:
    return ngettext("Every year", "Every %(n)d years", interval) % {"n": interval}


def _otherwise(rule: vRecur, interval: int, start) -> str:
    return _("Repeats following its own rule")


def _with_end(pattern: str, rule: vRecur, parsed: Parsed) -> str:
    if rule.get("UNTIL"):
        return _("%(pattern)s, until %(date)s") % {"pattern": pattern, "date": formats.date_format(_end(rule, parsed))}
    count = rule.get("COUNT", [0])[0]
    if count:
        times = ngettext("%(n)d time", "%(n)d times", count) % {"n": count}
        return _("%(pattern)s, %(times)s") % {"pattern": pattern, "times": times}
    return pattern


def _end(rule: vRecur, parsed: Parsed) -> date:
    """The last date that takes place. The rule of a series that was cut says only when the next would be."""
    left_out = {instant(each) for each in recurrence.dates_of(parsed.master, "EXDATE")}
    first = recurrence.date_of(parsed.master, "DTSTART")
    starts = list(islice(map(instant, recurrence.starts_of(rule, first)), MOST_COUNTED + 1))
    kept = [each for each in starts if each not in left_out]
    counted = kept and len(starts) <= MOST_COUNTED
    return timezone.localdate(kept[-1] if counted else instant(rule["UNTIL"][0]))


def days_in_words(first: date, last: date) -> str:
    """ "dilluns 30 de novembre – diumenge 6 de desembre de 2026", as a page's heading; one month is said once."""
    ends = f"{formats.date_format(last, 'l')} {formats.date_format(last)}"
    if first == last:
        return ends
    if (first.year, first.month) == (last.year, last.month):
        return f"{formats.date_format(first, 'l j')} – {ends}"
    begins = day_in_words(first) if first.year == last.year else days_in_words(first, first)
    return f"{begins} – {ends}"


def _listed(names: Iterable[str]) -> str:
    *others, last = names
    if not others:
        return last
    joined = ", ".join(others)
    return pgettext("list of weekdays", "%(others)s and %(last)s") % {"others": joined, "last": last}
