"""Finding a time for people and a room, and taking it with one click."""

import re
from datetime import date, datetime, time, timedelta

import pytest

from agenda.calendars.guests.busy import busy_spans
from agenda.calendars.guests.finding import Search, find_times
from agenda.calendars.guests.models import Attendee
from agenda.calendars.guests.services import answer
from agenda.calendars.models import Event
from agenda.calendars.rooms.models import Room
from agenda.calendars.services import create_calendar, create_event
from agenda.calendars.timezones import town_zone
from agenda.calendars.working_days import is_working_day
from tests.factories import make_body
from tests.guests.samples import book, invite, next_monday
from tests.rooms.samples import HOUR

pytestmark = pytest.mark.django_db
FINDER = "/agenda/troba-hora/"


@pytest.fixture
def monday() -> datetime:
    """The first Monday to come of which both it and the next two days are working days."""
    found = next_monday(0)
    while not all(is_working_day(found.date() + timedelta(days=days)) for days in range(3)):
        found += timedelta(days=7)
    return found


@pytest.fixture
def at(monday):
    def on_monday(hour: int, minute: int = 0, days: int = 0) -> datetime:
        return datetime.combine(monday.date() + timedelta(days=days), time(hour, minute), town_zone())

    return on_monday


@pytest.fixture
def own(office, elisenda):
    return create_calendar("Elisenda", "person", parent=office, owner=elisenda)


@pytest.fixture
def hall(office):
    calendar = create_calendar("Sala petita", "room", parent=office)
    Room.objects.filter(pk=calendar.pk).update(capacity=10)
    return Room.objects.get(pk=calendar.pk)


def search(monday, people, **fields) -> Search:
    given = {"length": HOUR, "first": monday.date(), "opens": time(9), "closes": time(14)} | fields
    return Search(tuple(person.pk for person in people), **given)


def test_times_that_are_offered_are_free_for_everybody(anna, calendar, own, elisenda, marta, monday, at):
    book(elisenda, own, at=at(9), hours=2)
    invite(anna, calendar, "Marta Soler", at=at(11, 30))
    found = find_times(anna, search(monday, [elisenda, marta]))
    assert len(found) >= 3
    assert found[0].starts_at == at(12, 30)
    assert found[1].starts_at == at(9, days=1)


def test_what_somebody_declined_leaves_them_free(anna, calendar, marta, monday, at):
    event = invite(anna, calendar, "Marta Soler", at=at(9))
    assert busy_spans([marta.pk], at(8), at(15)) == [(at(9), at(10))]
    answer(marta, event.attendees.get(), Attendee.Answer.NO)
    assert busy_spans([marta.pk], at(8), at(15)) == []


def test_members_of_a_body_are_busy_while_it_sits(anna, office, marta, at):
    body = make_body("Ple", members=[marta])
    sitting = create_calendar("Ple", "body", parent=office, body=body)
    book(None, sitting, at=at(9), event_type="sessio")
    assert busy_spans([marta.pk], at(8), at(15)) == [(at(9), at(10))]
    assert busy_spans([anna.pk], at(8), at(15)) == []


def test_who_is_away_is_busy_all_day_and_a_feast_blocks_nobody(own, elisenda, monday, at):
    day = monday.date()
    whole = {"start": day, "end": day + timedelta(days=1)}
    create_event(elisenda, own, summary="Festa", event_type="acte", **whole)
    assert busy_spans([elisenda.pk], at(8), at(15)) == []
    create_event(elisenda, own, summary="Vacances", event_type="absencia", **whole)
    assert find_times(elisenda, search(monday, [elisenda]))[0].starts_at == at(9, days=1)


def test_only_working_days_and_the_hours_asked_for(anna, monday):
    found = find_times(anna, search(monday, [anna], opens=time(12), closes=time(13, 15)))
    assert len(found) == 6
    for each in found:
        local = each.starts_at.astimezone(town_zone())
        assert is_working_day(local.date())
        assert local.time() == time(12)


def test_the_past_is_not_offered(anna):
    today = date.today()
    found = find_times(anna, Search((anna.pk,), HOUR, today, time(0), time(23, 30)))
    assert all(each.starts_at > datetime.now(tz=town_zone()) for each in found)


def test_a_room_that_fits_and_is_free_comes_with_the_time(anna, calendar, hall, monday, at):
    book(anna, calendar, hall, at=at(9))
    found = find_times(anna, search(monday, [anna], room=0, how_many=4))
    assert (found[0].starts_at, found[0].room) == (at(10), hall)
    assert find_times(anna, search(monday, [anna], room=0, how_many=40)) == []


def test_the_questions_do_not_grow_with_people_nor_events(
    anna, calendar, elisenda, marta, hall, monday, at, django_assert_max_num_queries
):
    for hour in range(9, 13):
        invite(anna, calendar, "Marta Soler, Elisenda Roca", at=at(hour))
    with django_assert_max_num_queries(24):
        find_times(anna, search(monday, [anna, elisenda, marta], room=0))


def asked(calendar, monday, **fields) -> dict:
    return {
        "summary": "Pressupost",
        "calendar": calendar.pk,
        "minutes": 60,
        "first_day": f"{monday:%Y-%m-%d}",
        "opens": "09:00",
        "closes": "14:00",
        "room": "0",
        "with_me": "on",
        "guest_names": "Elisenda Roca, Marta Soler, pere@fora.example",
        **fields,
    }


def test_one_click_makes_the_event_with_room_and_invitations(
    anna, calendar, own, elisenda, marta, hall, monday, at, signed_in, mailoutbox
):
    book(elisenda, own, at=at(9), summary="Metge")
    client = signed_in(anna)
    page = client.get(FINDER, asked(calendar, monday)).content.decode()
    assert "Metge" not in page
    codes = re.findall(r'name="take" value="([^"]+)"', page)
    assert len(codes) >= 3
    assert codes[0].startswith(at(10).isoformat())
    response = client.post(FINDER, asked(calendar, monday, take=codes[0]))
    event = Event.objects.get(summary="Pressupost")
    assert response.url == event.get_absolute_url()
    assert event.starts_at == at(10)
    assert event.bookings.get().room == hall
    assert event.attendees.count() == 4
    assert event.attendees.get(person=anna).answer == "ACCEPTED"
    assert len(mailoutbox) == 3


def test_one_click_pressed_twice_invites_once(anna, calendar, elisenda, marta, monday, at, signed_in, mailoutbox):
    client = signed_in(anna)
    page = client.get(FINDER, asked(calendar, monday, room="")).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    posted = asked(calendar, monday, room="", key=key, take=f"{at(9).isoformat()}@")
    assert client.post(FINDER, posted).url == client.post(FINDER, posted).url
    assert Event.objects.filter(summary="Pressupost").count() == 1
    assert len(mailoutbox) == 3


def test_a_name_that_nobody_has_is_told_at_the_top(anna, calendar, elisenda, marta, monday, signed_in):
    for name in ("Pepet de can Fanga", "extern@@exemple"):
        page = signed_in(anna).get(FINDER, asked(calendar, monday, guest_names=name)).content.decode()
        assert "data-focus" in page
        assert '<a href="#id_guest_names">' in page


def test_a_time_that_was_taken_in_the_meantime_is_not_taken_twice(
    anna, calendar, own, elisenda, marta, hall, monday, at, signed_in
):
    book(elisenda, own, at=at(10))
    posted = asked(calendar, monday, take=f"{at(10).isoformat()}@{hall.pk}")
    response = signed_in(anna).post(FINDER, posted)
    assert response.status_code == 200
    assert "ja no està lliure" in response.content.decode()
    assert not Event.objects.filter(summary="Pressupost").exists()


@pytest.mark.parametrize(
    "take", ["", "demà", "2026-02-30T10:00:00+01:00@1", "2030-01-01T10:00:00@1", "2030-01-01T23:30:00+01:00@x"]
)
def test_a_click_that_names_no_time_makes_nothing(anna, calendar, elisenda, marta, monday, signed_in, take):
    response = signed_in(anna).post(FINDER, asked(calendar, monday, take=take, room=""))
    assert response.status_code == 200
    assert not Event.objects.filter(summary="Pressupost").exists()


@pytest.mark.parametrize(
    "slip",
    [
        {"first_day": "31/02/2027"},
        {"closes": "09:15"},
        {"minutes": "-5"},
        {"guest_names": "Ningú"},
        {"room": "999"},
        {"summary": ""},
        {"first_day": "9999-12-31"},
        {"first_day": "2020-01-07"},
    ],
)
def test_slips_are_told_with_a_sentence(anna, calendar, elisenda, marta, monday, signed_in, slip):
    response = signed_in(anna).get(FINDER, asked(calendar, monday, **slip))
    assert response.status_code == 400
    assert "field__error" in response.content.decode()


def test_who_writes_in_no_calendar_finds_no_times(stranger, elisenda, signed_in):
    assert signed_in(stranger).get(FINDER).status_code == 403
    assert signed_in(elisenda).get(FINDER).status_code == 403
