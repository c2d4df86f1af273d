"""The screen beside the door of a room. Nobody is signed in there, so it says only what everyone may read.

Its address carries a secret of 256 bits, of which only the hash is kept; whoever keeps the room makes and revokes it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agenda.calendars.rooms.models import DoorKey, Room, Slot
from agenda.calendars.rooms.policies import can_arrange
from agenda.calendars.timezones import instant
from intranet.access import audit, principals
from intranet.access.models import EffectiveGrant, Level

SECRET_BYTES = 32
USED_AT_MOST_EVERY = timedelta(minutes=5)
NEXT_SHOWN = 4
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Door:
    """What the screen shows: who is inside, who comes, and until when it is free."""

    now: dict | None
    next: list[dict]
    # The end of what is inside, or the beginning of what comes today; nothing when the day stays free.
    until: datetime | None


@transaction.atomic
def create_key(user, room: Room, name: str) -> tuple[DoorKey, str]:
    """A new address for a screen, and its secret, which is shown once."""
    if not can_arrange(user, room):
        raise PermissionDenied
    secret = secrets.token_urlsafe(SECRET_BYTES)
    key = DoorKey.objects.create(room=room, name=name[:80], token_hash=_hash(secret), author=user)
    audit.record(user, "door.created", key)
    return key, secret


@transaction.atomic
def revoke_key(user, key: DoorKey) -> None:
    if not can_arrange(user, key.room):
        raise PermissionDenied
    key.revoked = timezone.now()
    key.save(update_fields=["revoked"])
    audit.record(user, "door.revoked", key)


def find_key(room_id: int, secret: str) -> DoorKey | None:
    """The key of that room while it is in force."""
    found = DoorKey.objects.filter(room=room_id, token_hash=_hash(secret), revoked__isnull=True)
    return found.select_related("room__calendar").first()


def mark_used(key: DoorKey) -> None:
    now = timezone.now()
    if key.last_used is None or now - key.last_used > USED_AT_MOST_EVERY:
        DoorKey.objects.filter(pk=key.pk).update(last_used=now)


def door_of(room: Room, at: datetime | None = None) -> Door:
    """Today in that room, with the titles that everyone signed in may read."""
    now = at or timezone.now()
    midnight = instant(timezone.localdate(now) + ONE_DAY)
    open_to_all = EffectiveGrant.objects.of({principals.everyone_signed_in().pk}, Level.READ).in_force()
    slots = Slot.objects.filter(room=room).touching(now, midnight).order_by("starts_at")
    veiled = list(slots.veiled_for(open_to_all.values("scope_id")).values("starts_at", "ends_at", "is_open", "title"))
    inside = veiled[0] if veiled and veiled[0]["starts_at"] <= now else None
    coming = veiled[1:] if inside else veiled
    until = inside["ends_at"] if inside else next((each["starts_at"] for each in coming), None)
    return Door(inside, coming[:NEXT_SHOWN], until)


def _hash(secret: str) -> str:
    """Plain SHA-256 is enough for 256 random bits: there is no dictionary to try."""
    return sha256(secret.encode()).hexdigest()
