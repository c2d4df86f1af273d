"""Word by mail that there is something to answer, that it has been answered, that a room is closed: no content."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from agenda.calendars.rooms import tasks
from agenda.calendars.rooms.models import Block, Booking


def tell_keepers(bookings: Iterable[Booking]) -> None:
    """Write to whoever keeps the rooms that were asked for, once this has been saved."""
    for booking in bookings:
        transaction.on_commit(partial(tasks.mail_keepers.enqueue, booking.pk))


def tell_asker(booking: Booking) -> None:
    transaction.on_commit(partial(tasks.mail_asker.enqueue, booking.pk))


def tell_those_hit(block: Block) -> None:
    transaction.on_commit(partial(tasks.mail_those_hit.enqueue, block.pk))
