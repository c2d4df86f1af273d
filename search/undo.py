"""The way back from what somebody did a moment ago. It waits in the session of that person, the last one only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

KEY = "search.undo"
OFFERED_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class WayBack:
    kind: str
    data: dict[str, Any]


def offer(session, kind: str, said: str, **data: Any) -> None:
    """Say on the next page what was done, with a button that undoes it."""
    session[KEY] = {"kind": kind, "data": data, "said": said, "at": timezone.now().isoformat()}


def take_sentence(session) -> str:
    """What was done, told once; the way back stays open a while longer."""
    kept = session.get(KEY)
    if not kept or not kept["said"]:
        return ""
    session[KEY] = {**kept, "said": ""}
    return kept["said"] if _is_recent(kept) else ""


def take(session) -> WayBack | None:
    kept = session.pop(KEY, None)
    return WayBack(kept["kind"], kept["data"]) if kept and _is_recent(kept) else None


def _is_recent(kept: dict[str, Any]) -> bool:
    return timezone.now() - datetime.fromisoformat(kept["at"]) < OFFERED_FOR
