"""Who answers for a room, and who has it."""

from django.db.models.functions import Coalesce

from agenda.calendars.rooms.models import Block, Room, Slot
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


def organizers_hit_by(block: Block) -> list[User]:
    """Whoever organises what takes place in a room while it is closed, but for who closed it."""
    person = Coalesce("booking__event__organizer", "booking__asked_by")
    people = Slot.objects.all().hit_by(block).order_by().annotate(person=person).values("person")
    return list(User.objects.filter(pk__in=people, is_active=True).exclude(pk=block.author_id))
