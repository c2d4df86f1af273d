"""What the address of the agenda asks for: /agenda/?vista=mes&data=2026-11-23&cal=3&cal=5 (design §5)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from agenda.calendars.month import monday_of, month_after
from agenda.calendars.recurrence import FIRST_YEAR, LAST_YEAR

VIEWS = {
    "mes": pgettext_lazy("view of the agenda", "Month"),
    "setmana": pgettext_lazy("view of the agenda", "Week"),
    "dia": pgettext_lazy("view of the agenda", "Day"),
    "llista": pgettext_lazy("view of the agenda", "List"),
}
# On one day, a column for each room or person.
COLUMNS = {
    "": pgettext_lazy("columns of a day", "Everything together"),
    "espais": pgettext_lazy("columns of a day", "By room"),
    "persones": pgettext_lazy("columns of a day", "By person"),
}
LIST_DAYS = 28
MOST_CALENDARS = 200


@dataclass(frozen=True)
class Wish:
    """A view of the agenda around a day, perhaps of some calendars only."""

    view: str
    day: date
    calendars: tuple[int, ...] = ()
    per: str = ""
    # Nothing was said of the view: a phone then shows the list.
    is_first: bool = False
    problems: tuple[str, ...] = ()

    def url(self, *, address: str = "calendars:agenda", **changes) -> str:
        other = replace(self, **changes)
        query = {"vista": other.view, "data": other.iso, "cal": other.calendars}
        if other.per and other.view == "dia":
            query["per"] = other.per
        return f"{reverse(address)}?{urlencode(query, doseq=True)}"

    @property
    def iso(self) -> str:
        return self.day.isoformat()

    def moved(self, steps: int) -> Self:
        """The same view one step on or back."""
        if self.view == "mes":
            return replace(self, day=month_after(self.day, steps))
        length = {"setmana": 7, "dia": 1, "llista": LIST_DAYS}[self.view]
        return replace(self, day=self.day + timedelta(days=length * steps))

    def days(self) -> tuple[date, date]:
        """First and last day shown by a view of days."""
        if self.view == "setmana":
            monday = monday_of(self.day)
            return monday, monday + timedelta(days=6)
        return self.day, self.day + timedelta(days=LIST_DAYS - 1 if self.view != "dia" else 0)


def read(query: QueryDict) -> Wish:
    """What was asked; where it makes no sense, the month or today, and a sentence for each thing."""
    problems: list[str] = []
    return Wish(
        view=_view(query.get("vista"), problems),
        day=_day(query.get("data"), problems),
        calendars=tuple(_numbers(query.getlist("cal"))),
        per=query.get("per", "") if query.get("vista") == "dia" and query.get("per") in COLUMNS else "",
        is_first="vista" not in query,
        problems=tuple(problems),
    )


def _view(asked: str | None, problems: list[str]) -> str:
    if asked in VIEWS:
        return asked
    if asked is not None:
        problems.append(_("There is no such view of the agenda. You see the month."))
    return "mes"


def _day(asked: str | None, problems: list[str]) -> date:
    today = timezone.localdate()
    if not asked:
        return today
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        problems.append(_("That date does not exist. You see today. Write dates as 2026-03-26."))
        return today
    if FIRST_YEAR < day.year < LAST_YEAR:
        return day
    problems.append(
        _("The agenda goes from %(first)d to %(last)d. You see today.")
        % {"first": FIRST_YEAR + 1, "last": LAST_YEAR - 1}
    )
    return today


def _numbers(asked: Iterable[str]) -> Iterable[int]:
    return (int(each) for each in list(asked)[:MOST_CALENDARS] if each.isascii() and each.isdigit() and len(each) < 19)
