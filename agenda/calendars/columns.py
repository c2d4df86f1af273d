"""What the columns of hours are: the days of a week, or on one day the rooms or the people."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda.calendars.addresses import Wish
from agenda.calendars.diary import Diary, Entry, days_between, first_of_each_person
from agenda.calendars.hours import Column, Grid, grid_of
from agenda.calendars.models import Calendar
from agenda.calendars.rooms.models import Slot
from agenda.calendars.timezones import instant, town_zone
from agenda.calendars.working_days import holiday_name
from intranet.access.scopes import readable_scopes

ONE_DAY = timedelta(days=1)
LANES_OF_WEEK, LANES_OF_DAY, LANES_OF_SOME = 4, 8, 3
MOST_COLUMNS = 16
MOST_HELD = 400
FIELDS = ("room", "event", "starts_at", "ends_at", "is_open", "title")


def grid_for(diary: Diary, wish: Wish, entries: list[Entry]) -> Grid:
    """The columns that were asked for, with what belongs in each."""
    first, last = wish.days()
    if wish.per == "espais":
        return _beside(diary, wish, _rooms(diary), held(diary, first, last))
    if wish.per == "persones":
        return _beside(diary, wish, _people(diary), _of_people(diary, first, last, entries))
    columns = {day: _of_day(wish, day) for day in days_between(first, last)}
    lanes = LANES_OF_WEEK if len(columns) > 1 else LANES_OF_DAY
    return grid_of(list(columns.values()), _by_day(columns, entries), most_lanes=lanes)


def rooms_apart(diary: Diary, first: date, last: date, shown: Iterable[Entry]) -> list[Entry]:
    """Where somebody chose rooms: what is held in them by events of calendars that were not chosen."""
    rooms = {pk for pk in diary.chosen if diary.calendars[pk].kind == Calendar.Kind.ROOM}
    if not rooms:
        return []
    there = {(entry.event_id, entry.starts) for entry in shown}
    found = (entry for entry in held(diary, first, last) if entry.calendar.pk in rooms)
    return [entry for entry in found if (entry.event_id, entry.starts) not in there]


def held(diary: Diary, first: date, last: date) -> list[Entry]:
    """The times for which the rooms are taken, by events of whatever calendar, as this person may see them."""
    slots = Slot.objects.filter(room__in=diary.known).touching(instant(first), instant(last + ONE_DAY))
    rows = slots.veiled_for(readable_scopes(diary.user)).order_by("starts_at", "pk").values_list(*FIELDS)
    return [_entry(diary, *row) for row in rows[:MOST_HELD]]


def _entry(diary: Diary, room: int, event: int, starts: datetime, ends: datetime, is_open: bool, title: str) -> Entry:
    start, end = starts.astimezone(town_zone()), ends.astimezone(town_zone())
    return Entry(
        event_id=event,
        calendar=diary.calendars[room],
        starts=start,
        ends=end,
        day=start.date(),
        last_day=max(start, end - timedelta(microseconds=1)).date(),
        all_day=False,
        is_open=is_open,
        title=title if is_open else _("Busy"),
        place="",
    )


def _rooms(diary: Diary) -> list[Calendar]:
    return _picked(diary, (each for each in diary.calendars.values() if each.kind == Calendar.Kind.ROOM))


def _people(diary: Diary) -> list[Calendar]:
    return _picked(diary, (each for each in diary.calendars.values() if each.owner_id))


def _of_people(diary: Diary, first: date, last: date, entries: Iterable[Entry]) -> list[Entry]:
    """What stands in their own calendars, and what they take part in elsewhere."""
    own = [entry for entry in entries if entry.whose is None]
    return own + diary.joined(first_of_each_person(_people(diary)), first, last)


def _picked(diary: Diary, calendars: Iterable[Calendar]) -> list[Calendar]:
    """Those that were chosen, if any of them was."""
    known = [each for each in calendars if each.pk in diary.known]
    chosen = [each for each in known if each.pk in diary.chosen]
    return sorted(chosen or known, key=lambda each: each.name)[:MOST_COLUMNS]


def _beside(diary: Diary, wish: Wish, calendars: list[Calendar], entries: Iterable[Entry]) -> Grid:
    """One day, one column for each calendar."""
    columns = {each.pk: _of_calendar(wish, each) for each in calendars}
    placed = (((entry.whose or entry.calendar).pk, entry) for entry in entries)
    pairs = ((columns[pk], entry) for pk, entry in placed if pk in columns)
    return grid_of(list(columns.values()), pairs, most_lanes=LANES_OF_SOME)


def _of_day(wish: Wish, day: date) -> Column:
    return Column(
        day,
        url=wish.url(view="dia", day=day),
        list_url=wish.url(view="llista", day=day),
        holiday=holiday_name(day, get_language()),
    )


def _of_calendar(wish: Wish, calendar: Calendar) -> Column:
    url = wish.url(view="setmana", per="", calendars=(calendar.pk,))
    return Column(wish.day, name=calendar.name, url=url, list_url=url, hue=calendar.hue, mark=calendar.mark)


def _by_day(columns: dict[date, Column], entries: Iterable[Entry]) -> Iterator[tuple[Column, Entry]]:
    for entry in entries:
        for day in days_between(entry.day, entry.last_day):
            if day in columns:
                yield columns[day], entry


def now_row(grid: Grid) -> int | None:
    return grid.row_of(timezone.localtime())
