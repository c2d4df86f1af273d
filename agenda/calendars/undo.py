"""The way back after a deletion or a change of a series: it waits in the session of who did it, one click away."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from agenda.calendars.models import Event
from agenda.calendars.series import Changed
from agenda.calendars.services import Deleted

KEY = "calendars.undo"
OFFERED_FOR = timedelta(minutes=10)
KINDS: dict[str, type[Deleted] | type[Changed]] = {"deleted": Deleted, "changed": Changed}


@dataclass(frozen=True)
class Waiting:
    """What a page offers to take back."""

    title: str
    is_deleted: bool


def keep(session, back: Deleted | Changed, title: str) -> None:
    kind = "deleted" if isinstance(back, Deleted) else "changed"
    session[KEY] = {"kind": kind, "back": asdict(back), "title": title, "at": timezone.now().isoformat()}


def waiting(session) -> Waiting | None:
    """What was done a moment ago, if it can still be taken back."""
    kept = session.get(KEY)
    return Waiting(kept["title"], kept["kind"] == "deleted") if kept and _is_recent(kept) else None


def waiting_for(session, event: Event) -> Waiting | None:
    """The same for the page of an event that was changed."""
    back = (session.get(KEY) or {}).get("back", {})
    return waiting(session) if event.pk in (back.get("event"), back.get("made")) else None


def take(session) -> Deleted | Changed | None:
    """What is to be taken back, once."""
    kept = session.pop(KEY, None)
    return KINDS[kept["kind"]](**kept["back"]) if kept and _is_recent(kept) else None


def _is_recent(kept: dict) -> bool:
    return timezone.now() - datetime.fromisoformat(kept["at"]) < OFFERED_FOR
