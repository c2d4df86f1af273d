"""Files of events that somebody brings into a calendar: looked at first, taken in one go, undone in one go."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.calendars import visibility
from agenda.calendars.errors import AgendaError
from agenda.calendars.intake import planning, reading, taking
from agenda.calendars.models import Calendar, CalendarImport
from agenda.calendars.policies import require_writable
from intranet.access import audit

UNDONE_WITHIN = timedelta(days=1)
KEPT_WAITING = timedelta(days=1)
DONE_ALREADY = _("This file has been taken in already.")
TOO_LATE = _("This import can no longer be undone: more than a day has passed.")


@transaction.atomic
def look_at(user, calendar: Calendar, source: bytes, *, filename: str) -> CalendarImport:
    """Read a file and say what taking it in would do. Nothing is written in the calendar."""
    require_writable(user, calendar)
    contents = reading.read(source)
    steps = planning.plan(user, calendar, contents)
    return CalendarImport.objects.create(
        person=user,
        calendar=calendar,
        filename=filename[:255],
        source=reading.text_of(source),
        report=planning.report(steps, contents),
    )


@transaction.atomic
def take_in(user, found: CalendarImport) -> CalendarImport:
    """Do what was looked at; the calendar may have changed since, so it is planned anew."""
    found = CalendarImport.objects.select_for_update(of=("self",)).select_related("calendar").get(pk=found.pk)
    if found.state != CalendarImport.State.WAITING:
        raise AgendaError(DONE_ALREADY)
    require_writable(user, found.calendar)
    contents = reading.read(found.source.encode())
    steps = planning.plan(user, found.calendar, contents)
    found.way_back = taking.take(user, found.calendar, steps, allowed=visibility.those_read_by(user))
    found.report = planning.report(steps, contents)
    found.state, found.source = CalendarImport.State.DONE, ""
    found.save()
    counts = {name: found.report[name] for name in ("new", "changed", "same", "left_out_count")}
    audit.record(user, "calendar.imported", found.calendar, **counts)
    return found


@transaction.atomic
def undo(user, found: CalendarImport) -> tuple[int, int]:
    """Take a whole import back; what somebody has changed since stays and is counted."""
    found = CalendarImport.objects.select_for_update(of=("self",)).select_related("calendar").get(pk=found.pk)
    if not can_undo(found):
        raise AgendaError(TOO_LATE)
    require_writable(user, found.calendar)
    taken_back, stay = taking.take_back(user, found.way_back)
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
