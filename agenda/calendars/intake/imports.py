"""Files of events that somebody brings into a calendar: looked at first, taken in one go, undone in one go."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars import visibility
from agenda.calendars.errors import AgendaError
from agenda.calendars.intake import planning, reading, taking
from agenda.calendars.intake.reading import Contents, Tell, quiet
from agenda.calendars.models import Calendar, CalendarImport
from agenda.calendars.policies import require_writable
from intranet.access import audit

UNDONE_WITHIN = timedelta(days=1)
KEPT_WAITING = timedelta(days=1)
# So many events are written in one transaction.
PART = 250
DONE_ALREADY = _("This file has been taken in already.")
TOO_LATE = _("This import can no longer be undone: more than a day has passed.")


def look_at(user, calendar: Calendar, source: bytes, *, filename: str) -> CalendarImport:
    """Read a file and say what taking it in would do. Nothing is written in the calendar."""
    require_writable(user, calendar)
    contents = reading.read(source)
    found = receive(user, calendar, source, filename=filename)
    return _say(found, contents)


def receive(user, calendar: Calendar, source: bytes, *, filename: str) -> CalendarImport:
    """Keep a file that has still to be looked at."""
    require_writable(user, calendar)
    return CalendarImport.objects.create(
        person=user, calendar=calendar, filename=filename[:255], source=reading.text_of(source)
    )


def examine(found: CalendarImport, *, tell: Tell = quiet) -> CalendarImport:
    """Look at a file that was received."""
    return _say(found, reading.read(found.source.encode(), tell=tell))


def _say(found: CalendarImport, contents: Contents) -> CalendarImport:
    steps = planning.plan(found.person, found.calendar, contents)
    found.report = planning.report(steps, contents)
    found.save(update_fields=["report"])
    return found


def take_in(user, found: CalendarImport, *, tell: Tell = quiet) -> CalendarImport:
    """Do what was looked at; the calendar may have changed since, so it is planned anew.

    Part by part, so that nobody else waits for long: should it break off, taking in the rest goes on from there.
    """
    contents = reading.read(found.source.encode(), tell=tell)
    parts, steps = [*_parts(contents)], []
    for part in parts:
        with transaction.atomic():
            found = _waiting(user, found)
            steps += _take_part(user, found, part)
            if part is parts[-1]:
                _close(user, found, planning.report(steps, contents))
        tell(len(contents.events) + len(steps))
    return found


def _parts(contents: Contents) -> Iterator[Contents]:
    for start in range(0, max(len(contents.events), 1), PART):
        yield replace(contents, events=contents.events[start : start + PART])


def _waiting(user, found: CalendarImport) -> CalendarImport:
    """The import, for this transaction alone, while it can be taken in."""
    found = CalendarImport.objects.select_for_update(of=("self",)).select_related("calendar").get(pk=found.pk)
    if found.state != CalendarImport.State.WAITING:
        raise AgendaError(DONE_ALREADY)
    require_writable(user, found.calendar)
    return found


def _take_part(user, found: CalendarImport, part: Contents) -> list[planning.Step]:
    steps = taking.steps_for(user, found.calendar, part)
    back = taking.take(user, found.calendar, steps, allowed=visibility.those_read_by(user))
    found.way_back = {name: [*found.way_back.get(name, ()), *rows] for name, rows in back.items()}
    found.save(update_fields=["way_back"])
    return steps


def _close(user, found: CalendarImport, report: dict) -> None:
    found.report, found.state, found.source = report, CalendarImport.State.DONE, ""
    found.save(update_fields=["report", "state", "source"])
    counts = {name: report[name] for name in ("new", "changed", "same", "left_out_count")}
    audit.record(user, "calendar.imported", found.calendar, **counts)


@transaction.atomic
def undo(user, found: CalendarImport) -> tuple[int, int]:
    """Take a whole import back; what somebody has changed since stays and is counted."""
    found = CalendarImport.objects.select_for_update(of=("self",)).select_related("calendar").get(pk=found.pk)
    if not can_undo(found):
        raise AgendaError(TOO_LATE)
    require_writable(user, found.calendar)
    taken_back, stay = taking.take_back(user, found.calendar, found.way_back)
    found.state, found.way_back = CalendarImport.State.UNDONE, {}
    found.save()
    audit.record(user, "calendar.import_undone", found.calendar, events=taken_back, stay=stay)
    return taken_back, stay


def can_undo(found: CalendarImport) -> bool:
    is_recent = timezone.now() - found.created < UNDONE_WITHIN
    return found.state == CalendarImport.State.DONE and is_recent


def forget_old() -> int:
    """Daily: files that nobody took in, and ways back that nobody went."""
    old = CalendarImport.objects.filter(created__lt=timezone.now() - KEPT_WAITING)
    forgotten, _rows = old.filter(state=CalendarImport.State.WAITING).delete()
    old.filter(state=CalendarImport.State.DONE).exclude(way_back={}).update(way_back={})
    return forgotten
