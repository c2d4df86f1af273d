"""Month, week, day and list."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from agenda.calendars import addresses, columns, origins, undo
from agenda.calendars.addresses import COLUMNS, LIST_DAYS, VIEWS, Wish
from agenda.calendars.diary import Diary, Entry, by_first_day, days_between
from agenda.calendars.expansion import DAYS_AHEAD
from agenda.calendars.month import monday_of, month_of
from agenda.calendars.series import Reach
from agenda.calendars.words import days_in_words
from agenda.calendars.working_days import holiday_name

LISTED = 400
# A phone goes a week or two at a time.
FIRST_LISTED = 60


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """What this person may see, around a day. What cannot be understood is said, with 400, and today is shown."""
    wish = addresses.read(request.GET)
    diary = Diary(request.user, wish.calendars)
    today = timezone.localdate()
    context = {
        "section": "agenda",
        "wish": wish,
        "today": today,
        "views": [
            {"label": label, "url": wish.url(view=key), "current": key == wish.view} for key, label in VIEWS.items()
        ],
        "previous_url": wish.moved(-1).url(),
        "next_url": wish.moved(1).url(),
        "today_url": wish.url(day=today),
        "calendars": diary.calendars.values(),
        "chosen": diary.chosen,
        "pdf_url": wish.url(address="calendars:agenda_pdf"),
        "all_url": wish.url(calendars=()),
        "may_write": diary.mark_writable(),
        "horizon": today + timedelta(days=DAYS_AHEAD),
        "reaches": Reach.choices,
        "undo": undo.waiting(request.session),
    }
    shown = _month(diary, wish, today) if wish.view == "mes" else _days(diary, wish)
    # After the rest, which has asked already what may be read on these days.
    has_strip = wish.is_first or wish.view in ("dia", "llista")
    shown["strip"] = _strip(diary, wish, today) if has_strip else None
    return render(request, "calendars/agenda.html", context | shown, status=400 if wish.problems else 200)


def _month(diary: Diary, wish: Wish, today: date) -> dict:
    """The month, and for the first look on a phone the list from today."""
    weeks = month_of(diary, wish.day.year, wish.day.month, today=today, language=get_language())
    day_url = wish.url(view="dia")
    for cell in (cell for week in weeks for cell in week):
        cell.url = day_url.replace(wish.iso, cell.iso)
    is_cut = any(cell.hidden for week in weeks for cell in week)
    context = {"weeks": weeks, "last_shown": weeks[-1][-1].date, "is_cut": is_cut}
    if wish.is_first:
        last = wish.day + timedelta(days=LIST_DAYS - 1)
        entries, cut = diary.page(wish.day, last, most=FIRST_LISTED)
        context |= {
            "days": origins.in_rows(diary.user, _dated(by_first_day(entries, wish.day))),
            "more": _more(wish, cut),
        }
    return context


def _days(diary: Diary, wish: Wish) -> dict:
    first, last = wish.days()
    entries, cut = diary.page(first, last, most=LISTED)
    entries += columns.rooms_apart(diary, first, last, entries)
    shown = {"heading": days_in_words(first, last), "last_shown": last, "more": _more(wish, cut)}
    if wish.view == "llista":
        return shown | {"days": origins.in_rows(diary.user, _dated(by_first_day(entries, first)))}
    grid = columns.grid_for(diary, wish, entries)
    return shown | {"grid": grid, "now_row": columns.now_row(grid), "pers": _pers(wish)}


def _pers(wish: Wish) -> list[dict]:
    """What the columns of a day can be."""
    return [{"label": label, "url": wish.url(per=key), "current": key == wish.per} for key, label in COLUMNS.items()]


def _strip(diary: Diary, wish: Wish, today: date) -> dict:
    """The days of the week, for the thumb, those with something marked. Each leads to the day or the list from it."""
    view = wish.view if wish.view == "dia" else "llista"
    monday = monday_of(wish.day)
    sunday = monday + timedelta(days=6)
    busy = diary.days_with_something(monday, sunday)
    days = [
        {
            "day": day,
            "url": wish.url(view=view, day=day),
            "is_shown": day == wish.day,
            "is_today": day == today,
            "has_something": day in busy,
        }
        for day in days_between(monday, sunday)
    ]
    before, after = (wish.url(view=view, day=wish.day + timedelta(days=step)) for step in (-7, 7))
    return {"days": days, "previous_url": before, "next_url": after}


def _more(wish: Wish, cut: date | None) -> dict | None:
    """Where to go on when not everything fits."""
    return {"day": cut, "url": wish.url(view="llista", day=cut)} if cut else None


def _dated(days: Iterable[tuple[date, list[Entry]]]) -> list[dict]:
    language = get_language()
    return [{"day": day, "entries": entries, "holiday": holiday_name(day, language)} for day, entries in days]
