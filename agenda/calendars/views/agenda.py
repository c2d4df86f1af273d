"""Month, week, day and list."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from agenda.calendars import addresses, undo
from agenda.calendars.addresses import LIST_DAYS, VIEWS, Wish
from agenda.calendars.diary import Diary, Entry, by_day, by_first_day, days_between
from agenda.calendars.expansion import DAYS_AHEAD
from agenda.calendars.month import month_of
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
        "all_url": wish.url(calendars=()),
        "may_write": diary.writable().exists(),
        "horizon": today + timedelta(days=DAYS_AHEAD),
        "undo": undo.waiting(request.session),
    }
    shown = _month(diary, wish, today) if wish.view == "mes" else _days(diary, wish)
    return render(request, "calendars/agenda.html", context | shown, status=400 if wish.problems else 200)


def _month(diary: Diary, wish: Wish, today: date) -> dict:
    """The month, and for the first look on a phone the list from today."""
    weeks = month_of(diary, wish.day.year, wish.day.month, today=today, language=get_language())
    day_url = wish.url(view="dia")
    for cell in (cell for week in weeks for cell in week):
        cell.url = day_url.replace(wish.iso, cell.iso)
    context = {"weeks": weeks, "last_shown": weeks[-1][-1].date}
    if wish.is_first:
        last = wish.day + timedelta(days=LIST_DAYS - 1)
        entries, cut = diary.page(wish.day, last, most=FIRST_LISTED)
        context |= {"days": _dated(by_first_day(entries, wish.day)), "more": _more(wish, cut)}
    return context


def _days(diary: Diary, wish: Wish) -> dict:
    first, last = wish.days()
    entries, cut = diary.page(first, last, most=LISTED)
    if wish.view == "llista":
        days = by_first_day(entries, first)
    elif wish.view == "setmana":
        found = dict(by_day(entries, first, last))
        days = ((day, found.get(day, [])) for day in days_between(first, last))
    else:
        days = by_day(entries, first, last)
    return {"first": first, "last_shown": last, "days": _dated(days), "more": _more(wish, cut)}


def _more(wish: Wish, cut: date | None) -> dict | None:
    """Where to go on when not everything fits."""
    return {"day": cut, "url": wish.url(view="llista", day=cut)} if cut else None


def _dated(days: Iterable[tuple[date, list[Entry]]]) -> list[dict]:
    language = get_language()
    return [{"day": day, "entries": entries, "holiday": holiday_name(day, language)} for day, entries in days]
