"""The way back after a deletion: the event waits in the session of who deleted it, and one click restores it."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.utils import timezone

from agenda.calendars.services import Deleted

KEY = "calendars.deleted"
OFFERED_FOR = timedelta(minutes=10)


def keep(session, gone: Deleted, title: str) -> None:
    session[KEY] = {"event": asdict(gone), "title": title, "at": timezone.now().isoformat()}


def waiting(session) -> str:
    """The title of an event deleted a moment ago, or nothing."""
    kept = session.get(KEY)
    return kept["title"] if kept and _is_recent(kept) else ""


def take(session) -> Deleted | None:
    """The deleted event, once."""
    kept = session.pop(KEY, None)
    return Deleted(**kept["event"]) if kept and _is_recent(kept) else None


def _is_recent(kept: dict) -> bool:
    return timezone.now() - datetime.fromisoformat(kept["at"]) < OFFERED_FOR
