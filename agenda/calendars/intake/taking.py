"""Writing the events of a plan: new ones in bulk, changed ones each by itself, rooms asked for every one."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone

from agenda.calendars import services, splitting
from agenda.calendars.errors import AgendaError
from agenda.calendars.intake import planning
from agenda.calendars.intake.planning import FROM_RECORDS, Fate, Step
from agenda.calendars.intake.reading import Contents, visibility_after, visibility_of
from agenda.calendars.models import Calendar, Event, Subscription
from agenda.calendars.rooms.turns import take_turn
from agenda.calendars.services import Incoming


def steps_for(
    user, calendar: Calendar, contents: Contents, *, subscription: Subscription | None = None, also: Iterable[int] = ()
) -> list[Step]:
    """What these events would do now, with all that they touch kept for this transaction. `also`: events that go."""
    uids = [parsed.uid for parsed in contents.events]
    here = planning.already_here(calendar, uids).values()
    wait_for(calendar, [*also, *(event.pk for event in here)])
    return planning.plan(user, calendar, contents, subscription=subscription)


def wait_for(calendar: Calendar, events: Iterable[int]) -> None:
    """Whoever writes in these events, in their rooms or in the calendar is waited for at the beginning."""
    rooms = [calendar.pk] if calendar.kind == Calendar.Kind.ROOM else []
    take_turn(events=events, rooms=rooms, calendars=[calendar.pk])


def take(
    user,
    calendar: Calendar,
    steps: Iterable[Step],
    *,
    allowed: Collection[str] = (),
    subscription: Subscription | None = None,
) -> dict:
    """Do what the plan says; comes back with what undoing needs."""
    steps = list(steps)
    before = [_change(user, step, allowed) for step in steps if step.fate == Fate.CHANGED]
    new = [step for step in steps if step.fate == Fate.NEW]
    add = _add_each if calendar.kind == Calendar.Kind.ROOM else _add_all
    # Nothing new leaves no trace, and programs that follow the calendar need not read it again.
    made = add(user, calendar, new, allowed, subscription) if new else []
    return {"made": [[event.pk, event.sequence] for event in made], "before": [each for each in before if each]}


@transaction.atomic
def take_back(user, calendar: Calendar, way_back: dict) -> tuple[int, int]:
    """Undo all of it. How many events were put back, and how many somebody has changed since and stay."""
    wait_for(calendar, [*dict(way_back["made"]), *(each["event"] for each in way_back["before"])])
    removed = _remove(user, way_back["made"])
    restored = sum(_restore(user, each) for each in way_back["before"])
    everything = len(way_back["made"]) + len(way_back["before"])
    return removed + restored, everything - removed - restored


def _remove(user, made: Iterable[tuple[int, int]]) -> int:
    versions = dict(made)
    events = [
        event for event in Event.objects.in_bulk(list(versions)).values() if event.sequence == versions[event.pk]
    ]
    return services.remove_events(user, events)


def _restore(user, kept: dict) -> bool:
    event = Event.objects.filter(pk=kept["event"], sequence=kept["sequence"]).first()
    if event is None:
        return False
    event = services.lock_event(user, event)
    event.visibility = kept.get("visibility", event.visibility)
    services.save_event(user, event, splitting.again(kept["ics"], event.sequence + 1, now=timezone.now()))
    return True


def _change(user, step: Step, allowed: Collection[str]) -> dict | None:
    event = step.event
    if event is None:
        return None
    before, seen_by = event.ics, event.visibility
    event.visibility = visibility_after(step.parsed, event, allowed)
    try:
        with transaction.atomic():
            services.save_event(user, event, step.parsed)
    except AgendaError as problem:
        step.leave_out(str(problem))
        return None
    return {"event": event.pk, "sequence": event.sequence, "ics": before, "visibility": seen_by}


def _add_all(user, calendar: Calendar, steps: list[Step], allowed: Collection[str], subscription) -> list[Event]:
    """At once; where one of them cannot be written out, each by itself."""
    incoming = [_incoming(step, allowed) for step in steps]
    try:
        with transaction.atomic():
            return services.add_events(
                user, calendar, incoming, organizer=_owner(user, subscription), subscription=subscription
            )
    except AgendaError:
        return _add_each(user, calendar, steps, allowed, subscription)


def _add_each(user, calendar: Calendar, steps: list[Step], allowed: Collection[str], subscription) -> list[Event]:
    """In the calendar of a room each has to find it free."""
    made: list[Event] = []
    for step in steps:
        incoming = [_incoming(step, allowed)]
        try:
            with transaction.atomic():
                made += services.add_events(
                    user, calendar, incoming, organizer=_owner(user, subscription), subscription=subscription
                )
        except AgendaError as problem:
            step.leave_out(str(problem))
    return made


def _owner(user, subscription: Subscription | None):
    """To whom what is private belongs."""
    return subscription.person if subscription else user


def _incoming(step: Step, allowed: Collection[str]) -> Incoming:
    kind = services.type_of(step.parsed)
    return Incoming(
        step.parsed, visibility_of(step.parsed, allowed), Event.Type.APPOINTMENT if kind in FROM_RECORDS else kind
    )
