"""Why a room cannot be had, said so that the person can do something about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import ngettext

from agenda.calendars.errors import AgendaError

Span = tuple[int, datetime, datetime]


@dataclass(frozen=True)
class Clash:
    """A date on which a room cannot be had, with the sentence that says why."""

    room: int
    # By which the series knows the date, wherever it was moved to.
    moment: datetime
    starts_at: datetime
    ends_at: datetime
    sentence: str


class BookingRefused(AgendaError):
    """A room is not to be had on one or more of the dates of an event."""

    def __init__(self, clashes: Sequence[Clash], dates: int = 1, wanted: Collection[Span] = ()) -> None:
        self.clashes = list(clashes)
        # Every room and time of the event, those that clash too.
        self.wanted = set(wanted)
        # How many dates the event has.
        self.dates = dates
        super().__init__(_summary(self.clashes, dates))

    @property
    def is_of_series(self) -> bool:
        return self.dates > 1


def _summary(clashes: list[Clash], dates: int) -> str:
    if dates == 1:
        return " ".join(clash.sentence for clash in clashes)
    count = len({clash.moment for clash in clashes})
    return ngettext(
        "On %(n)d date of this series the room cannot be had. Choose what to do with it.",
        "On %(n)d dates of this series the room cannot be had. Choose what to do with each.",
        count,
    ) % {"n": count}
