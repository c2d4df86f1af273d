"""Spans of time in requests (RFC 4791 §9.9)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from agenda.caldav.dav import CALDAV
from agenda.caldav.errors import DavError
from agenda.calendars.recurrence import FIRST_YEAR, LAST_YEAR

AS_WRITTEN = "%Y%m%dT%H%M%SZ"
# Programs that mean "always" write the years 1 and 9999.
FIRST, LAST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Range:
    """From an instant to another; without one of them it is open on that side."""

    start: datetime | None
    end: datetime | None


def range_of(element: Element) -> Range:
    """The range that an element asks for, refused when it is none."""
    span = Range(_moment(element.get("start")), _moment(element.get("end")))
    if (span.start is None and span.end is None) or (span.start and span.end and span.end <= span.start):
        raise _senseless()
    return span


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return min(LAST, max(FIRST, datetime.strptime(text, AS_WRITTEN).replace(tzinfo=UTC)))
    except ValueError as problem:
        raise _senseless() from problem


def _senseless() -> DavError:
    return DavError(400, f"{CALDAV}valid-filter", _("The span of time of the request makes no sense."))
