"""Numbers and moments that come in with a request: what no row and no clock can have is as if it had not been said."""

import re
from datetime import datetime

from django.utils.dateparse import parse_datetime

from agenda.calendars.models import Event
from agenda.calendars.recurrence import FIRST_YEAR, LAST_YEAR

NUMBER = re.compile(r"[0-9]{1,18}")


def number_in(text: object) -> int | None:
    return int(str(text)) if NUMBER.fullmatch(str(text)) else None


def moment_in(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    is_one = found is not None and found.tzinfo is not None and FIRST_YEAR < found.year < LAST_YEAR
    return found if is_one else None


def event_in(user, text: object) -> int | None:
    """The event that is being written. Of one that this person may not read, nobody learns here which rooms it has."""
    number = number_in(text)
    return Event.objects.readable(user).filter(pk=number).values_list("pk", flat=True).first() if number else None
