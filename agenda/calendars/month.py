"""The month on the wall: weeks of seven days, real titles, bars that run over several days.

Bars of a week get lanes, so that one event stays at one height from day to day; what does not fit in a day is
counted and linked.
"""

from calendar import Calendar as Weeks
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.dates import MONTHS_ALT, WEEKDAYS
from django.utils.translation import ngettext

from agenda.calendars.diary import Diary, Entry
from agenda.calendars.working_days import holiday_name, is_working_day

LANES = 3
LINES = 4
MONDAY_FIRST = Weeks(firstweekday=0)


@dataclass(frozen=True)
class Segment:
    """One day of an entry that lasts several."""

    entry: Entry
    starts: bool
    ends: bool
    # Days that the bar runs on in this week, where its title is written: at the start and again on each Monday.
    # Zero where the bar only goes on.
    length: int


@dataclass
class Day:
    """One cell, with its words: a template would look each of them up 42 times.

    A lane may be empty (None) so that the bars below keep their height.
    """

    date: date
    in_month: bool
    is_today: bool
    is_working: bool
    holiday: str
    lanes: list[Segment | None] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    hidden: int = 0
    url: str = ""

    @property
    def weekday(self) -> str:
        return str(WEEKDAYS[self.date.weekday()])

    @property
    def month(self) -> str:
        return str(MONTHS_ALT[self.date.month])

    @property
    def more(self) -> str:
        return ngettext("+%(n)s more", "+%(n)s more", self.hidden) % {"n": self.hidden}

    @property
    def iso(self) -> str:
        return self.date.isoformat()

    @property
    def classes(self) -> str:
        """Whether it belongs to the month, is worked, has anything."""
        marks = {"day--other": not self.in_month, "day--off": not self.is_working, "day--empty": self.is_empty}
        return " ".join(["day", *(name for name, holds in marks.items() if holds)])

    @property
    def is_empty(self) -> bool:
        return not (self.lanes or self.entries or self.hidden)


def month_of(diary: Diary, year: int, month: int, *, today: date, language: str) -> list[list[Day]]:
    """The weeks of a month, in a number of queries that does not depend on what it holds."""
    weeks = MONDAY_FIRST.monthdatescalendar(year, month)
    first, last = weeks[0][0], weeks[-1][-1]
    singles, totals = diary.singles(first, last, per_day=LINES)
    spans = diary.spans(first, last)
    cells = {
        day: Day(day, day.month == month, day == today, is_working_day(day), holiday_name(day, language))
        for week in weeks
        for day in week
    }
    for week in weeks:
        _lay_spans([cells[day] for day in week], spans)
    _lay_singles(cells, singles, totals)
    return [[cells[day] for day in week] for week in weeks]


def _lay_spans(week: list[Day], spans: Iterable[Entry]) -> None:
    """Give each bar of the week the first lane that is free on all its days."""
    taken: list[date] = []
    for entry in _in_week(spans, week[0].date, week[-1].date):
        lane = next((number for number, until in enumerate(taken) if until < entry.day), len(taken))
        if lane >= LANES:
            _count_hidden(week, entry)
            continue
        taken[lane : lane + 1] = [entry.last_day]
        for cell in week:
            if entry.day <= cell.date <= entry.last_day:
                _put(cell, lane, entry)


def _in_week(spans: Iterable[Entry], monday: date, sunday: date) -> Iterator[Entry]:
    return (entry for entry in spans if entry.day <= sunday and entry.last_day >= monday)


def _put(cell: Day, lane: int, entry: Entry) -> None:
    cell.lanes += [None] * (lane + 1 - len(cell.lanes))
    starts = cell.date == entry.day
    left = min((entry.last_day - cell.date).days, 6 - cell.date.weekday()) + 1
    length = left if starts or cell.date.weekday() == 0 else 0
    cell.lanes[lane] = Segment(entry, starts=starts, ends=cell.date == entry.last_day, length=length)


def _count_hidden(week: Iterable[Day], entry: Entry) -> None:
    for cell in week:
        cell.hidden += entry.day <= cell.date <= entry.last_day


def _lay_singles(cells: dict[date, Day], singles: Iterable[Entry], totals: dict[date, int]) -> None:
    for entry in singles:
        cells[entry.day].entries.append(entry)
    for cell in cells.values():
        room = LINES - len(cell.lanes)
        total = totals.get(cell.date, 0)
        if total + cell.hidden > room:
            # One line is for saying how many more there are.
            cell.entries = cell.entries[: max(0, room - 1)]
        cell.hidden += total - len(cell.entries)


def month_after(day: date, months: int) -> date:
    """The first day of the month that many months away."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
