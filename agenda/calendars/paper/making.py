"""From what one person sees of the agenda to a PDF that can hang on a wall. Tagged, PDF/A-2a and PDF/UA-1."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import cast

import typst
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda.calendars.addresses import Wish
from agenda.calendars.columns import rooms_apart
from agenda.calendars.diary import Diary, Entry, by_day, by_first_day, days_between
from agenda.calendars.models import Calendar
from agenda.calendars.month import MONDAY_FIRST
from agenda.calendars.rooms.words import day_in_words, span_in_words
from agenda.calendars.words import days_in_words
from agenda.calendars.working_days import holiday_name, is_working_day

SOURCE = Path(__file__).parent / "agenda.typ"
# What is more than this is no use on paper.
MOST = 600


def pdf_of(diary: Diary, wish: Wish, *, town: str) -> bytes:
    """The view that was asked for, as it is seen by whose diary it is."""
    content = json.dumps(content_of(diary, wish, town=town), ensure_ascii=False)
    # One compiler for each paper: it cannot be shared between threads.
    compiler = typst.Compiler(input=str(SOURCE), root=str(SOURCE.parent), ignore_system_fonts=True)
    now = int(timezone.now().timestamp())
    pdf = compiler.compile(format="pdf", sys_inputs={"paper": content}, pdf_standards=["a-2a", "ua-1"], timestamp=now)
    return cast(bytes, pdf)  # only pictures come page by page


def content_of(diary: Diary, wish: Wish, *, town: str) -> dict:
    first, last = _days_of(wish)
    entries, cut = diary.page(first, last, most=MOST)
    entries += rooms_apart(diary, first, last, entries)
    in_columns = wish.view in ("mes", "setmana")
    days = _columns(entries, first, last, wish) if in_columns else _list(entries, first)
    return {
        "town": town,
        "lang": (get_language() or "ca")[:2],
        "title": _title(wish, first, last),
        "printed": _("Printed on %(date)s") % {"date": date_format(timezone.localtime(), "DATETIME_FORMAT")},
        "columns": in_columns,
        "low": wish.view == "mes",
        "weekdays": [capfirst(str(WEEKDAYS[number])) for number in range(7)],
        "days": days,
        "nothing": "" if entries else _("There is nothing on these days."),
        "more": _("Not everything fits: it goes on from %(day)s.") % {"day": day_in_words(cut)} if cut else "",
        "legend": _legend(entries),
    }


def _days_of(wish: Wish) -> tuple[date, date]:
    if wish.view != "mes":
        return wish.days()
    weeks = MONDAY_FIRST.monthdatescalendar(wish.day.year, wish.day.month)
    return weeks[0][0], weeks[-1][-1]


def _title(wish: Wish, first: date, last: date) -> str:
    if wish.view == "mes":
        return capfirst(date_format(wish.day, "YEAR_MONTH_FORMAT"))
    return capfirst(days_in_words(first, last))


def _columns(entries: Iterable[Entry], first: date, last: date, wish: Wish) -> list[dict]:
    """Every day, those with nothing too: their places in the table say which day they are."""
    found = dict(by_day(entries, first, last))
    return [
        {
            "number": str(day.day),
            "other": wish.view == "mes" and day.month != wish.day.month,
            "off": not is_working_day(day),
            "holiday": holiday_name(day, get_language()),
            "entries": [_entry(each, day, is_low=wish.view == "mes") for each in found.get(day, [])],
        }
        for day in days_between(first, last)
    ]


def _list(entries: Iterable[Entry], first: date) -> list[dict]:
    return [
        {
            "name": capfirst(day_in_words(day)),
            "holiday": holiday_name(day, get_language()),
            "entries": [_entry(each, day, is_list=True) for each in found],
        }
        for day, found in by_first_day(entries, first)
    ]


def _entry(entry: Entry, day: date, *, is_list: bool = False, is_low: bool = False) -> dict:
    """In a month there is room for when it begins, not for the rest."""
    hours = _hours(entry, day, is_list=is_list)
    return {
        "mark": entry.calendar.mark,
        "hours": hours.partition("–")[0] if is_low else hours,
        "title": entry.title,
        "busy": not entry.is_open,
        "place": "" if is_low or entry.place == entry.calendar.name else entry.place,
    }


def _hours(entry: Entry, day: date, *, is_list: bool) -> str:
    if is_list and entry.lasts_days:
        if entry.all_day:
            return _("until %(day)s") % {"day": day_in_words(entry.last_day)}
        return span_in_words(entry.starts, entry.ends)
    if entry.all_day or entry.day != day:
        return ""
    return entry.hour if entry.ends == entry.starts or entry.lasts_days else f"{entry.hour}–{entry.end_hour}"


def _legend(entries: Iterable[Entry]) -> list[dict]:
    shown: dict[int, Calendar] = {entry.calendar.pk: entry.calendar for entry in entries}
    return [{"mark": each.mark, "name": each.name} for _pk, each in sorted(shown.items())]


def filename_of(wish: Wish) -> str:
    return f"agenda-{wish.view}-{wish.iso}.pdf"
