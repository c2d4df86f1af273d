"""The record of accesses: append-only, hash-chained (L30).

Each event's hash covers the event and the hash before it, so a row changed, removed or slipped in shows as a broken
link. `manage.py audit verify` names the first one.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from django.db import connection, models, transaction
from django.utils import timezone

from intranet.access.models import AuditEvent

GENESIS = "0" * 64
# Any number will do, as long as nothing else in the database locks the same one.
CHAIN_LOCK = 7_212_022


@dataclass(frozen=True)
class BrokenLink:
    """The first event that does not fit the chain."""

    event_id: int
    reason: str


def record(actor, action: str, obj: models.Model | None = None, **data) -> AuditEvent:
    """Add an event. `actor` is a person or None for the product itself; `data` must be plain JSON."""
    with transaction.atomic():
        _lock_chain()
        previous = AuditEvent.objects.order_by("-pk").values_list("hash", flat=True).first() or GENESIS
        event = AuditEvent(
            at=timezone.now(),
            actor=actor if getattr(actor, "pk", None) else None,
            action=action,
            object_type=obj._meta.label_lower if obj is not None else "",
            object_id=str(obj.pk) if obj is not None else "",
            data=data,
            previous_hash=previous,
        )
        event.hash = digest(event)
        event.save(force_insert=True)
    return event


def digest(event: AuditEvent) -> str:
    """SHA-256 of the previous hash and the event as canonical JSON."""
    body = {
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "action": event.action,
        "object": [event.object_type, event.object_id],
        "data": event.data,
    }
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{event.previous_hash}\n{canonical}".encode()).hexdigest()


def verify() -> BrokenLink | None:
    """Walk the whole chain and return its first broken link, or None."""
    previous = GENESIS
    for event in _events():
        if event.previous_hash != previous:
            return BrokenLink(event.pk, "an event before it is missing, or it was slipped in")
        if digest(event) != event.hash:
            return BrokenLink(event.pk, "its content is not what was recorded")
        previous = event.hash
    return None


def _events() -> Iterator[AuditEvent]:
    return AuditEvent.objects.order_by("pk").iterator(chunk_size=2000)


def _lock_chain() -> None:
    """One writer at a time. SQLite's immediate transactions already see to it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
