"""How those invited follow an event: the part of every write that keeps their lines, their access and their news.

`before` comes before the event is saved, `tell` after it; both belong to the transaction of the write
(`agenda.calendars.services`), and letters leave after it. Whose line another program took out is no longer invited.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from agenda.calendars import ical
from agenda.calendars.guests import dates, discretion, letters, lines, wanted
from agenda.calendars.guests.models import Acting, Attendee, GuestScope
from agenda.calendars.guests.wanted import Guest
from agenda.calendars.ical import Parsed
from agenda.calendars.models import Event
from intranet.access.models import Level, Scope
from intranet.access.scopes import scope_allows
from intranet.access.services import create_scope, grant, revoke

INVITED = "convidat a l’esdeveniment"


@dataclass(frozen=True)
class Following:
    """What a write means for those who are invited."""

    parsed: Parsed
    attendees: list[Attendee] = field(default_factory=list)
    gone: list[Attendee] = field(default_factory=list)
    is_changed: bool = False


def before(event: Event, parsed: Parsed) -> Following:
    """The object with the lines of those who stay. A new time asks everybody anew."""
    parsed = discretion.lifted(event, parsed)
    invited = list(event.attendees.with_people()) if event.pk else []
    if not invited:
        return Following(parsed)
    named = lines.named_in(parsed.master)
    staying = [each for each in invited if each.uri.lower() in named]
    gone = [each for each in invited if each.uri.lower() not in named]
    moves = is_moved(event, parsed)
    if moves:
        _ask_anew(staying, parsed.sequence)
    said = dates.that_stay(event, parsed, staying, is_moved=moves)
    written = lines.written(parsed.text, event, staying, gone, said)
    return Following(written, staying, gone, parsed.sequence > event.sequence)


def is_moved(event: Event, parsed: Parsed) -> bool:
    """Whether the event as a whole is at another time; a date of a series that moves alone asks nobody anew."""
    if (event.starts_at, event.ends_at, event.all_day) != (parsed.starts_at, parsed.ends_at, parsed.all_day):
        return True
    return _rule(ical.parse(event.ics)) != _rule(parsed)


def _rule(parsed: Parsed) -> str:
    rule = parsed.master.get("RRULE")
    return str(rule.to_ical()) if hasattr(rule, "to_ical") else str(rule)


def _ask_anew(attendees: Iterable[Attendee], sequence: int) -> None:
    for each in attendees:
        each.asked_sequence = sequence
        if each.person_id is None or each.person_id != each.event.organizer_id:
            each.answer, each.comment, each.answered_at, each.answered_by = Attendee.Answer.WAITING, "", None, None


def tell(event: Event, following: Following) -> None:
    """Write down what `before` found, and let the letters wait."""
    for each in following.gone:
        letters.call_off(event, each)
        each.delete()
    columns = ["answer", "comment", "answered_at", "answered_by", "asked_sequence"]
    Attendee.objects.bulk_update(following.attendees, columns)
    if following.is_changed:
        for each in following.attendees:
            letters.ask(event, each)


def invite(user, event: Event, guest: Guest) -> Attendee:
    """A new row, whose line is still to be written."""
    row = Attendee(event=event, person_id=guest.person, email=guest.email, name=guest.name, role=guest.role)
    row.through_id, row.asked_sequence = guest.through, event.sequence
    if row.person_id is not None and row.person_id == event.organizer_id:
        # Whoever calls a meeting comes to it.
        row.answer, row.answered_at, row.answered_by = Attendee.Answer.YES, timezone.now(), user
    row.save()
    return row


def carry_over(user, event: Event, made: Event) -> None:
    """The dates of a series that go their own way take its guests along, and in whose name they were called."""
    act_again(made, delegate_of(event))
    invite_again(user, made, [wanted.of(each) for each in event.attendees.all()])


def invite_again(user, event: Event, guests: Iterable[Guest]) -> None:
    """Ask the guests of an event that was made from another object, which names them already."""
    made = [invite(user, event, guest) for guest in guests]
    if not made:
        return
    event.ics = lines.written(event.ics, event, made).text
    event.scope = scope_of(event, event.scope, made)
    event.save(update_fields=["ics", "scope"])
    event.occurrences.update(scope=event.scope)
    for each in made:
        letters.ask(event, each)


def delegate_of(event: Event) -> int | None:
    """Who made the event in the name of its organizer."""
    return Acting.objects.filter(event=event).values_list("delegate", flat=True).first()


def act_again(event: Event, delegate: int | None) -> None:
    if delegate is not None:
        Acting.objects.get_or_create(event=event, defaults={"delegate_id": delegate})


def call_off(event: Event) -> None:
    """The event goes: everybody who was told of it is told so."""
    for each in event.attendees.with_people():
        letters.call_off(event, each)


def call_off_many(events: Iterable[int]) -> None:
    for each in Attendee.objects.with_people().filter(event__in=events).select_related("event__calendar"):
        letters.call_off(each.event, each)


def scope_of(event: Event, usual: Scope, attendees: Iterable[Attendee]) -> Scope:
    """Whoever is invited reads the event. Where all of them do anyway, it has the scope of its likes."""
    kept = GuestScope.objects.select_related("scope").filter(event=event).first() if event.pk else None
    people = [each.person for each in attendees if each.person is not None]
    blind = [each for each in people if not scope_allows(each, usual.pk)]
    if not blind:
        if kept is not None:
            _let_in(kept.scope, [])
        return usual
    own = kept.scope if kept is not None and kept.scope.parent_id == usual.pk else _scope_below(event, usual)
    _let_in(own, blind)
    return own


def _scope_below(event: Event, usual: Scope) -> Scope:
    own = create_scope(Scope.Kind.EVENTS, f"{usual.name} · {INVITED}", parent=usual)
    GuestScope.objects.update_or_create(event=event, defaults={"scope": own})
    return own


def _let_in(scope: Scope, people: Iterable) -> None:
    wanted = {each.principal_id: each.principal for each in people}
    for given in scope.grants.in_force().filter(reason=INVITED):
        if wanted.pop(given.principal_id, None) is None:
            revoke(None, given, reason=INVITED)
    for principal in wanted.values():
        grant(None, scope, principal, Level.READ, reason=INVITED)
