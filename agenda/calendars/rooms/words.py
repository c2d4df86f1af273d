"""Times of a booking as people say them."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTES = 60
LAST_MINUTE = time(23, 59)


def day_in_words(day: date) -> str:
    """ "dijous 26 de novembre": always with its month, because bookings reach far."""
    return f"{date_format(day, 'l')} {date_format(day, 'MONTH_DAY_FORMAT')}"


def span_in_words(starts_at: datetime, ends_at: datetime) -> str:
    """ "dijous 26 de novembre, 10:00–11:30" """
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    first = _("%(day)s, %(hour)s") % {"day": day_in_words(start.date()), "hour": hour(start)}
    if start.date() == end.date():
        return f"{first}–{hour(end)}"
    return f"{first} – " + _("%(day)s, %(hour)s") % {"day": day_in_words(end.date()), "hour": hour(end)}


def hour(value: datetime | time) -> str:
    return "24:00" if isinstance(value, time) and value == LAST_MINUTE else f"{value.hour}:{value.minute:02}"


def length_in_words(minutes: int) -> str:
    if minutes % MINUTES:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = minutes // MINUTES
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
