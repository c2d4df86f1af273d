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

from agenda.calendars import changes, expansion, ical, official
from agenda.calendars.errors import EventChanged
from agenda.calendars.guests import following, wanted
from agenda.calendars.models import Calendar, Event, Subscription, Visibility
from agenda.calendars.policies import require_change, require_writable
from agenda.calendars.rooms import bookings, repairs
from agenda.calendars.rooms.models import Room
from agenda.calendars.rooms.wanted import Places
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
    is_public: bool = False
    places: list[list] | None = None
    guests: list[list] | None = None
    acting: int | None = None


@dataclass(frozen=True)
class Incoming:
    """A new event of a bulk: its object, how open it is and its kind."""

    parsed: ical.Parsed
    visibility: str
    event_type: str


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
    if kind == Calendar.Kind.ROOM:
        Room.objects.create(calendar=calendar)
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
    rooms: Iterable[Room] = (),
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
    places = Places(tuple(room.pk for room in rooms))
    return create_from_draft(user, calendar, draft, visibility=visibility, uid=uid, organizer=organizer, places=places)


@transaction.atomic
def create_from_draft(
    user,
    calendar: Calendar,
    draft: ical.Draft,
    *,
    visibility: str,
    uid: str = "",
    organizer=None,
    places: Places | None = None,
) -> Event:
    """A new event as a form leaves it. Its type is the category of the draft."""
    require_writable(user, calendar)
    parsed = ical.build(draft, uid=uid or new_uid(), now=timezone.now())
    return put_event(user, calendar, parsed, visibility=visibility, organizer=organizer or user, places=places)


@transaction.atomic
def import_event(
    user,
    calendar: Calendar,
    ics: str | bytes,
    *,
    event_type: str = "",
    visibility: str = Visibility.EVERYONE,
    organizer=None,
    is_public: bool = False,
    places: Places | None = None,
) -> Event:
    """An event from its iCalendar object, in place of the one with the same UID in that calendar if there is one."""
    require_writable(user, calendar)
    parsed = ical.parse(ics)
    return put_event(
        user,
        calendar,
        parsed,
        event_type=event_type,
        visibility=visibility,
        organizer=organizer,
        is_public=is_public,
        places=places,
    )


@transaction.atomic
def create_events(user, calendar: Calendar, drafts: Iterable[ical.Draft], *, organizer=None) -> list[Event]:
    """Many open events at once: one trace, one notice to the search, and rows written in bulk."""
    require_writable(user, calendar)
    now = timezone.now()
    parsed = (ical.build(draft, uid=new_uid(), now=now) for draft in drafts)
    incoming = [Incoming(each, Visibility.EVERYONE, type_of(each)) for each in parsed]
    return add_events(user, calendar, incoming, organizer=organizer or user)


@transaction.atomic
def add_events(
    user, calendar: Calendar, incoming: Iterable[Incoming], *, organizer=None, subscription: Subscription | None = None
) -> list[Event]:
    """New events from their objects, all at once."""
    incoming = list(incoming)
    scopes = {each: scope_for(calendar, each, organizer) for each in {row.visibility for row in incoming}}
    events = [_unsaved(calendar, each, scopes[each.visibility], organizer, subscription) for each in incoming]
    Event.objects.bulk_create(events, batch_size=CHUNK)
    expansion.materialise_many(events, [each.parsed for each in incoming])
    for event in events if calendar.kind == Calendar.Kind.ROOM else ():
        bookings.settle(user, event, bookings.hold(user, event))
    _announce(calendar.pk, [event.pk for event in events])
    audit.record(user, "events.created", calendar, count=len(events))
    return events


@transaction.atomic
def remove_events(user, events: Iterable[Event]) -> int:
    """Many events of one calendar out at once: one trace, and no way back from here."""
    events = list(events)
    for calendar, pks in _by_calendar(events).items():
        following.call_off_many(pks)
        _announce(calendar, pks, is_gone=True)
        audit.record(user, "events.deleted", Calendar.objects.get(pk=calendar), count=len(pks))
        for start in range(0, len(pks), CHUNK):
            Event.objects.filter(pk__in=pks[start : start + CHUNK]).delete()
    return len(events)


def _by_calendar(events: Iterable[Event]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for event in events:
        found.setdefault(event.calendar_id, []).append(event.pk)
    return found


@transaction.atomic
def update_event(
    user,
    event: Event,
    draft: ical.Draft,
    *,
    visibility: str,
    sequence: int | None = None,
    places: Places | None = None,
) -> Event:
    """Change an event. `sequence` is the version that the person saw: another one means that somebody was faster."""
    event = lock_event(user, event, sequence=sequence)
    parsed = ical.revise(event.ics, draft, now=timezone.now())
    event.event_type, event.visibility = type_of(parsed), visibility
    save_event(user, event, parsed, places=places)
    audit.record(user, "event.changed", event, calendar=event.calendar_id)
    return event


def lock_event(user, event: Event, *, sequence: int | None = None) -> Event:
    """The event as it stands now, for this person alone until the transaction ends."""
    event = Event.objects.select_for_update(of=("self",)).select_related("calendar", "organizer").get(pk=event.pk)
    require_change(user, event)
    if sequence is not None and sequence != event.sequence:
        raise EventChanged(_("This event has been changed in the meantime. Look at it again and repeat your change."))
    return event


@transaction.atomic
def delete_event(user, event: Event) -> Deleted:
    """Take an event out; what comes back is enough to restore it."""
    require_change(user, event)
    # The calendar before the record, as every writer does: two in another order would wait for each other.
    _announce(event.calendar_id, [event.pk], is_gone=True)
    audit.record(user, "event.deleted", event, calendar=event.calendar_id)
    gone = as_it_stands(event)
    following.call_off(event)
    event.delete()
    return gone


def as_it_stands(event: Event) -> Deleted:
    """All that is needed to write the event again."""
    return Deleted(
        event.calendar_id,
        event.event_type,
        event.visibility,
        event.organizer_id,
        event.ics,
        event.is_public,
        bookings.plain_places(event),
        wanted.plain(wanted.of(each) for each in event.attendees.all()),
        following.delegate_of(event),
    )


@transaction.atomic
def restore_event(user, gone: Deleted) -> Event:
    """Bring a deleted event back, with the UID that the calendar programs know."""
    calendar = get_object_or_404(Calendar, pk=gone.calendar)
    organizer = User.objects.filter(pk=gone.organizer).first()
    restored = import_event(
        user,
        calendar,
        gone.ics,
        event_type=gone.event_type,
        visibility=gone.visibility,
        organizer=organizer,
        is_public=gone.is_public,
        places=bookings.from_plain(gone.places),
    )
    following.act_again(restored, gone.acting)
    following.invite_again(user, restored, wanted.from_plain(gone.guests))
    return restored


def new_uid() -> str:
    return f"{uuid4()}@casagran"


def type_of(parsed: ical.Parsed) -> str:
    return parsed.category if parsed.category in Event.Type.values else Event.Type.APPOINTMENT


def _unsaved(
    calendar: Calendar, incoming: Incoming, scope: Scope, organizer, subscription: Subscription | None
) -> Event:
    event = Event(calendar=calendar, uid=incoming.parsed.uid, organizer=organizer, subscription=subscription)
    event.event_type, event.visibility, event.scope = incoming.event_type, incoming.visibility, scope
    _copy_columns(event, incoming.parsed)
    return event


def put_event(
    user,
    calendar: Calendar,
    parsed: ical.Parsed,
    *,
    visibility: str,
    event_type: str = "",
    organizer=None,
    is_public: bool = False,
    places: Places | None = None,
) -> Event:
    """Save an object in a calendar, in place of the one with the same UID if this person may change that."""
    before = Event.objects.select_for_update().filter(calendar=calendar, uid=parsed.uid).first()
    if before is not None:
        require_change(user, before)
    event = before or Event(calendar=calendar, uid=parsed.uid)
    event.organizer = organizer or event.organizer or user
    event.event_type = event_type or type_of(parsed)
    event.visibility = visibility
    event.is_public = event.is_public or is_public
    save_event(user, event, parsed, places=places)
    audit.record(user, "event.changed" if before else "event.created", event, calendar=calendar.pk)
    return event


def _copy_columns(event: Event, parsed: ical.Parsed) -> None:
    event.ics = parsed.text
    for column in COLUMNS:
        setattr(event, column, getattr(parsed, column))


def save_event(
    user, event: Event, parsed: ical.Parsed, *, places: Places | None = None, scope: Scope | None = None
) -> None:
    """The one way in which an event reaches the database, and with it the rooms where it takes place.

    `scope` is for what its record keeps closed, a meeting that is being prepared; otherwise the visibility decides.
    """
    parsed, places = repairs.mend(parsed, places)
    held = bookings.hold(user, event, places)
    official.keep_true(user, event)
    guests = following.before(event, parsed)
    parsed = guests.parsed
    usual = scope or scope_for(event.calendar, event.visibility, event.organizer)
    event.scope = following.scope_of(event, usual, guests.attendees)
    _copy_columns(event, parsed)
    event.save()
    expansion.materialise(event, parsed)
    bookings.settle(user, event, held)
    following.tell(event, guests)
    _announce(event.calendar_id, [event.pk])


def _announce(calendar_id: int, events: list[int], *, is_gone: bool = False) -> None:
    """Tell the search, and whoever asks whether a calendar has changed."""
    Calendar.objects.filter(pk=calendar_id).update(revision=F("revision") + 1)
    revision = Calendar.objects.values_list("revision", flat=True).get(pk=calendar_id)
    changes.tell(calendar_id, revision, events, is_gone=is_gone)
    outbox.touch(SOURCE, events)
