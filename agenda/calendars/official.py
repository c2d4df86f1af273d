"""The official agenda: what the mayor and the councillors do in public, for everybody, without signing in (R17).

An event is in it because somebody said so, and only while it could be: an open event of a public kind, in the calendar
of who holds office or of the town. Title, place, time and whose agenda it is leave the house, and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agenda.calendars import stitching
from agenda.calendars.feeds import HOURLY
from agenda.calendars.ical import PRODID
from agenda.calendars.models import Calendar, Event, Occurrence, Visibility
from agenda.calendars.policies import require_change
from agenda.calendars.timezones import town_zone
from intranet.access import audit
from intranet.people.models import RoleAssignment
from intranet.people.municipality import municipality

KINDS = {Event.Type.CEREMONY, Event.Type.VISIT, Event.Type.APPOINTMENT}
OFFICES = {RoleAssignment.Role.MAYOR, RoleAssignment.Role.COUNCILLOR}
DAYS_BACK, DAYS_AHEAD = 30, 365
MOST = 2_000


@dataclass(frozen=True)
class Act:
    """One line of the official agenda."""

    event: int
    sequence: int
    modified: datetime
    recurrence_id: datetime | None
    starts: datetime
    ends: datetime
    day: date
    last_day: date
    all_day: bool
    title: str
    place: str
    whose: str

    @property
    def uid(self) -> str:
        which = f"-{self.recurrence_id.astimezone(UTC):%Y%m%dT%H%M%SZ}" if self.recurrence_id else ""
        return f"oficial-{self.event}{which}@casagran"


def can_be_public(event: Event) -> bool:
    """Whether this event may stand in the official agenda."""
    is_open = event.visibility == Visibility.EVERYONE and event.event_type in KINDS
    return is_open and event.subscription_id is None and _is_official(event.calendar)


def _is_official(calendar: Calendar) -> bool:
    if calendar.kind == Calendar.Kind.TOWN:
        return True
    if calendar.kind != Calendar.Kind.PERSON:
        return False
    return RoleAssignment.objects.in_force().filter(person=calendar.owner_id, role__in=OFFICES).exists()


@transaction.atomic
def publish(user, event: Event) -> None:
    """Show an event to everybody."""
    require_change(user, event)
    if not can_be_public(event):
        raise PermissionDenied(
            _("Only open acts, visits and meetings of who holds office can be in the official agenda.")
        )
    _set(user, event, is_public=True)


@transaction.atomic
def withdraw(user, event: Event) -> None:
    """Take an event out of the official agenda; in the house it stays."""
    require_change(user, event)
    _set(user, event, is_public=False)


def keep_true(user, event: Event) -> None:
    """Before an event is saved: what has stopped being open leaves the official agenda by itself."""
    if event.is_public and not can_be_public(event):
        event.is_public = False
        if event.pk:
            audit.record(user, "event.unpublished", event, calendar=event.calendar_id)


def _set(user, event: Event, *, is_public: bool) -> None:
    changed = Event.objects.filter(pk=event.pk).exclude(is_public=is_public).update(is_public=is_public)
    event.is_public = is_public
    if changed:
        action = "event.published" if is_public else "event.unpublished"
        audit.record(user, action, event, calendar=event.calendar_id)


def acts(first: date, last: date) -> list[Act]:
    """What everybody may know of these days, in order."""
    return list(_read(_public().filter(day__lte=last, last_day__gte=first)[:MOST]))


def feed() -> str:
    """The same as a calendar file: the last month and the year to come."""
    today = timezone.localdate()
    found = acts(today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD))
    with translation.override(settings.LANGUAGE_CODE):
        name = _("Official agenda of %(town)s") % {"town": municipality().name}
    lines = [*_head(name), *(line for act in found for line in _event(act)), "END:VCALENDAR"]
    return "".join(stitching.folded(line) for line in lines)


def tag_of(body: str) -> str:
    return f'"{sha256(body.encode()).hexdigest()[:32]}"'


def _public() -> QuerySet[Occurrence]:
    """What was put there, and of what is still to come only the calendars of those who hold office today."""
    holders = RoleAssignment.objects.in_force().filter(role__in=OFFICES).values("person")
    official = Q(calendar__kind=Calendar.Kind.TOWN) | Q(calendar__owner__in=holders)
    could_be = Q(event__visibility=Visibility.EVERYONE, event__event_type__in=KINDS)
    rows = Occurrence.objects.filter(could_be, official | Q(day__lt=timezone.localdate()), event__is_public=True)
    return rows.order_by("day", "starts_at", "pk")


def _read(rows: QuerySet[Occurrence]) -> Iterator[Act]:
    zone = town_zone()
    for row in rows.select_related("event", "calendar__owner"):
        yield Act(
            event=row.event_id,
            sequence=row.event.sequence,
            modified=row.event.modified,
            recurrence_id=row.recurrence_id,
            starts=row.starts_at.astimezone(zone),
            ends=row.ends_at.astimezone(zone),
            day=row.day,
            last_day=row.last_day,
            all_day=row.all_day,
            title=row.summary,
            place=row.location,
            whose=row.calendar.name,
        )


def _head(name: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    yield from (f"X-WR-CALNAME:{stitching.escaped(name)}", f"NAME:{stitching.escaped(name)}")
    yield from (f"REFRESH-INTERVAL;VALUE=DURATION:{HOURLY}", f"X-PUBLISHED-TTL:{HOURLY}")


def _event(act: Act) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{act.uid}", f"SEQUENCE:{act.sequence}")
    yield from (f"DTSTAMP:{_utc(act.modified)}", f"LAST-MODIFIED:{_utc(act.modified)}")
    if act.all_day:
        yield from (f"DTSTART;VALUE=DATE:{act.starts:%Y%m%d}", f"DTEND;VALUE=DATE:{act.ends:%Y%m%d}")
    else:
        yield from (f"DTSTART:{_utc(act.starts)}", f"DTEND:{_utc(act.ends)}")
    yield f"SUMMARY:{stitching.escaped(act.title)}"
    if act.place:
        yield f"LOCATION:{stitching.escaped(act.place)}"
    yield f"CATEGORIES:{stitching.escaped(act.whose)}"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
