"""Mending single dates of a series before it is saved: another room, another time, or not that day.

The calendar object stays the source of truth: a date that moves becomes an exception (RECURRENCE-ID), one that is
skipped an EXDATE, so calendar programs see the same as we do.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars import ical, splitting
from agenda.calendars.errors import AgendaError
from agenda.calendars.rooms.models import Room
from agenda.calendars.rooms.wanted import Places, Repair


def mend(parsed: ical.Parsed, places: Places | None) -> tuple[ical.Parsed, Places | None]:
    """The object with its dates mended, and the rooms that then are wanted."""
    if places is None or not places.repairs:
        return parsed, places
    names = _names(places)
    single = dict(places.single)
    for moment, repair in places.repairs.items():
        parsed = _mended(parsed, moment, repair, names)
        if repair.kind == "room" and repair.room is not None:
            single[moment] = tuple(repair.room if each == repair.instead_of else each for each in places.at(moment))
    return parsed, Places(places.rooms, single, people=places.people)


def _names(places: Places) -> dict[int, str]:
    rooms = Room.objects.filter(pk__in={repair.room for repair in places.repairs.values() if repair.room})
    return {room.pk: str(room) for room in rooms.select_related("calendar")}


def _mended(parsed: ical.Parsed, moment: datetime, repair: Repair, names: dict[int, str]) -> ical.Parsed:
    now = timezone.now()
    if repair.kind != "skip":
        return splitting.override(parsed.text, moment, _draft(parsed, moment, repair, names), now=now)
    left = splitting.leave_out(parsed.text, moment, now=now)
    if left is None:
        raise AgendaError(_("No date of the series would be left. Choose another room or another time for one."))
    return left


def _draft(parsed: ical.Parsed, moment: datetime, repair: Repair, names: dict[int, str]) -> ical.Draft:
    """That date as it is, but for its time or its place."""
    shown = splitting.shown_at(parsed.text, moment)
    start: ical.Moment = shown.start
    length: timedelta = shown.end - shown.start  # type: ignore[operator]  # both are days, or both have hours
    if repair.starts_at is not None:
        start = repair.starts_at if isinstance(start, datetime) else timezone.localdate(repair.starts_at)
    return ical.Draft(
        summary=shown.summary,
        start=start,
        end=start + length,
        location=names.get(repair.room or 0, shown.location),
        description=shown.description,
        rrule=None,
        category=parsed.category,
        classification=str(parsed.master.get("CLASS", "PUBLIC")),
    )
