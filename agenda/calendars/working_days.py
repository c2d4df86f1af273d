"""Working days, said once for convening, information requests and every other clock (39/2015 art. 30.2).

Saturdays, Sundays, the holidays of Spain and Catalonia and the two local days of the town are not working days.
`local` names other local days than those of this town: for one that is only being described.
"""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

import holidays
from django.utils.translation import gettext as _

from intranet.people.municipality import municipality

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_working_day(day: date, *, local: Collection[str] | None = None) -> bool:
    return day.weekday() < SATURDAY and not is_holiday(day, local=local)


def is_holiday(day: date, *, local: Collection[str] | None = None) -> bool:
    return _is_local(day, local) or day in _calendar("ca")


def holiday_name(day: date, language: str = "ca") -> str:
    """What is celebrated that day, or nothing."""
    if _is_local(day):
        return _("Local holiday")
    return _calendar(language if language in {"ca", "es"} else "en_US").get(day, "")


def add_working_days(day: date, count: int) -> date:
    """The working day that comes `count` working days after `day`, which itself does not count (art. 30.3)."""
    if count < 0:
        raise ValueError("Working days are counted forwards.")
    while count:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def full_working_days_between(notice: date, session: date, *, local: Collection[str] | None = None) -> int:
    """Whole working days after the day of the notice and before the day of the session (LBRL 46.2.b)."""
    between = (session - notice).days - 1
    return sum(is_working_day(notice + timedelta(days=offset), local=local) for offset in range(1, between + 1))


def first_legal_session(notice: date, full_days: int) -> date:
    """The earliest day of a session with that many full working days after the notice."""
    return add_working_days(notice, full_days) + ONE_DAY


def _is_local(day: date, local: Collection[str] | None = None) -> bool:
    """Local holidays are kept as "MM-DD" for every year, or as whole dates where they move."""
    kept = municipality().local_holidays if local is None else local
    return day.isoformat() in kept or f"{day:%m-%d}" in kept


@cache
def _calendar(language: str) -> holidays.HolidayBase:
    """Holidays of Spain and Catalonia. The library works out each year when it is first asked for."""
    return holidays.country_holidays("ES", subdiv="CT", language=language)
