"""Events of a synthetic town, one in five recurring, and a meeting with two hundred papers."""

import random
from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from agenda.calendars.ical import Draft
from agenda.calendars.models import Calendar
from agenda.calendars.services import create_calendar, create_events
from agenda.meetings.models import AgendaItem, Meeting, Paper
from docs_library.documents.models import Document
from intranet.access.models import Scope
from intranet.access.services import create_scope
from intranet.people.municipality import town_scope
from intranet.town.seeding.library import Shelves
from intranet.town.seeding.people import Cast
from intranet.town.seeding.words import Writer

MADRID = ZoneInfo("Europe/Madrid")
CALENDARS, CHUNK = 12, 1000
RECURRING_SHARE = 0.2
RULES = ("FREQ=WEEKLY;COUNT=20", "FREQ=MONTHLY;COUNT=12", "FREQ=WEEKLY;INTERVAL=2;COUNT=10", "FREQ=DAILY;COUNT=5")
ITEMS, PAPERS_EACH = 20, 10


def seed_events(
    rng: random.Random, writer: Writer, cast: Cast, how_many: int, number: int, say: Callable[[str], None]
) -> None:
    """Spread over the two years around today, in working hours, readable by everyone signed in."""
    kinds = (Calendar.Kind.TOWN, Calendar.Kind.UNIT, Calendar.Kind.PERSON)
    calendars = [
        create_calendar(f"Calendari sintètic {number}.{place}", kinds[place % 3], parent=town_scope(), hue=place)
        for place in range(CALENDARS)
    ]
    drafts = _drafts(rng, writer, how_many)
    done = 0
    while chunk := list(islice(drafts, CHUNK)):
        create_events(None, calendars[done // CHUNK % CALENDARS], chunk, organizer=cast.clerk)
        done += len(chunk)
        say(f"{done} events")


def _drafts(rng: random.Random, writer: Writer, how_many: int):
    today = timezone.localdate()
    for _position in range(how_many):
        day = today + timedelta(days=rng.randrange(-365, 365))
        start = datetime.combine(day, time(8 + rng.randrange(11), rng.choice((0, 30))), tzinfo=MADRID)
        yield Draft(
            summary=writer.title(3).capitalize(),
            start=start,
            end=start + timedelta(minutes=rng.choice((30, 60, 90, 120))),
            location="Sala petita",
            rrule=rng.choice(RULES) if rng.random() < RECURRING_SHARE else "",
            category="reunio",
        )


@transaction.atomic
def seed_meeting(cast: Cast, shelves: Shelves, number: int) -> None:
    """A plenary of twenty items with ten papers each, of classes that the council may read."""
    starts_at = timezone.now() + timedelta(days=7)
    meeting = Meeting.objects.create(
        body=cast.body,
        scope=create_scope(Scope.Kind.MEETING, f"Sessió sintètica {number}", parent=cast.body.scope),
        state=Meeting.State.CONVENED,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        place="Sala de plens",
    )
    items = AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, number=place, title=f"Punt {place} de la sessió sintètica")
        for place in range(1, ITEMS + 1)
    )
    papers = Document.objects.readable(cast.councillor).filter(node__in=shelves.open_to_council)
    found = iter(papers.select_related("current_version")[: ITEMS * PAPERS_EACH])
    Paper.objects.bulk_create(
        Paper(item=item, document=document, position=place, version=document.current_version, folio=1)
        for item in items
        for place, document in enumerate(islice(found, PAPERS_EACH), start=1)
    )
