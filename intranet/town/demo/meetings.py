"""The sittings: a plenary convened for next week, one held some two months ago, a local board of last week."""

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from intranet.town.demo import days
from intranet.town.demo.documents.wording import Facts
from intranet.town.demo.people import memberships
from intranet.town.demo.shapes import DemoItem, DemoMeeting

SOURCE = Path(__file__).parent / "meetings.toml"
ROOMS = {"ple": "sala-plens", "jgl": "sala-petita"}
HOURS = {"ple": ("20:00", "22:30"), "jgl": ("09:00", "10:15")}


def sitting_days(today: date) -> dict[str, date]:
    """The days of the sittings and of those whose minutes they approved."""
    plenary, board = days.plenary_on(today), _board_on(today)
    held = days.working_day_on_or_before(plenary - timedelta(days=70))
    return {
        "ple-convocat": plenary,
        "ple-celebrat": held,
        "ple-anterior": days.working_day_on_or_before(held - timedelta(days=84)),
        "jgl-celebrada": board,
        "jgl-anterior": days.working_day_on_or_before(board - timedelta(days=14)),
    }


def meetings(today: date) -> tuple[DemoMeeting, ...]:
    sittings = sitting_days(today)
    return tuple(_meeting(key, data, sittings[key], today) for key, data in _source().items())


@cache
def _source() -> dict[str, dict]:
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))


def _board_on(today: date) -> date:
    """Tuesday of last week, or the working day after it."""
    return days.working_day_on_or_after(days.monday_of(today) - timedelta(days=6))


def _meeting(key: str, data: dict, day: date, today: date) -> DemoMeeting:
    body = data["body"]
    starts, ends = HOURS[body]
    return DemoMeeting(
        key=key,
        body=body,
        kind="ordinary",
        state=data["state"],
        starts=days.at(day, starts),
        ends=days.at(day, ends),
        convened=_convened(body, day, today),
        room=ROOMS[body],
        series=data["series"],
        papers_audience=data["papers_audience"],
        items=tuple(_item(number, item, day, today) for number, item in enumerate(data["items"], start=1)),
        attendance=_attendance(body, data, day, today) if "minutes" in data else {},
        minutes=data.get("minutes", ""),
    )


def _convened(body: str, day: date, today: date) -> datetime:
    """The coming plenary was convened on the last working day; past sittings, in their due time (L1, L3)."""
    if day > today:
        return days.at(days.convened_on(today), "13:05")
    notice = days.working_day_on_or_before(day - timedelta(days=1))
    while body == "ple" and days.working_days_between(notice, day) < 3:
        notice = days.working_day_on_or_before(notice - timedelta(days=1))
    return days.at(notice, "08:45")


def _item(number: int, item: dict, day: date, today: date) -> DemoItem:
    return DemoItem(
        number=number,
        title=Facts(day, today).fill(item["title"]),
        part=item["part"],
        majority=item["majority"],
        papers=tuple(item.get("papers", ())),
        no_document_reason=item.get("no_document_reason", ""),
        outcome=item.get("outcome", ""),
    )


def _attendance(body: str, data: dict, day: date, today: date) -> dict[str, str]:
    seats = [seat for seat in memberships(today) if seat.body == body]
    seated = [seat.person for seat in seats if seat.start <= day <= (seat.end or day)]
    return {person: data.get("attendance", {}).get(person, "present") for person in seated}
