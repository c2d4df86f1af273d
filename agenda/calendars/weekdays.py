"""Every week on several days, as one choice of a form: "weekly:MO,WE"."""

import re
from collections.abc import Iterable

from django.utils.dates import WEEKDAYS
from django.utils.translation import ngettext

from agenda.calendars import recurrence

DAY = "|".join(recurrence.WEEKDAYS)
CODE = re.compile(rf"weekly:(?P<days>(?:{DAY})(?:,(?:{DAY})){{0,6}})")


def weekly_on(days: Iterable[int]) -> str:
    return f"weekly:{','.join(recurrence.WEEKDAYS[day] for day in sorted(days))}"


def rule_of(code: str) -> str:
    """Its rule, or nothing if it is another choice."""
    match = CODE.fullmatch(code)
    return f"FREQ=WEEKLY;BYDAY={match['days']}" if match else ""


def weekdays_in_words(code: str) -> str:
    match = CODE.fullmatch(code)
    if match is None:
        return ""
    names = [str(WEEKDAYS[recurrence.WEEKDAYS.index(day)]).lower() for day in match["days"].split(",")]
    return ngettext("Every week on %(days)s", "Every %(n)d weeks on %(days)s", 1) % {"n": 1, "days": ", ".join(names)}
