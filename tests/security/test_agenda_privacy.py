"""What is private shows "busy" and nothing else, whichever way it came in and wherever it is looked at (R17)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agenda.caldav.passwords import create_password
from agenda.calendars import official
from agenda.calendars.intake import imports, planning, reading, taking
from agenda.calendars.models import Event, Subscription
from agenda.calendars.services import create_calendar, create_event
from intranet.people.municipality import town_scope
from tests.caldav.program import Program, path_of
from tests.calendars.samples import hours, vcalendar
from tests.factories import give, make_calendar, make_person

pytestmark = pytest.mark.django_db
SECRET = "Visita a l’oncòleg"


@pytest.fixture
def calendar(town):
    return make_calendar("Ajuntament")


@pytest.fixture
def anna(calendar):
    person = make_person("anna.clerk", roles=["clerk"])
    give(person, calendar.scope, "edit")
    return person


@pytest.fixture
def colleague(calendar, stranger):
    """Sees the calendar, and so "busy"."""
    give(stranger, calendar.scope)
    return stranger


def tomorrow(hour: int = 10, days: int = 1):
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def wall(moment) -> str:
    return f";TZID=Europe/Madrid:{moment:%Y%m%dT%H%M%S}"


def a_series_with_a_private_date(uid: str = "sèrie", sequence: int = 1) -> str:
    """As Thunderbird writes it when one date of a series is made private."""
    first, second = tomorrow(), tomorrow(days=8)
    exception = (
        f"END:VEVENT\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\nSEQUENCE:{sequence}\r\n"
        f"RECURRENCE-ID{wall(second)}\r\nDTSTART{wall(second)}\r\nDTEND{wall(second + hours(1))}\r\n"
        f"SUMMARY:{SECRET}\r\nCLASS:PRIVATE"
    )
    start = (f"DTSTART{wall(first)}", f"DTEND{wall(first + hours(1))}", "RRULE:FREQ=WEEKLY;COUNT=3")
    return vcalendar(*start, "SUMMARY:Atenció", f"SEQUENCE:{sequence}", "CATEGORIES:acte", exception, uid=uid)


def phone_of(person) -> Program:
    _password, secret = create_password(person, "Mòbil", "write")
    return Program(person.get_username(), secret)


def bring(person, calendar, *events: str):
    body = "".join(events).encode()
    return imports.take_in(person, imports.look_at(person, calendar, body, filename="a.ics"))


def seen_by(signed_in, person, event) -> str:
    pages = [
        "/agenda/?vista=llista",
        f"/agenda/esdeveniment/{event.pk}/",
        f"/agenda/esdeveniment/{event.pk}/esdeveniment.ics",
    ]
    return "".join(signed_in(person).get(page).content.decode() for page in pages)


def test_one_private_date_makes_a_series_from_a_phone_private(calendar, anna, colleague, signed_in):
    name = path_of(calendar) + "sèrie.ics"
    assert phone_of(anna).put(name, a_series_with_a_private_date()).status_code == 201
    event = Event.objects.get()
    assert event.visibility == "private"
    assert SECRET not in seen_by(signed_in, colleague, event)
    assert SECRET not in phone_of(colleague).ask("GET", name).content.decode()


def test_a_date_that_becomes_private_leaves_the_official_agenda_with_its_series(town, signed_in):
    mayor = make_person("joan.vilaseca", roles=["mayor"])
    office = create_calendar("Alcaldia", "person", parent=town_scope(), owner=mayor)
    first = tomorrow()
    event = create_event(
        mayor, office, summary="Atenció", start=first, end=first + hours(1), rrule="FREQ=WEEKLY;COUNT=3", uid="sèrie",
        event_type="acte",
    )  # fmt: skip
    official.publish(mayor, event)
    assert phone_of(mayor).put(path_of(office) + "sèrie.ics", a_series_with_a_private_date()).status_code == 204
    visitor = Client()
    for page in ("/agenda/oficial/", "/agenda/oficial.ics"):
        answer = visitor.get(page)
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()


def test_one_private_date_makes_a_series_from_a_file_private(calendar, anna, colleague, signed_in):
    bring(anna, calendar, a_series_with_a_private_date())
    assert SECRET not in seen_by(signed_in, colleague, Event.objects.get())


def test_a_file_that_says_now_that_something_is_private_is_believed(calendar, anna, colleague, signed_in):
    times = (f"DTSTART{wall(tomorrow())}", f"DTEND{wall(tomorrow(11))}")
    bring(anna, calendar, vcalendar(*times, "SUMMARY:Reunió"))
    found = bring(anna, calendar, vcalendar(*times, f"SUMMARY:{SECRET}", "CLASS:PRIVATE", "SEQUENCE:1"))
    event = Event.objects.get()
    assert (event.summary, event.visibility) == (SECRET, "private")
    assert SECRET not in seen_by(signed_in, colleague, event)
    imports.undo(anna, found)
    event.refresh_from_db()
    assert (event.summary, event.visibility) == ("Reunió", "everyone")


def test_a_program_that_says_the_same_as_before_changes_nothing(calendar, anna):
    """Of a series that was opened again, the dates may still say private."""
    phone, name = phone_of(anna), path_of(calendar) + "sèrie.ics"
    phone.put(name, a_series_with_a_private_date())
    Event.objects.update(visibility="everyone", scope=calendar.scope)
    assert phone.put(name, a_series_with_a_private_date(sequence=9)).status_code == 204
    assert Event.objects.get().visibility == "everyone"


def test_what_an_outside_calendar_calls_private_belongs_to_who_subscribed(calendar, anna, colleague, signed_in):
    found = Subscription.objects.create(calendar=calendar, url="https://fora.example/a.ics", name="Meu", person=anna)
    times = (f"DTSTART{wall(tomorrow())}", f"DTEND{wall(tomorrow(11))}")
    body = vcalendar(*times, f"SUMMARY:{SECRET}", "CLASS:PRIVATE") + vcalendar(*times, "SUMMARY:Fira", uid="2")
    contents = reading.read(body.encode())
    taking.take(None, calendar, planning.plan(None, calendar, contents, subscription=found), subscription=found)
    private, fair = Event.objects.get(summary=SECRET), Event.objects.get(summary="Fira")
    assert (private.visibility, fair.visibility) == ("private", "everyone")
    assert SECRET not in seen_by(signed_in, colleague, private)
    assert Event.objects.readable(anna).filter(pk=private.pk).exists()


def test_who_no_longer_holds_office_has_nothing_ahead_in_the_official_agenda(town):
    mayor = make_person("joan.vilaseca", roles=["mayor"])
    office = create_calendar("Alcaldia", "person", parent=town_scope(), owner=mayor)
    for summary, start in (("Inauguració", tomorrow(days=-2)), ("Campanya", tomorrow(days=2))):
        event = create_event(
            mayor, office, summary=summary, start=start, end=start + hours(1), event_type="acte", location="Plaça"
        )
        official.publish(mayor, event)
    feed = Client().get("/agenda/oficial.ics").content.decode()
    assert "Inauguració" in feed
    assert "Campanya" in feed
    mayor.roles.update(end_date=timezone.localdate() - timedelta(days=1))
    feed = Client().get("/agenda/oficial.ics").content.decode()
    assert "Inauguració" in feed
    assert "Campanya" not in feed
