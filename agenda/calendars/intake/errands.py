"""Bringing in a file: at once where it is small, in the background where a person would wait too long for it."""

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agenda.calendars.errors import AgendaError
from agenda.calendars.intake import imports, reading, tasks
from agenda.calendars.models import Calendar, CalendarImport
from intranet.jobs.models import Job
from intranet.jobs.services import start_job

# Well below a second.
EVENTS_AT_ONCE = 300
BYTES_AT_ONCE = 500_000
ENDED = {Job.State.DONE, Job.State.FAILED}
UNDER_WAY = _("This file is being worked on already. Wait until that is done.")


def look_at(user, calendar: Calendar, source: bytes, *, filename: str) -> CalendarImport:
    """What a file would do. What is no calendar, or far too much, is refused before anything is kept."""
    events = reading.count(source)
    if _is_quick(events, len(source)):
        return imports.look_at(user, calendar, source, filename=filename)
    with transaction.atomic():
        found = imports.receive(user, calendar, source, filename=filename)
        _hand_over(user, found, tasks.examine, total=events)
    return found


def take_in(user, found: CalendarImport) -> None:
    size = len(found.source)
    events = reading.count(found.source.encode())
    if _is_quick(events, size):
        imports.take_in(user, found)
    else:
        # Once to read them, once to write them.
        _claim(user, found, tasks.take_in, total=2 * events)


def undo(user, found: CalendarImport) -> int | None:
    """How many events stay, because somebody changed them since; nothing while it is still being done."""
    if sum(len(rows) for rows in found.way_back.values()) <= EVENTS_AT_ONCE:
        return imports.undo(user, found)[1]
    _claim(user, found, tasks.undo, total=1)
    return None


def work_on(found: CalendarImport) -> Job | None:
    """What is under way for it."""
    return found.job if found.job and found.job.state not in ENDED else None


def _is_quick(events: int, size: int) -> bool:
    return events <= EVENTS_AT_ONCE and size <= BYTES_AT_ONCE


@transaction.atomic
def _claim(user, found: CalendarImport, task, *, total: int) -> None:
    """One work at a time, however often the button is pressed."""
    found = CalendarImport.objects.select_for_update(of=("self",)).select_related("job", "calendar").get(pk=found.pk)
    if work_on(found):
        raise AgendaError(UNDER_WAY)
    _hand_over(user, found, task, total=total)


def _hand_over(user, found: CalendarImport, task, *, total: int) -> None:
    found.job = start_job(
        user,
        task,
        title=found.filename,
        scope=found.calendar.scope_id,
        total=total,
        found=found.pk,
        language=get_language(),
    )
    found.save(update_fields=["job"])
