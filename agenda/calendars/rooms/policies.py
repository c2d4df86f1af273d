"""Who may book a room, who keeps it, and whether a booking waits for an answer."""

from collections.abc import Collection

from django.db.models import QuerySet

from agenda.calendars.rooms.models import Booking, Room
from intranet.access.models import Level
from intranet.access.policies import can_edit, can_read
from intranet.access.principals import principals_of
from intranet.access.scopes import scope_allows
from intranet.people.models import RoleAssignment
from intranet.people.municipality import town_scope

ARRANGERS = (RoleAssignment.Role.SECRETARY, RoleAssignment.Role.METHOD_LEAD)


def is_keeper(user, room: Room) -> bool:
    return room.keeper_id is not None and room.keeper_id in principals_of(user)


def can_arrange(user, room: Room) -> bool:
    """Change its profile, close it, answer for it: its keeper, who manages its calendar, and who makes rooms."""
    if is_keeper(user, room) or scope_allows(user, room.calendar.scope_id, level=Level.MANAGE):
        return True
    return can_read(user, room.calendar) and can_create(user)


def can_book(user, room: Room) -> bool:
    """Whoever writes in its calendar; who only sees it may ask its keeper."""
    if can_edit(user, room.calendar):
        return True
    return room.keeper_id is not None and can_read(user, room.calendar)


def states_for(user, rooms: Collection[Room]) -> dict[int, Booking.State]:
    """How a booking of this person begins in each. None is the product itself, whose meetings wait for nobody."""
    if user is None:
        return {room.pk: Booking.State.CONFIRMED for room in rooms}
    found = Room.objects.filter(pk__in=[room.pk for room in rooms])
    arranged, writable = _keys(found.arranged_by(user)), _keys(found.written_by(user))
    return {
        room.pk: Booking.State.CONFIRMED
        if room.pk in arranged or (room.pk in writable and not room.needs_approval)
        else Booking.State.ASKED
        for room in rooms
    }


def state_for(user, room: Room) -> Booking.State:
    return states_for(user, [room])[room.pk]


def unbound_for(user, rooms: Collection[Room]) -> set[int]:
    """Rooms whose hours and limits do not hold for this person: the keeper has the key of the house."""
    if user is None:
        return {room.pk for room in rooms}
    return _keys(Room.objects.filter(pk__in=[room.pk for room in rooms]).arranged_by(user))


def _keys(rooms: QuerySet) -> set[int]:
    return set(rooms.values_list("pk", flat=True))


def can_create(user) -> bool:
    """Whoever manages the town hall as a whole, the secretary, and who helps people in."""
    if scope_allows(user, town_scope().pk, level=Level.MANAGE):
        return True
    return user.roles.in_force().filter(role__in=ARRANGERS).exists()
