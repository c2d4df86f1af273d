"""Dates as people say them.

The day and its month are one message because Catalan elides before a vowel: "26 de març" but "26 d'abril".
"""

import datetime

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

DAY_AND_MONTH = (
    pgettext_lazy("day and month", "%(day)d January"),
    pgettext_lazy("day and month", "%(day)d February"),
    pgettext_lazy("day and month", "%(day)d March"),
    pgettext_lazy("day and month", "%(day)d April"),
    pgettext_lazy("day and month", "%(day)d May"),
    pgettext_lazy("day and month", "%(day)d June"),
    pgettext_lazy("day and month", "%(day)d July"),
    pgettext_lazy("day and month", "%(day)d August"),
    pgettext_lazy("day and month", "%(day)d September"),
    pgettext_lazy("day and month", "%(day)d October"),
    pgettext_lazy("day and month", "%(day)d November"),
    pgettext_lazy("day and month", "%(day)d December"),
)

# Up to these many days a distance is counted in days, then in weeks, then in months.
DAYS_ARE_CLEAR = 13
WEEKS_ARE_CLEAR = 59
MONTHS_ARE_CLEAR = 729


def day(value: datetime.date) -> str:
    """The shortest unmistakable name of a day, seen from today."""
    today = timezone.localdate()
    if value.year != today.year:
        return _("%(date)s %(year)d") % {"date": day_and_month(value), "year": value.year}
    if value.month != today.month:
        return full_day(value)
    return _("%(weekday)s %(date)s") % {"weekday": weekday(value), "date": value.day}


def full_day(value: datetime.date) -> str:
    """The day of the week with its day and month, whatever today is."""
    return _("%(weekday)s %(date)s") % {"weekday": weekday(value), "date": day_and_month(value)}


def weekday(value: datetime.date) -> str:
    """Catalan and Spanish write the days of the week in lower case, also where Django does not."""
    return str(WEEKDAYS[value.weekday()]).lower()


def day_and_month(value: datetime.date) -> str:
    return DAY_AND_MONTH[value.month - 1] % {"day": value.day}


def day_and_hour(value: datetime.date) -> str:
    """A plain date has no hour to tell."""
    if not isinstance(value, datetime.datetime):
        return day(value)
    return _("%(day)s, %(hour)s") % {"day": day(value), "hour": hour(value)}


def hour(value: datetime.datetime | datetime.time) -> str:
    return f"{value.hour}:{value.minute:02}"


def distance(value: datetime.date) -> str:
    """How far a day is from today, in the largest unit that stays exact enough."""
    date = value.date() if isinstance(value, datetime.datetime) else value
    days = (date - timezone.localdate()).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if days in near:
        return near[days]
    return _in_future(days) if days > 0 else _in_past(-days)


def _in_future(days: int) -> str:
    if days <= DAYS_ARE_CLEAR:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if days <= WEEKS_ARE_CLEAR:
        return ngettext("in %(n)d week", "in %(n)d weeks", days // 7) % {"n": days // 7}
    if days <= MONTHS_ARE_CLEAR:
        return ngettext("in %(n)d month", "in %(n)d months", days // 30) % {"n": days // 30}
    return ngettext("in %(n)d year", "in %(n)d years", days // 365) % {"n": days // 365}


def _in_past(days: int) -> str:
    if days <= DAYS_ARE_CLEAR:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if days <= WEEKS_ARE_CLEAR:
        return ngettext("%(n)d week ago", "%(n)d weeks ago", days // 7) % {"n": days // 7}
    if days <= MONTHS_ARE_CLEAR:
        return ngettext("%(n)d month ago", "%(n)d months ago", days // 30) % {"n": days // 30}
    return ngettext("%(n)d year ago", "%(n)d years ago", days // 365) % {"n": days // 365}
