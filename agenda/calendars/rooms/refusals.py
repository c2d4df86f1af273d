"""What a person is shown when a room cannot be had: who has it, and what can be done instead."""

from dataclasses import dataclass, field

from agenda.calendars.rooms.alternatives import Alternative, alternatives
from agenda.calendars.rooms.errors import BookingRefused, Clash, Span
from agenda.calendars.rooms.models import Room

MOST_MENDED = 30


@dataclass(frozen=True)
class Offer:
    """A clash, and what is free instead."""

    clash: Clash
    room: Room
    alternatives: list[Alternative]
    chosen: str = ""

    @property
    def name(self) -> str:
        """Of the field that says what to do with that date."""
        return f"repair.{self.clash.room}.{self.clash.moment.isoformat()}"


@dataclass(frozen=True)
class Explained:
    """A refusal with its offers. Where too many dates clash, none is mended alone."""

    sentence: str
    is_of_series: bool
    offers: list[Offer] = field(default_factory=list)
    is_too_much: bool = False


def explain(user, refusal: BookingRefused, *, people: int | None = None, but_for: int | None = None) -> Explained:
    """Three free places for each date that clashes."""
    if len(refusal.clashes) > MOST_MENDED:
        return Explained(str(refusal), refusal.is_of_series, is_too_much=True)
    rooms = Room.objects.seen_by(user).in_bulk({clash.room for clash in refusal.clashes})
    offers = [
        Offer(clash, rooms[clash.room], _instead(user, rooms[clash.room], clash, refusal.wanted, people, but_for))
        for clash in sorted(refusal.clashes, key=lambda each: each.starts_at)
        if clash.room in rooms
    ]
    return Explained(str(refusal), refusal.is_of_series, offers)


def _instead(
    user, room: Room, clash: Clash, wanted: set[Span], people: int | None, but_for: int | None
) -> list[Alternative]:
    """What is free, without what the other dates of the same event want."""
    others = wanted - {(clash.room, clash.starts_at, clash.ends_at)}
    return alternatives(user, room, clash.starts_at, clash.ends_at, people=people, but_for=but_for, wanted=others)
