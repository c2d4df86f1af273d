"""The rooms of a form: those that are free then and fit come first, the others say why not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from agenda.calendars.rooms import rules
from agenda.calendars.rooms.alternatives import fits
from agenda.calendars.rooms.models import Room, Slot
from agenda.calendars.rooms.policies import states_for


@dataclass(frozen=True)
class Proposal:
    """A room as a form offers it."""

    room: Room
    is_chosen: bool
    # Why it cannot be had at that time; empty when it is free.
    obstacle: str
    is_small: bool
    is_asked: bool

    @property
    def is_good(self) -> bool:
        return not self.obstacle and not self.is_small


def proposals(
    user,
    starts_at: datetime | None,
    ends_at: datetime | None,
    *,
    people: int | None = None,
    chosen: Collection[int | None] = (),
    but_for: int | None = None,
) -> list[Proposal]:
    """Every room that this person may book. Without a time, nothing is said of who has it."""
    rooms = rules.with_rules(user, Room.objects.bookable_by(user))
    states = states_for(user, rooms)
    taken = _taken(rooms, starts_at, ends_at, but_for)
    found = [
        Proposal(
            room=room,
            is_chosen=room.pk in chosen,
            obstacle=_obstacle(room, starts_at, ends_at, taken),
            is_small=not fits(room, people),
            is_asked=states[room.pk] == "asked",
        )
        for room in rooms
    ]
    return sorted(found, key=lambda each: (not each.is_chosen, not each.is_good, each.room.kind != Room.Kind.ROOM))


def _taken(rooms: list[Room], starts_at: datetime | None, ends_at: datetime | None, but_for: int | None) -> set[int]:
    if starts_at is None or ends_at is None:
        return set()
    slots = Slot.objects.filter(room__in=rooms).touching(starts_at, ends_at).of_others(but_for)
    return set(slots.values_list("room", flat=True))


def _obstacle(room: Room, starts_at: datetime | None, ends_at: datetime | None, taken: set[int]) -> str:
    if starts_at is None or ends_at is None:
        return ""
    if room.pk in taken:
        return _("Busy then")
    return rules.obstacle(room, starts_at, ends_at)
