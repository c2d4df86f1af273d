"""An event that was changed while its form was open: who did it, when, and what it says now of what was typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _

from agenda.calendars import ical, words
from agenda.calendars.forms import REPEATS, EventForm
from agenda.calendars.guests.parts import GuestsPart
from agenda.calendars.models import Event
from agenda.calendars.rooms.models import Room
from agenda.calendars.rooms.parts import RoomsPart
from agenda.calendars.rooms.words import day_in_words, hour
from intranet.access.models import AuditEvent
from intranet.people.models import User

# Told beside the others, or nothing that the event has.
NOT_TOLD = {"calendar", "reach", "sequence", "until"}


@dataclass(frozen=True)
class Conflict:
    """What the page of the form tells."""

    who: User | None
    when: datetime
    is_own: bool
    # As the facts of an event: label and value.
    now: list[dict]


def conflict_of(user, event: Event, form: EventForm, rooms: RoomsPart, guests: GuestsPart) -> Conflict:
    """What stands now, where it is not what this person typed."""
    last = _last_change(event)
    who = last.actor if last else None
    rows = [*_values(event, form), *_guests(guests), *_rooms(rooms)]
    now = [{"label": label, "value": value or "–"} for label, value in rows]
    when = last.at if last else event.modified
    return Conflict(who, when, who is not None and who.pk == user.pk, now)


def _last_change(event: Event) -> AuditEvent | None:
    told = AuditEvent.objects.select_related("actor").filter(object_type=event._meta.label_lower)
    return told.filter(object_id=str(event.pk), action__startswith="event.").order_by("-at", "-pk").first()


def _values(event: Event, form: EventForm) -> Iterator[tuple[str, str]]:
    for name in form.changed_data:
        stands = form.initial.get(name)
        if name not in NOT_TOLD and not _means_the_same(form, name, stands):
            yield str(form[name].label), _repetition(event) if name == "repeats" else _in_words(form, name, stands)


def _means_the_same(form: EventForm, name: str, stands) -> bool:
    """What browsers write in another way, and what nobody has to write."""
    typed = form.data.get(name, "")
    if name == "end_day":
        return not typed and stands == form.initial["start_day"]
    if name.endswith("_hour"):
        return stands is None
    return isinstance(stands, str) and normalize_newlines(typed).strip() == normalize_newlines(stands).strip()


def _repetition(event: Event) -> str:
    return words.repetition(ical.parse(event.ics)) or str(REPEATS[""])


def _in_words(form: EventForm, name: str, stands) -> str:
    if isinstance(stands, time):
        return hour(stands)
    if isinstance(stands, date):
        return day_in_words(stands)
    if name == "all_day":
        return _("Yes") if stands else _("No")
    return str(dict(getattr(form.fields[name], "choices", ())).get(stands, stands or ""))


def _guests(guests: GuestsPart) -> Iterator[tuple[str, str]]:
    if guests.differs:
        yield _("Guests"), ", ".join(guests.names_there)


def _rooms(rooms: RoomsPart) -> Iterator[tuple[str, str]]:
    held = set(rooms.form.initial["rooms"])
    if held != rooms.form.chosen:
        found = Room.objects.filter(pk__in=held).select_related("calendar").order_by("calendar__name")
        yield _("Rooms"), ", ".join(str(room) for room in found)
