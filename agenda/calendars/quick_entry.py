"""Quick entry: an event written in one line, as one would say it.

    dl 10:00 reunió amb serveis socials 1h sala petita

Nothing is guessed behind anybody's back: what was understood, and from which words, is shown before saving. A word
belongs to one piece that was understood or to the title; none is ever lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from re import Match, Pattern
from typing import Any

from agenda.calendars import quick_doubts
from agenda.calendars import quick_patterns as patterns
from agenda.calendars.quick_doubts import Doubt, Judge
from agenda.calendars.quick_names import Name, called, pattern_of, plain
from agenda.calendars.quick_patterns import ONE_DAY, Reader, whole
from agenda.calendars.quick_repetition import REPETITIONS
from agenda.calendars.quick_words import AND, ARTICLES, AT, IN_CALENDAR, TYPE_OF, WITH

ONE_HOUR = timedelta(hours=1)
START_OF_DAY = time(9)
TAKEN = "\0"
# A name that stays in the title too, and is nothing else: Joan Domingo is no Sunday.
NAMED = "\1"
BETWEEN = {*AND, *ARTICLES, *WITH}


@dataclass(frozen=True)
class Known:
    """The names that a person may use."""

    rooms: Sequence[Name] = ()
    calendars: Sequence[Name] = ()
    places: Sequence[Name] = ()
    guests: Sequence[Name] = ()


@dataclass(frozen=True)
class Piece:
    """Some words and what they were taken for."""

    kind: str
    words: str


@dataclass(frozen=True)
class Understood:
    """An event as its line says it; `left` are the words of the title, as they were written."""

    left: tuple[str, ...]
    start_day: date
    end_day: date
    start_hour: time | None
    end_hour: time | None
    pieces: tuple[Piece, ...]
    repeats: str = ""
    until: date | None = None
    room: Any = None
    calendar: Any = None
    place: str = ""
    event_type: str = ""
    guests: tuple[Any, ...] = ()
    guest_words: str = ""
    # With whom else, whom nobody here is called as.
    with_whom: str = ""
    is_private: bool = False
    # What looks like a time and was not used, or not as it is written.
    doubts: tuple[Doubt, ...] = ()

    @property
    def title(self) -> str:
        text = " ".join(self.left)
        return text[:1].upper() + text[1:]

    @property
    def all_day(self) -> bool:
        return self.start_hour is None

    def words_for(self, kind: str) -> str:
        return " ".join(piece.words for piece in self.pieces if piece.kind == kind)


@dataclass(frozen=True)
class When:
    """The days and hours of an event."""

    start_day: date
    end_day: date
    start_hour: time | None
    end_hour: time | None
    repeats: str
    until: date | None


@dataclass
class Sheet:
    """The line while it is read: its words, and those that are understood already."""

    words: list[str]
    now: datetime
    plain: list[str] = field(default_factory=list)
    pieces: dict[int, Piece] = field(default_factory=dict)
    doubts: dict[int, Doubt] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plain = [plain(word) for word in self.words]

    @property
    def text(self) -> str:
        return " ".join(self.plain)

    def take(self, kind: str, pattern: Pattern[str], read: Reader) -> Any:
        """Take the first words that make sense as that."""
        for match in pattern.finditer(self.text):
            if (value := read(match, self.now)) is not None:
                self.mark(kind, match)
                return value
        return None

    def name(self, first: int, end: int) -> str:
        """Keep these words as a name; they stay in the title."""
        self.plain[first:end] = [NAMED] * (end - first)
        return " ".join(self.words[first:end])

    def take_one(self, kind: str, patterns: Iterable[tuple[Pattern[str], Reader]]) -> Any:
        found = (self.take(kind, pattern, read) for pattern, read in patterns)
        return next((value for value in found if value is not None), None)

    def mark(self, kind: str, match: Match[str]) -> None:
        first = self.text.count(" ", 0, match.start())
        last = first + match.group().count(" ")
        self.pieces[first] = Piece(kind, " ".join(self.words[first : last + 1]))
        self.plain[first : last + 1] = [TAKEN] * (last + 1 - first)

    def set_aside(self, rows: Iterable[tuple[Pattern[str], Judge]]) -> None:
        """Leave these words in the title, and remember that they say something."""
        for pattern, judge in rows:
            while match := pattern.search(self.text):
                first = self.text.count(" ", 0, match.start())
                end = first + match.group().count(" ") + 1
                self.doubts[first] = Doubt(judge(match, self.now), self.name(first, end))

    def doubt(self, kind: str, of: str) -> None:
        """Remember what is to be said of the words of a piece."""
        found = [(at, piece.words) for at, piece in self.pieces.items() if piece.kind == of]
        self.doubts |= {at: Doubt(kind, words) for at, words in found}

    def after(self, kind: str) -> int | None:
        """Where in the text the words begin that follow a piece."""
        at = next((first for first, piece in self.pieces.items() if piece.kind == kind), None)
        if at is None:
            return None
        index = at + self.pieces[at].words.count(" ") + 1
        return sum(len(word) + 1 for word in self.plain[:index])

    @property
    def not_taken(self) -> list[str]:
        return [TAKEN if rest == TAKEN else word for word, rest in zip(self.words, self.plain, strict=True)]

    @property
    def left(self) -> tuple[str, ...]:
        return tuple(word for word, rest in zip(self.words, self.plain, strict=True) if rest != TAKEN)


def understand(line: str, *, now: datetime, known: Known | None = None) -> Understood:
    """Read a line. `now` is the time on the wall of the town."""
    sheet, known = Sheet(line.split(), now), known or Known()
    # Names first: "Sala 1 de maig" is no date.
    room, calendar, place = _names(sheet, known)
    guests = called(sheet.not_taken, known.guests)
    guest_words = ", ".join([sheet.name(each.first, each.end) for each in guests])
    is_private = bool(sheet.take("visibility", patterns.PRIVATE, lambda match, now: True))
    when = _when(sheet)
    event_type, with_whom = _type(sheet), _with_whom(sheet)
    sheet.set_aside(quick_doubts.LEFT_OVER)
    return Understood(
        sheet.left,
        when.start_day,
        when.end_day,
        when.start_hour,
        when.end_hour,
        pieces=tuple(sheet.pieces[at] for at in sorted(sheet.pieces)),
        repeats=when.repeats,
        until=when.until,
        room=room,
        calendar=calendar,
        place=place or "",
        event_type=event_type,
        guests=tuple(each.key for each in guests),
        guest_words=guest_words,
        with_whom=with_whom,
        is_private=is_private,
        doubts=tuple(sheet.doubts[at] for at in sorted(sheet.doubts)),
    )


def _when(sheet: Sheet) -> When:
    repeats, first = sheet.take_one("repeats", REPETITIONS) or ("", None)
    moment = sheet.take("hour", patterns.MOMENT_AHEAD, patterns.read_moment_ahead)
    hours = (moment.time(), None) if moment else sheet.take_one("hour", patterns.QUARTER_HOURS)
    length = sheet.take_one("length", patterns.QUARTER_LENGTHS)
    sheet.set_aside(quick_doubts.VAGUE)
    until = sheet.take("until", patterns.UNTIL, patterns.read_date) if repeats else None
    days = None if moment else sheet.take_one("day", patterns.DAY_SPANS)
    day = moment.date() if moment else first or (days[0] if days else sheet.take_one("day", patterns.DATES))
    start, end = hours or sheet.take_one("hour", patterns.TIMES) or (None, None)
    weekday = None if day else _weekday(sheet, start)
    start = start or _bare_hour(sheet)
    day = day or _still_to_come(weekday, start, sheet.now) or _first_day(sheet.now, start)
    end = end or sheet.take("hour", patterns.UNTIL_HOUR, lambda match, now: patterns.read_clock(match, "a"))
    if end is None:
        length = length or sheet.take_one("length", patterns.LENGTHS)
    whole_day = sheet.take("all_day", patterns.ALL_DAY, lambda match, now: True) and start is None
    has_hours = not (days or whole_day) and bool(start or end or length)
    span = _span(day, start, end, length) if has_hours else (day, days[1] if days else day, None, None)
    _doubt(sheet, day, until, is_whole=bool(days))
    first_day, last_day, starts, ends = span
    return When(first_day, last_day, starts, ends, repeats, until if until and until >= day else None)


def _doubt(sheet: Sheet, day: date, until: date | None, *, is_whole: bool) -> None:
    """What was read, and does not fit with the rest of what was read."""
    if until and until < day:
        sheet.doubt(quick_doubts.UNUSED, "until")
    if is_whole:
        sheet.doubt(quick_doubts.UNUSED, "hour")
        sheet.doubt(quick_doubts.UNUSED, "length")
    elif any(quick_doubts.other_weekday(_plain(piece), day.weekday()) for piece in _of(sheet, "day")):
        sheet.doubt(quick_doubts.OTHER_WEEKDAY, "day")
    at = sheet.after("day")
    number = patterns.BARE_NUMBER.match(sheet.text, at) if at is not None else None
    if number:
        first = sheet.text.count(" ", 0, number.start())
        sheet.doubts[first] = Doubt(quick_doubts.UNUSED, sheet.name(first, first + 1))


def _of(sheet: Sheet, kind: str) -> list[str]:
    return [piece.words for piece in sheet.pieces.values() if piece.kind == kind]


def _plain(words: str) -> str:
    return " ".join(plain(word) for word in words.split())


def _names(sheet: Sheet, known: Known) -> tuple[Any, Any, Any]:
    room = _name(sheet, "room", f"(?:{AT})?", known.rooms)
    calendar = _name(sheet, "calendar", IN_CALENDAR, known.calendars)
    place = _name(sheet, "place", f"(?:{AT})", known.places) if room is None else None
    return room, calendar, place


def _name(sheet: Sheet, kind: str, before: str, names: Sequence[Name]) -> Any:
    """The longest of these names that the line says."""
    for each in sorted(names, key=lambda one: len(one.name), reverse=True):
        words = pattern_of(each.name)
        if words and sheet.take(kind, whole(f"{before}(?:{words})"), lambda match, now: True):
            return each.key
    return None


def _weekday(sheet: Sheet, start: time | None) -> date | None:
    """A weekday; the number behind it is a day of the month if it is too big for an hour, or the hour is known."""

    def with_number(match: Match[str], now: datetime) -> date | None:
        if start is None and int(match["number"]) < 24:
            return None
        return patterns.read_weekday_with_number(match, now)

    several = sheet.take("day", patterns.WEEKDAYS_LISTED, patterns.read_weekday)
    if several:
        sheet.doubt(quick_doubts.FIRST_OF_SEVERAL, "day")
        return several
    return sheet.take("day", patterns.WEEKDAY_AND_NUMBER, with_number) or sheet.take(
        "day", patterns.WEEKDAY_ALONE, patterns.read_weekday
    )


def _still_to_come(day: date | None, start: time | None, now: datetime) -> date | None:
    """On a Monday at noon, "Monday at ten" is the next one."""
    is_over = day == now.date() and start is not None and start < now.time()
    return day + 7 * ONE_DAY if day and is_over else day


def _bare_hour(sheet: Sheet) -> time | None:
    """A number alone is an hour where it follows the day: "dl 10"."""
    for kind in ("day", "repeats"):
        at = sheet.after(kind)
        match = patterns.BARE_HOUR.match(sheet.text, at) if at is not None else None
        if match and (hour := patterns.read_clock(match, "a")):
            sheet.mark("hour", match)
            return hour
    return None


def _first_day(now: datetime, start: time | None) -> date:
    """Without a day it is today, or tomorrow if the hour is over."""
    return now.date() + ONE_DAY if start is not None and start < now.time() else now.date()


def _span(day: date, start: time | None, end: time | None, length: timedelta | None) -> tuple:
    """First and last day and hour. What ends before it starts ends on the next day."""
    starts = datetime.combine(day, start or START_OF_DAY)
    if end is None:
        ends = starts + (length or ONE_HOUR)
    else:
        ends = datetime.combine(day, end)
        ends += ONE_DAY if ends <= starts else timedelta(0)
    return starts.date(), ends.date(), starts.time(), ends.time()


def _type(sheet: Sheet) -> str:
    """From the first word of the title that has one; it stays in the title."""
    return next((TYPE_OF[word] for word in sheet.plain if word in TYPE_OF), "")


def _with_whom(sheet: Sheet) -> str:
    """The words that follow "amb" up to the next piece and are no name of the house; they stay in the title too."""
    at = next((index for index, word in enumerate(sheet.plain) if word in WITH), len(sheet.plain))
    company = takewhile(lambda pair: pair[1] != TAKEN, zip(sheet.words[at + 1 :], sheet.plain[at + 1 :], strict=True))
    others = [(word, rest) for word, rest in company if rest != NAMED]
    while others and others[0][1] in BETWEEN:
        others.pop(0)
    while others and others[-1][1] in BETWEEN:
        others.pop()
    return " ".join(word for word, _rest in others)
