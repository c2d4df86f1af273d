"""What somebody wants of the rooms for one event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Repair:
    """What to do with one date of a series that cannot have its room."""

    kind: Literal["room", "time", "skip"]
    room: int | None = None
    # Which of the rooms of the series the other one replaces.
    instead_of: int | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True)
class Places:
    """The rooms of every date, those of single dates in their stead, and the dates to be mended first."""

    rooms: tuple[int, ...] = ()
    single: Mapping[datetime, tuple[int, ...]] = field(default_factory=dict)
    repairs: Mapping[datetime, Repair] = field(default_factory=dict)
    people: int | None = None
    # Dates that go without any room.
    without: frozenset[datetime] = frozenset()

    def at(self, moment: datetime) -> tuple[int, ...]:
        return () if moment in self.without else self.single.get(moment, self.rooms)

    @property
    def all_rooms(self) -> set[int]:
        return {*self.rooms, *(room for rooms in self.single.values() for room in rooms)}
