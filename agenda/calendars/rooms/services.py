"""What happens to rooms: their profile, their keeper, the answer to a booking, the times they are closed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars.errors import AgendaError
from agenda.calendars.models import Calendar
from agenda.calendars.rooms import notices
from agenda.calendars.rooms.models import Block, Booking, OpeningHours, Room, Slot
from agenda.calendars.rooms.policies import can_arrange, can_create
from agenda.calendars.rooms.querysets import SlotQuerySet
from agenda.calendars.services import SOURCE, create_calendar
from intranet.access import audit
from intranet.access.models import Grant, Level, Principal
from intranet.access.services import grant, revoke
from intranet.people.municipality import town_scope
from search import outbox

PROFILE = (
    "kind",
    "capacity",
    "equipment",
    "place",
    "needs_approval",
    "closed_on_holidays",
    "longest_minutes",
    "days_ahead",
)
KEEPS = "guarda la sala"

Stretch = tuple[int, time, time]


@transaction.atomic
def create_room(user, name: str, **profile) -> Room:
    """A room is a calendar that everyone in the town hall may see, and its profile."""
    if user is not None and not can_create(user):
        raise PermissionDenied
    calendar = create_calendar(name, Calendar.Kind.ROOM, parent=town_scope(), author=user)
    room, _created = Room.objects.get_or_create(calendar=calendar)
    return arrange_room(user, room, **profile)


@transaction.atomic
def rename_room(user, room: Room, name: str) -> None:
    _require_arranging(user, room)
    if room.calendar.name != name:
        room.calendar.name = name
        room.calendar.save(update_fields=["name"])
        outbox.touch(SOURCE, list(room.calendar.events.values_list("pk", flat=True)))
        audit.record(user, "calendar.renamed", room.calendar)


@transaction.atomic
def arrange_room(
    user, room: Room, *, hours: Iterable[Stretch] | None = None, keeper: Principal | None = None, **profile
) -> Room:
    """Write the profile of a room. Bookings that there are stay as they are, whatever the new rules say."""
    _require_arranging(user, room)
    room = Room.objects.locked().select_related("calendar").get(pk=room.pk)
    for name, value in _known(profile).items():
        setattr(room, name, value)
    if keeper != room.keeper:
        _hand_over(user, room, keeper)
    room.save()
    if hours is not None:
        _open_at(room, hours)
    audit.record(user, "room.arranged", room.calendar)
    return room


@transaction.atomic
def show_room(user, room: Room, picture: bytes) -> None:
    """Hang its photograph, which has been made safe already; an empty one takes it down."""
    _require_arranging(user, room)
    before = room.photo.name
    room.photo.name = ""
    if picture:
        room.photo.save(f"{uuid4().hex}.webp", ContentFile(picture), save=False)
    room.save(update_fields=["photo"])
    if before:
        storage = room.photo.storage
        transaction.on_commit(lambda: storage.delete(before))
    audit.record(user, "room.photo", room.calendar)


@transaction.atomic
def answer_booking(user, booking: Booking, *, accept: bool, sentence: str = "") -> Booking:
    """Yes or no. A no needs a sentence and frees the room at once."""
    Room.objects.locked().get(pk=booking.room_id)
    booking = Booking.objects.select_related("room__calendar", "event").get(pk=booking.pk)
    if not can_arrange(user, booking.room):
        raise PermissionDenied
    if not booking.is_asked:
        raise AgendaError(_("This booking has been answered or withdrawn in the meantime."))
    if not accept and not sentence.strip():
        raise AgendaError(_("Say in a sentence why not, so that the person can look for something else."))
    booking.state = Booking.State.CONFIRMED if accept else Booking.State.REFUSED
    booking.answered_by, booking.answered_at, booking.answer = user, timezone.now(), sentence.strip()
    booking.save(update_fields=["state", "answered_by", "answered_at", "answer"])
    if not accept:
        booking.slots.all().delete()
    audit.record(user, "booking.accepted" if accept else "booking.refused", booking, room=booking.room_id)
    notices.tell_asker(booking)
    return booking


@transaction.atomic
def block_room(user, room: Room, *, starts_at: datetime, ends_at: datetime, reason: str) -> Block:
    """Close a room for a time. Nobody is thrown out: whoever has it then is listed, and told."""
    _require_arranging(user, room)
    Room.objects.locked().get(pk=room.pk)
    block = Block.objects.create(room=room, starts_at=starts_at, ends_at=ends_at, reason=reason, author=user)
    audit.record(user, "room.blocked", room.calendar, block=block.pk)
    notices.tell_those_hit(block)
    return block


@transaction.atomic
def unblock_room(user, block: Block) -> None:
    _require_arranging(user, block.room)
    audit.record(user, "room.unblocked", block.room.calendar, block=block.pk)
    block.delete()


def hit_by(block: Block) -> SlotQuerySet:
    """Whoever has the room while it is closed, from now on."""
    return Slot.objects.all().hit_by(block)


def _require_arranging(user, room: Room) -> None:
    if user is not None and not can_arrange(user, room):
        raise PermissionDenied


def _known(profile: Mapping) -> dict:
    unknown = profile.keys() - set(PROFILE)
    if unknown:
        raise TypeError(f"A room has no {', '.join(sorted(unknown))}.")
    return dict(profile)


def _hand_over(user, room: Room, keeper: Principal | None) -> None:
    """The keeper writes in the calendar of the room; the one before no longer does because of it."""
    for given in Grant.objects.in_force().filter(scope=room.calendar.scope_id, principal=room.keeper, reason=KEEPS):
        revoke(user, given, reason=KEEPS)
    if keeper is not None:
        grant(user, room.calendar.scope, keeper, Level.EDIT, reason=KEEPS)
    room.keeper = keeper


def _open_at(room: Room, hours: Iterable[Stretch]) -> None:
    room.hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(room=room, weekday=weekday, opens=opens, closes=closes) for weekday, opens, closes in hours
    )
