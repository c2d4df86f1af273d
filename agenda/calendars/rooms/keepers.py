"""Who answers for a room."""

from agenda.calendars.rooms.models import Room
from intranet.access.models import Principal
from intranet.people.models import User


def keepers_of(room: Room) -> list[User]:
    """The person, or the people who are in the unit today."""
    if room.keeper is None:
        return []
    if room.keeper.kind == Principal.Kind.UNIT:
        members = room.keeper.unit.memberships.in_force().values("person")
        return list(User.objects.filter(pk__in=members, is_active=True))
    return [room.keeper.user]
