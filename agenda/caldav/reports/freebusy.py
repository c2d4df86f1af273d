"""free-busy-query (RFC 4791 §7.10): when something takes place, and nothing else."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.caldav.dav import CALDAV
from agenda.caldav.errors import DavError
from agenda.caldav.members import Shelf
from agenda.caldav.ranges import Range, range_of
from agenda.caldav.tree import Collection
from agenda.caldav.visit import Visit
from agenda.calendars import ical
from agenda.calendars.models import Occurrence

MOST_DAYS = 2 * 366
AS_WRITTEN = "%Y%m%dT%H%M%SZ"
Period = tuple[datetime, datetime]


def free_busy(request: HttpRequest, visit: Visit, collection: Collection, asked: Element) -> HttpResponse:
    found = asked.find(f"{CALDAV}time-range")
    span = range_of(found) if found is not None else Range(None, None)
    if span.start is None or span.end is None or (span.end - span.start).days > MOST_DAYS:
        raise DavError(403, f"{CALDAV}valid-filter", _("Ask for the busy times of two years at most."))
    body = _text(span.start, span.end, merged(_periods(collection.shelf, span.start, span.end)))
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _periods(shelf: Shelf, start: datetime, end: datetime) -> Iterator[Period]:
    """What takes time of somebody: not what its own program says leaves the time free."""
    found = Occurrence.objects.filter(event__in=shelf.events().order_by().values("pk"))
    touching = found.filter(starts_at__lt=end, ends_at__gt=start).exclude(
        event__ics__contains="\r\nTRANSP:TRANSPARENT"
    )
    for first, last in touching.order_by("starts_at", "pk").values_list("starts_at", "ends_at"):
        yield max(first, start), min(last, end)


def merged(periods: Iterable[Period]) -> list[Period]:
    """Periods in order that neither touch nor overlap."""
    joined: list[Period] = []
    for start, end in periods:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _text(start: datetime, end: datetime, busy: list[Period]) -> str:
    lines = ["BEGIN:VFREEBUSY", f"DTSTAMP:{_utc(timezone.now())}", f"DTSTART:{_utc(start)}", f"DTEND:{_utc(end)}"]
    lines += [f"FREEBUSY;FBTYPE=BUSY:{_utc(first)}/{_utc(last)}" for first, last in busy]
    return ical.HEAD + "".join(f"{line}\r\n" for line in [*lines, "END:VFREEBUSY", "END:VCALENDAR"])


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):{AS_WRITTEN}}"
