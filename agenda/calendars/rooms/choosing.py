"""One room for what takes place once, such as a meeting: those that there are, and what is free instead."""

from agenda.calendars.rooms.errors import BookingRefused
from agenda.calendars.rooms.forms import OneDayForm
from agenda.calendars.rooms.models import Room
from agenda.calendars.rooms.numbers import event_in, number_in
from agenda.calendars.rooms.proposals import proposals
from agenda.calendars.rooms.refusals import explain


def one_room(
    user, times: OneDayForm, room: str | None, event: str | None = "", *, refusal: BookingRefused | None = None
) -> dict:
    """What `rooms/_picker.html` and `rooms/_refusal.html` show. `event` is the one that is being changed."""
    starts_at, ends_at = times.span
    chosen, but_for = number_in(room), event_in(user, event)
    found = proposals(user, starts_at, ends_at, chosen={chosen}, but_for=but_for)
    return {
        "one": True,
        "proposals": [each for each in found if each.room.kind == Room.Kind.ROOM],
        "is_elsewhere": chosen is None,
        "knows_when": starts_at is not None,
        "event_id": but_for or "",
        "refusal": explain(user, refusal, but_for=but_for) if refusal else None,
    }
