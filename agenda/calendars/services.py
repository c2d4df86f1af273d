"""What happens in the agenda, with its check, its trace and its notice to the search.

`user` is who does it; None is the product itself (loading a town, convening a meeting). Titles never enter the
record of accesses: a private event would be read there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars import expansion, ical
from agenda.calendars.errors import EventChanged
from agenda.calendars.models import Calendar, Event, Visibility
from agenda.calendars.policies import require_change, require_writable
from agenda.calendars.visibility import scope_for
from intranet.access import audit
from intranet.access.models import Level, Scope
from intranet.access.services import create_scope, grant
from intranet.people.models import User
from search import outbox

SOURCE = "event"
HUES = 12
CHUNK = 1_000
COLUMNS = (
    "summary",
    "location",
    "description",
    "all_day",
    "starts_at",
    "ends_at",
    "last_ends_at",
    "is_recurring",
    "sequence",
)


@dataclass(frozen=True)
class Deleted:
    """What is needed to bring an event back. Plain values: it waits in the session."""

    calendar: int
    event_type: str
    visibility: str
    organizer: int | None
    ics: str


@transaction.atomic
def create_calendar(
    name: str,
    kind: Calendar.Kind,
    *,
    parent: Scope,
    inherits: bool = True,
    hue: int | None = None,
    body=None,
    owner=None,
    author=None,
) -> Calendar:
    """A calendar below `parent`: who may read or write there may here. Its owner writes in it, its body reads it."""
    scope = create_scope(Scope.Kind.CALENDAR, name, parent=parent, inherits=inherits)
    if owner is not None:
        grant(author, scope, owner.principal, Level.EDIT, reason=str(owner))
    if body is not None:
        grant(author, scope, body.principal, Level.READ, reason=str(body))
    hue = Calendar.objects.count() % HUES if hue is None else hue
    calendar = Calendar.objects.create(name=name, kind=kind, hue=hue, body=body, owner=owner, scope=scope)
    audit.record(author, "calendar.created", calendar)
    return calendar


def create_event(
    user,
    calendar: Calendar,
    *,
    summary: str,
    start: date | datetime,
    end: date | datetime,
    event_type: str = Event.Type.APPOINTMENT,
    visibility: str = Visibility.EVERYONE,
    location: str = "",
    description: str = "",
    rrule: str = "",
    rdates: Iterable[date | datetime] = (),
    exdates: Iterable[date | datetime] = (),
    uid: str = "",
    organizer=None,
) -> Event:
    """A new event. `end` is the first moment after it; two dates make it last whole days."""
    draft = ical.Draft(
        summary=summary,
        start=start,
        end=end,
        location=location,
        description=description,
        rrule=rrule,
        rdates=tuple(rdates),
        exdates=tuple(exdates),
        category=event_type,
        classification=ical.CLASSES[visibility],
    )
    return create_from_draft(user, calendar, draft, visibility=visibility, uid=uid, organizer=organizer)


@transaction.atomic
def create_from_draft(
    user, calendar: Calendar, draft: ical.Draft, *, visibility: str, uid: str = "", organizer=None
) -> Event:
    """A new event as a form leaves it. Its type is the category of the draft."""
    require_writable(user, calendar)
    parsed = ical.build(draft, uid=uid or _new_uid(), now=timezone.now())
    return _put(user, calendar, parsed, visibility=visibility, organizer=organizer or user)


@transaction.atomic
def import_event(
    user,
    calendar: Calendar,
    ics: str | bytes,
    *,
    event_type: str = "",
    visibility: str = Visibility.EVERYONE,
    organizer=None,
) -> Event:
    """An event from its iCalendar object, in place of the one with the same UID in that calendar if there is one."""
    require_writable(user, calendar)
    return _put(user, calendar, ical.parse(ics), event_type=event_type, visibility=visibility, organizer=organizer)


@transaction.atomic
def create_events(user, calendar: Calendar, drafts: Iterable[ical.Draft], *, organizer=None) -> list[Event]:
    """Many open events at once: one trace, one notice to the search, and rows written in bulk."""
    require_writable(user, calendar)
    now = timezone.now()
    events = [_unsaved(calendar, draft, organizer or user, now) for draft in drafts]
    Event.objects.bulk_create(events, batch_size=CHUNK)
    expansion.materialise_many(events)
    audit.record(user, "events.created", calendar, count=len(events))
    _announce(calendar.pk, [event.pk for event in events])
    return events


@transaction.atomic
def update_event(
    user,
    event: Event,
    draft: ical.Draft,
    *,
    visibility: str,
    sequence: int | None = None,
) -> Event:
    """Change an event. `sequence` is the version that the person saw: another one means that somebody was faster."""
    event = Event.objects.select_for_update(of=("self",)).select_related("calendar", "organizer").get(pk=event.pk)
    require_change(user, event)
    if sequence is not None and sequence != event.sequence:
        raise EventChanged(
            _("Somebody else changed this event in the meantime. Look at it again and repeat your change.")
        )
    parsed = ical.revise(event.ics, draft, now=timezone.now())
    event.event_type, event.visibility = _type_of(parsed), visibility
    _save(event, parsed)
    audit.record(user, "event.changed", event, calendar=event.calendar_id)
    return event


@transaction.atomic
def delete_event(user, event: Event) -> Deleted:
    """Take an event out; what comes back is enough to restore it."""
    require_change(user, event)
    audit.record(user, "event.deleted", event, calendar=event.calendar_id)
    _announce(event.calendar_id, [event.pk])
    gone = Deleted(event.calendar_id, event.event_type, event.visibility, event.organizer_id, event.ics)
    event.delete()
    return gone


@transaction.atomic
def restore_event(user, gone: Deleted) -> Event:
    """Bring a deleted event back, with the UID that the calendar programs know."""
    calendar = get_object_or_404(Calendar, pk=gone.calendar)
    organizer = User.objects.filter(pk=gone.organizer).first()
    return import_event(
        user, calendar, gone.ics, event_type=gone.event_type, visibility=gone.visibility, organizer=organizer
    )


def _new_uid() -> str:
    return f"{uuid4()}@casagran"


def _type_of(parsed: ical.Parsed) -> str:
    return parsed.category if parsed.category in Event.Type.values else Event.Type.APPOINTMENT


def _unsaved(calendar: Calendar, draft: ical.Draft, organizer, now: datetime) -> Event:
    parsed = ical.build(draft, uid=_new_uid(), now=now)
    event = Event(calendar=calendar, uid=parsed.uid, organizer=organizer, event_type=_type_of(parsed))
    event.scope_id = calendar.scope_id
    _copy_columns(event, parsed)
    return event


def _put(
    user, calendar: Calendar, parsed: ical.Parsed, *, visibility: str, event_type: str = "", organizer=None
) -> Event:
    """Save an object in a calendar, in place of the one with the same UID if this person may change that."""
    before = Event.objects.select_for_update().filter(calendar=calendar, uid=parsed.uid).first()
    if before is not None:
        require_change(user, before)
    event = before or Event(calendar=calendar, uid=parsed.uid)
    event.organizer = organizer or event.organizer or user
    event.event_type = event_type or _type_of(parsed)
    event.visibility = visibility
    _save(event, parsed)
    audit.record(user, "event.changed" if before else "event.created", event, calendar=calendar.pk)
    return event


def _copy_columns(event: Event, parsed: ical.Parsed) -> None:
    event.ics = parsed.text
    for column in COLUMNS:
        setattr(event, column, getattr(parsed, column))


def _save(event: Event, parsed: ical.Parsed) -> None:
    event.scope = scope_for(event.calendar, event.visibility, event.organizer)
    _copy_columns(event, parsed)
    event.save()
    expansion.materialise(event, parsed)
    _announce(event.calendar_id, [event.pk])


def _announce(calendar_id: int, events: list[int]) -> None:
    """Tell the search, and whoever asks whether a calendar has changed."""
    Calendar.objects.filter(pk=calendar_id).update(revision=F("revision") + 1)
    outbox.touch(SOURCE, events)
