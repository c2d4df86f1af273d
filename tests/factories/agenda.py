from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from agenda.calendars.models import Calendar, Event
from agenda.meetings.models import AgendaItem, Meeting, Paper
from intranet.people.models import Body, Membership
from tests.factories.people import LONG_AGO, give, make_person, make_scope

_numbers = count(1)


def make_body(name: str = "", kind: str = "plenary", members=()) -> Body:
    """A body whose members read what is below its scope."""
    name = name or f"Òrgan {next(_numbers)}"
    body = Body.objects.create(name=name, short_name=name[:40], kind=kind, scope=make_scope("body", name))
    give(body, body.scope)
    for person in members:
        Membership.objects.create(person=person, body=body, start_date=LONG_AGO)
    return body


def make_meeting(body: Body, *, state: str = "convened", starts_at: datetime | None = None, items=()) -> Meeting:
    """A meeting with items `{"title", "papers"}`; the papers keep the scopes they have."""
    starts_at = starts_at or timezone.now() + timedelta(days=7)
    meeting = Meeting.objects.create(
        body=body,
        scope=make_scope("meeting", f"Sessió {next(_numbers)}", parent=body.scope),
        state=state,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="Sala de plens",
    )
    folio = 1
    for number, spec in enumerate(items, start=1):
        item = AgendaItem.objects.create(meeting=meeting, number=number, title=spec["title"])
        for position, document in enumerate(spec.get("papers", ()), start=1):
            Paper.objects.create(
                item=item, document=document, position=position, version=document.current_version, folio=folio
            )
            folio += document.current_version.page_count
    return meeting


def make_calendar(name: str = "", *, kind: str = "town", scope=None) -> Calendar:
    name = name or f"Calendari {next(_numbers)}"
    return Calendar.objects.create(name=name, kind=kind, scope=scope or make_scope("calendar", name))


def make_event(calendar: Calendar, summary: str, start: datetime, end: datetime, *, owner=None, **fields) -> Event:
    """An event written through the room's own service, by somebody who may."""
    from agenda.calendars.services import create_event

    owner = owner or make_person()
    give(owner, calendar.scope, "edit")
    return create_event(owner, calendar, summary=summary, start=start, end=end, **fields)
