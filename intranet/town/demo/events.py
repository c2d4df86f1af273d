"""The agenda of the town: each event as a complete iCalendar object, recurring ones with their exceptions.

The sittings of `meetings.py` are not here: they enter the agenda from their own records (R17).
"""

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event, Timezone, vRecur

from intranet.town.demo import days
from intranet.town.demo.shapes import DemoCalendar, DemoEvent

SOURCE = Path(__file__).parent / "events.csv"
TZID = "Europe/Madrid"
CLASSES = {"everyone": "PUBLIC", "staff": "CONFIDENTIAL", "government": "CONFIDENTIAL", "private": "PRIVATE"}

CALENDARS = (
    DemoCalendar("vila", "Agenda municipal", "town", 0),
    DemoCalendar("ple", "Ple", "body", 1, body="ple"),
    DemoCalendar("jgl", "Junta de Govern Local", "body", 2, body="jgl"),
    DemoCalendar("alcaldia", "Alcaldia", "person", 3, owner="joan.vilaseca"),
    DemoCalendar("secretaria", "Secretaria", "unit", 4, unit="secretaria"),
    DemoCalendar("sala-petita", "Sala petita", "room", 5),
    DemoCalendar("sala-plens", "Sala de plens", "room", 6),
    DemoCalendar("pavello", "Pavelló", "room", 7),
)


@dataclass(frozen=True)
class Slot:
    """When something takes place: a day and, unless it takes whole days, a clock time and minutes."""

    day: date
    start: str
    length: str

    @property
    def all_day(self) -> bool:
        return self.length.endswith("d")

    @property
    def span(self) -> timedelta:
        amount = int(self.length[:-1])
        return timedelta(days=amount) if self.all_day else timedelta(minutes=amount)

    @property
    def starts(self) -> datetime:
        return days.at(self.day, self.start or "00:00")

    @property
    def ends(self) -> datetime:
        return self.starts + self.span

    def add_to(self, component: Event) -> None:
        if self.all_day:
            component.add("dtstart", self.day)
            component.add("dtend", self.day + self.span)
        else:
            component.add("dtstart", self.starts)
            component.add("dtend", self.ends)

    def moved(self, by: int, start: str) -> "Slot":
        return Slot(self.day + timedelta(days=by), start, self.length)


def events(today: date) -> tuple[DemoEvent, ...]:
    return tuple(_event(number, row, today) for number, row in enumerate(_rows(), start=1))


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _event(number: int, row: dict[str, str], today: date) -> DemoEvent:
    uid = f"demo-{number:03d}@vilaexemple.example"
    occurrences = _occurrences(row, today)
    return DemoEvent(
        uid=uid,
        calendar=row["calendar"],
        type=row["type"],
        title=row["title"],
        place=row["place"],
        room=row["room"],
        owner=row["owner"],
        visibility=row["visibility"],
        starts=occurrences[0].starts,
        ends=occurrences[0].ends,
        all_day=occurrences[0].all_day,
        is_recurring=bool(row["rule"]),
        exceptions=len(row["skip"].split()) + bool(row["moved"]),
        ics=_calendar(uid, row, occurrences, today),
    )


def _occurrences(row: dict[str, str], today: date) -> list[Slot]:
    first = days.monday_of(today) + timedelta(weeks=int(row["week"]), days=int(row["weekday"]))
    if not row["rule"]:
        return [Slot(_suitable(first, row), row["start"], row["length"])]
    rule = rrulestr(row["rule"], dtstart=datetime.combine(first, time()))
    return [Slot(found.date(), row["start"], row["length"]) for found in rule]


def _suitable(day: date, row: dict[str, str]) -> date:
    """Office work waits for a working day; festivities, and bookings of a room, keep theirs."""
    return day if row["type"] == "acte" or row["room"] else days.working_day_on_or_after(day)


def _calendar(uid: str, row: dict[str, str], occurrences: list[Slot], today: date) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//Casa Gran//Vilaexemple//CA")
    calendar.add("version", "2.0")
    if not occurrences[0].all_day:
        calendar.add_component(_timezone())
    calendar.add_component(_series(uid, row, occurrences, today))
    if row["moved"]:
        calendar.add_component(_override(uid, row, occurrences, today))
    return calendar.to_ical().decode()


@cache
def _timezone() -> Timezone:
    return Timezone.from_tzid(TZID, first_date=date(2020, 1, 1), last_date=date(2038, 1, 1))


def _component(uid: str, row: dict[str, str], slot: Slot, today: date) -> Event:
    component = Event()
    component.add("uid", uid)
    component.add("dtstamp", datetime.combine(today, time(8), tzinfo=days.MADRID).astimezone(UTC))
    slot.add_to(component)
    component.add("summary", row["title"])
    component.add("categories", [row["type"]])
    component.add("class", CLASSES[row["visibility"]])
    component.add("organizer", f"mailto:{row['owner']}@vilaexemple.example")
    if row["place"]:
        component.add("location", row["place"])
    return component


def _series(uid: str, row: dict[str, str], occurrences: list[Slot], today: date) -> Event:
    component = _component(uid, row, occurrences[0], today)
    if row["rule"]:
        component.add("rrule", vRecur.from_ical(row["rule"]))
    for ordinal in row["skip"].split():
        component.add("exdate", _identity(occurrences[int(ordinal) - 1]))
    return component


def _override(uid: str, row: dict[str, str], occurrences: list[Slot], today: date) -> Event:
    """One occurrence on another day or at another time; `moved` is ordinal, days and clock."""
    ordinal, by, *clock = row["moved"].split()
    slot = occurrences[int(ordinal) - 1]
    component = _component(uid, row, slot.moved(int(by), clock[0] if clock else ""), today)
    component.add("recurrence-id", _identity(slot))
    component.add("comment", "Canvi d’horari")
    return component


def _identity(slot: Slot) -> date | datetime:
    return slot.day if slot.all_day else slot.starts
