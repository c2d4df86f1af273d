"""Days as columns of hours: what takes whole days above, the rest at its height, what overlaps side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from agenda.calendars.diary import Entry

ONE_DAY = timedelta(days=1)
# A row of the grid; hours.css has a class for each.
QUARTER = 15
A_DAY = 24 * 60 // QUARTER
# What is shorter could not be read.
SHORTEST = 2
FIRST_HOUR, LAST_HOUR = 8, 20


@dataclass(frozen=True)
class Block:
    """An entry on one day: the rows it takes, and its place among those at the same time."""

    entry: Entry
    row: int
    rows: int
    lane: int = 1
    width: int = 1

    @property
    def is_short(self) -> bool:
        """Less than an hour has room for the hour it begins and the title."""
        return self.rows <= 4

    @property
    def end(self) -> int:
        return self.row + self.rows

    def overlaps(self, other: "Block") -> bool:
        return self.row < other.end and other.row < self.end


@dataclass
class Column:
    """A day, or one calendar on a day."""

    day: date
    name: str = ""
    url: str = ""
    list_url: str = ""
    holiday: str = ""
    hue: int | None = None
    mark: str = ""
    whole: list[Entry] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    lanes: int = 1
    hidden: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.whole or self.blocks or self.hidden)


@dataclass(frozen=True)
class Grid:
    """Columns between two hours."""

    columns: list[Column]
    first: int
    last: int

    @property
    def hours(self) -> range:
        return range(self.first, self.last)

    @property
    def length(self) -> int:
        return self.last - self.first

    @property
    def is_empty(self) -> bool:
        return all(column.is_empty for column in self.columns)

    def row_of(self, moment: datetime) -> int | None:
        """Where a moment of the day is, if its hour is shown."""
        row = (moment.hour - self.first) * 60 // QUARTER + moment.minute // QUARTER
        return row if self.first <= moment.hour < self.last else None


def grid_of(columns: list[Column], entries: Iterable[tuple[Column, Entry]], *, most_lanes: int) -> Grid:
    """Put each entry into its column, and show the hours of a working day or as many as there is something at."""
    spans: dict[int, list[tuple[Entry, int, int]]] = {id(column): [] for column in columns}
    for column, entry in entries:
        if takes_whole_days(entry):
            column.whole.append(entry)
        else:
            spans[id(column)].append((entry, *_rows(entry, column.day)))
    rows = [(start, end) for found in spans.values() for _entry, start, end in found]
    first = min([FIRST_HOUR * 4, *(start for start, _end in rows)]) // 4
    last = -(-max([LAST_HOUR * 4, *(end for _start, end in rows)]) // 4)
    for column in columns:
        blocks = [Block(entry, start - first * 4, end - start) for entry, start, end in spans[id(column)]]
        _lay(column, blocks, most_lanes)
    return Grid(columns, first, last)


def takes_whole_days(entry: Entry) -> bool:
    """A night of four hours has its hours on both days; an exhibition stands above them."""
    return entry.all_day or entry.ends - entry.starts >= ONE_DAY


def _rows(entry: Entry, day: date) -> tuple[int, int]:
    """First row and the one after the last, on that day."""
    start = _row(entry.starts) if entry.starts.date() == day else 0
    end = _row(entry.ends - timedelta(microseconds=1)) + 1 if entry.ends.date() == day else A_DAY
    start = min(start, A_DAY - SHORTEST)
    return start, max(end, start + SHORTEST)


def _row(moment: datetime) -> int:
    return (moment.hour * 60 + moment.minute) // QUARTER


def _lay(column: Column, blocks: list[Block], most_lanes: int) -> None:
    """Give each block the first lane that is free at its time; those that find none are counted."""
    lanes: list[list[Block]] = []
    for block in sorted(blocks, key=lambda each: (each.row, -each.rows, each.entry.event_id)):
        free = next((lane for lane in lanes if not lane[-1].overlaps(block)), None)
        if free is not None:
            free.append(block)
        elif len(lanes) < most_lanes:
            lanes.append([block])
        else:
            column.hidden += 1
    column.lanes = max(1, len(lanes))
    laid = [_widened(block, number, lanes) for number, lane in enumerate(lanes) for block in lane]
    column.blocks = sorted(laid, key=lambda each: (each.row, each.lane))


def _widened(block: Block, lane: int, lanes: list[list[Block]]) -> Block:
    """A block runs on to the right while nobody is there at its time."""
    width = 1
    for other in lanes[lane + 1 :]:
        if any(block.overlaps(each) for each in other):
            break
        width += 1
    return Block(block.entry, block.row, block.rows, lane + 1, width)
